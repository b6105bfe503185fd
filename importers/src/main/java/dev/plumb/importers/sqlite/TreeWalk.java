package dev.plumb.importers.sqlite;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.IOException;
import java.util.BitSet;

/**
 * Visits the cells of a table's tree in order. A page that is damaged, missing or belongs to
 * another place is counted and passed over; no page is visited twice, so a file that refers to
 * itself costs no more than its length.
 */
final class TreeWalk {
  private static final int INTERIOR = 5;
  private static final int LEAF = 13;

  /** SQLite's own limit; a tree of this depth would be larger than any disk. */
  private static final int DEPTH = 20;

  private final Pages pages;
  private final Problems problems;
  private final int usable;
  private final BitSet visited = new BitSet();
  private final byte[][] page = new byte[DEPTH][];
  private final long[] number = new long[DEPTH];
  private final int[] cell = new int[DEPTH];
  private final int[] cells = new int[DEPTH];
  private final boolean[] leaf = new boolean[DEPTH];
  private int depth = -1;

  /** The page that holds the current cell. */
  byte[] buffer = new byte[0];

  /** Where the cell's payload starts in {@link #buffer}, how much of it is there, and in all. */
  int payload;

  int local;
  long total;
  long rowid;

  TreeWalk(Pages pages, int usable, long root, Problems problems) {
    this.pages = pages;
    this.usable = usable;
    this.problems = problems;
    enter(root);
  }

  /** Moves to the next cell; false after the last. */
  boolean next() {
    while (depth >= 0) {
      if (cell[depth] >= cells[depth] + (leaf[depth] ? 0 : 1)) {
        depth--;
      } else if (leaf[depth]) {
        if (leafCell(cell[depth]++)) {
          return true;
        }
      } else {
        enter(child(cell[depth]++));
      }
    }
    return false;
  }

  /** Cells of the tree, without a look at them. */
  long count() {
    long count = 0;
    while (depth >= 0) {
      if (leaf[depth]) {
        count += cells[depth--];
      } else if (cell[depth] > cells[depth]) {
        depth--;
      } else {
        enter(child(cell[depth]++));
      }
    }
    return count;
  }

  /** Where the current cell is in the file. */
  long offset() {
    return pages.offset(number[depth]) + payload;
  }

  private int header() {
    return number[depth] == 1 ? 100 : 0;
  }

  private void enter(long child) {
    if (depth + 1 == DEPTH) {
      damaged(number[depth]);
      return;
    }
    int level = depth + 1;
    if (page[level] == null) {
      page[level] = new byte[pages.pageSize()];
    }
    if (!load(child, page[level])) {
      return;
    }
    number[level] = child;
    depth = level;
    byte[] bytes = page[level];
    int at = header();
    int type = bytes[at];
    leaf[level] = type == LEAF;
    cell[level] = 0;
    cells[level] = be16(bytes, at + 3);
    int pointers = at + (leaf[level] ? 8 : 12);
    if (type != LEAF && type != INTERIOR || pointers + 2 * cells[level] > usable) {
      damaged(child);
      depth--;
    }
  }

  /** Reads a page for the first and only time; false, and counted, if that cannot be. */
  private boolean load(long wanted, byte[] into) {
    try {
      if (wanted > pages.count()) {
        problems.add(
            ProblemCode.INPUT_TRUNCATED, pages.fileBytes(), "page " + wanted + " is missing");
        return false;
      }
      if (wanted < 1
          || wanted > Integer.MAX_VALUE
          || visited.get((int) wanted)
          || !pages.read(wanted, into)) {
        damaged(Math.max(1, wanted));
        return false;
      }
      visited.set((int) wanted);
      return true;
    } catch (IOException e) {
      problems.add(ProblemCode.READ_FAILED, pages.offset(wanted), String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void damaged(long wanted) {
    problems.add(ProblemCode.DATABASE_DAMAGED, pages.offset(wanted));
  }

  private long child(int index) {
    byte[] bytes = page[depth];
    int at = header();
    if (index == cells[depth]) {
      return be32(bytes, at + 8);
    }
    int pointer = be16(bytes, at + 12 + 2 * index);
    if (pointer > usable - 4) {
      return 0; // counted as damaged by load
    }
    return be32(bytes, pointer);
  }

  private boolean leafCell(int index) {
    buffer = page[depth];
    int at = be16(buffer, header() + 8 + 2 * index);
    if (at < header() + 8 || at > usable - 4) {
      damaged(number[depth]);
      return false;
    }
    long size = 0;
    int bytes = 0;
    do { // two varints, written out: this runs for each row
      size = size << 7 | buffer[at] & 0x7F;
    } while (buffer[at++] < 0 && ++bytes < 8 && at < usable);
    if (at < usable - 1 && buffer[at] >= 0) {
      rowid = buffer[at++];
    } else {
      long id = 0;
      bytes = 0;
      while (at < usable && bytes < 8 && buffer[at] < 0) {
        id = id << 7 | buffer[at++] & 0x7F;
        bytes++;
      }
      if (at >= usable) {
        damaged(number[depth]);
        return false;
      }
      rowid = bytes == 8 ? id << 8 | buffer[at] & 0xFF : id << 7 | buffer[at];
      at++;
    }
    payload = at;
    total = size;
    local = size > pages.fileBytes() ? -1 : local(size);
    if (local < 0 || at + local + (local < size ? 4 : 0) > usable) {
      damaged(number[depth]);
      return false;
    }
    return true;
  }

  /** How much of a payload lies in the leaf; the file format's own formula. */
  private int local(long size) {
    int most = usable - 35;
    if (size <= most) {
      return (int) size;
    }
    int least = (usable - 12) * 32 / 255 - 23;
    long kept = least + (size - least) % (usable - 4);
    return (int) (kept <= most ? kept : least);
  }

  /**
   * Copies the first {@code length} bytes of the payload, following its overflow pages, and returns
   * how many there were. To be called once for a cell.
   */
  int copyPayload(byte[] into, int length) {
    int done = Math.min(local, length);
    System.arraycopy(buffer, payload, into, 0, done);
    long following = be32(buffer, payload + local);
    byte[] overflow = new byte[pages.pageSize()];
    while (done < length && following != 0 && load(following, overflow)) {
      int count = Math.min(length - done, usable - 4);
      System.arraycopy(overflow, 4, into, done, count);
      done += count;
      following = be32(overflow, 0);
    }
    if (done < length) {
      damaged(number[depth]);
    }
    return done;
  }

  static int be16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  static long be32(byte[] bytes, int at) {
    return (long) be16(bytes, at) << 16 | be16(bytes, at + 2);
  }
}
