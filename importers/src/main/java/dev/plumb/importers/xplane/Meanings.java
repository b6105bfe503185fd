package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.Varints;
import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.SliceKind;
import java.util.Arrays;

/**
 * What events mean, by their type and the bytes of their arguments. Events repeat: kind, name,
 * arguments and stack are worked out once for each combination, and then found again by comparing
 * bytes, which nobody reads a second time.
 */
final class Meanings {
  /** Beyond this many bytes, all are forgotten: arguments that never repeat need no memory. */
  private static final int MOST_BYTES = 1 << 26;

  /** What a row takes beside its arguments. */
  private static final long ROW_BYTES = 50;

  private final MeaningFinder finder;
  private LineKind line = LineKind.HOST;

  /** By type: row + 1 of the last meaning on lines of this kind. */
  private int[] last = new int[64];

  /** Arguments of all rows. */
  private byte[] keys = new byte[1 << 14];

  private int keyBytes;
  private IntColumn keyFrom = new IntColumn();
  private LongColumn heads = new LongColumn();
  private IntColumn hashes = new IntColumn();
  private ByteColumn kinds = new ByteColumn();
  private ByteColumn broken = new ByteColumn();
  private IntColumn names = new IntColumn();
  private IntColumn args = new IntColumn();
  private IntColumn stacks = new IntColumn();
  private LongColumn bytes = new LongColumn();
  private int[] slots = new int[1024];

  Meanings(MeaningFinder finder) {
    this.finder = finder;
  }

  /** Begins a line of a kind. */
  void begin(LineKind kind) {
    if (kind != line) {
      Arrays.fill(last, 0);
      line = kind;
    }
  }

  /**
   * The row of what the type's last event meant, if the arguments of this one are {@code [from,
   * to)} of {@code array} and the same; else {@link Ids#NONE}.
   */
  int again(int typeRow, byte[] array, int from, int to) {
    int row = typeRow >= 0 && typeRow < last.length ? last[typeRow] - 1 : Ids.NONE;
    return row >= 0 && same(row, array, from, to) ? row : Ids.NONE;
  }

  /** The row of what an event means. */
  int row(int typeRow, EventStats stats) {
    int row = again(typeRow, stats.arguments, 0, stats.length);
    if (row < 0) {
      row = search(typeRow, stats);
      if (typeRow >= last.length) {
        last = Arrays.copyOf(last, Math.max(typeRow + 1, last.length * 2));
      }
      last[typeRow] = row + 1;
    }
    return row;
  }

  private int search(int typeRow, EventStats stats) {
    long head = (long) typeRow << 8 | line.ordinal();
    int hash = hash(head, stats.arguments, stats.length);
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (int row; (row = slots[slot] - 1) >= 0; slot = (slot + 1) & mask) {
      if (hashes.get(row) == hash
          && heads.get(row) == head
          && same(row, stats.arguments, 0, stats.length)) {
        return row;
      }
    }
    if (keyBytes + ROW_BYTES * hashes.size() > MOST_BYTES) {
      forget();
      return search(typeRow, stats);
    }
    finder.find(line, typeRow, stats);
    return add(head, hash, stats);
  }

  private boolean same(int row, byte[] array, int from, int to) {
    int at = keyFrom.get(row);
    int end = row + 1 < keyFrom.size() ? keyFrom.get(row + 1) : keyBytes;
    return end - at == to - from && Arrays.equals(keys, at, end, array, from, to);
  }

  /** Reads eight bytes at a time, so that the last ones may be among those before them. */
  private static int hash(long head, byte[] array, int length) {
    long hash = head + length;
    for (int at = 0; at < length - Long.BYTES; at += Long.BYTES) {
      hash = (hash ^ Varints.word(array, at)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    if (length >= Long.BYTES) {
      hash ^= Varints.word(array, length - Long.BYTES);
    } else {
      for (int at = 0; at < length; at++) {
        hash = hash * 31 + array[at];
      }
    }
    hash *= 0x9E3779B97F4A7C15L;
    hash ^= hash >>> 29;
    hash *= 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 32 ^ hash >>> 47);
  }

  private int add(long head, int hash, EventStats stats) {
    keyFrom.add(keyBytes);
    if (stats.length > keys.length - keyBytes) {
      keys = Arrays.copyOf(keys, Math.max(keys.length * 2, keyBytes + stats.length));
    }
    System.arraycopy(stats.arguments, 0, keys, keyBytes, stats.length);
    keyBytes += stats.length;
    heads.add(head);
    hashes.add(hash);
    kinds.add((byte) finder.kind.ordinal());
    broken.add((byte) (finder.whole ? 0 : 1));
    names.add(finder.nameId);
    args.add(finder.argsId);
    bytes.add(finder.bytes);
    int row = stacks.add(finder.stackRow);
    put(row);
    if (row * 2 > slots.length) {
      slots = new int[slots.length * 4];
      for (int known = 0; known <= row; known++) {
        put(known);
      }
    }
    return row;
  }

  private void put(int row) {
    int mask = slots.length - 1;
    int slot = hashes.get(row) & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = row + 1;
  }

  private void forget() {
    keyBytes = 0;
    keyFrom = new IntColumn();
    heads = new LongColumn();
    hashes = new IntColumn();
    kinds = new ByteColumn();
    broken = new ByteColumn();
    names = new IntColumn();
    args = new IntColumn();
    stacks = new IntColumn();
    bytes = new LongColumn();
    Arrays.fill(slots, 0);
    Arrays.fill(last, 0);
  }

  SliceKind kind(int row) {
    return SliceKind.of(kinds.get(row));
  }

  /** Whether some of the arguments cannot be read. */
  boolean isBroken(int row) {
    return broken.get(row) != 0;
  }

  /** Id in the trace's strings. */
  int nameId(int row) {
    return names.get(row);
  }

  /** Id in the trace's arguments; {@link Ids#NONE} if there are none. */
  int argsId(int row) {
    return args.get(row);
  }

  /** Row of the trace's stacks; {@link Ids#NONE} if there is none. */
  int stackRow(int row) {
    return stacks.get(row);
  }

  /** Bytes copied; {@link Ids#ABSENT} if not given. */
  long bytes(int row) {
    return bytes.get(row);
  }
}
