package dev.plumb.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Interned byte strings (UTF-8) with dense {@code int} ids, the first being 0. Equal bytes get
 * equal ids. Look-ups of known strings allocate nothing.
 *
 * <p>The bytes live in pages outside of any {@code String}, so a pool of a million operator
 * argument texts costs their bytes and 16 bytes each. {@link #get(int)} decodes on demand;
 * ill-formed UTF-8 is shown with replacement characters and never fails.
 */
public final class StringPool {
  /** Id that stands for "no string". */
  public static final int NONE = -1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PAGE = 1 << 18;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /** Differs from run to run, so that no trace can be built whose names all collide. */
  private static final long SEED = System.nanoTime() * MULTIPLIER;

  private final long maxBytes;
  private byte[][] pages = new byte[16][];
  private int pageCount;
  private int pageUsed;
  private long bytes;

  /** Start of each string: page index in the high half, offset in the low half. */
  private final LongColumn starts = new LongColumn();

  private final IntColumn lengths = new IntColumn();
  private final IntColumn hashes = new IntColumn();

  /** Open addressing; holds id + 1, 0 for empty. */
  private int[] slots = new int[256];

  /** A pool without a limit on its bytes. */
  public StringPool() {
    this(Long.MAX_VALUE);
  }

  /**
   * A pool that refuses new strings after {@code maxBytes} of text: {@link #intern(byte[], int,
   * int)} then answers {@link #NONE} for unknown strings and the caller counts the loss.
   */
  public StringPool(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Number of distinct strings. */
  public int size() {
    return starts.size();
  }

  /** Bytes of text held. */
  public long bytes() {
    return bytes;
  }

  /** Interns {@code text}; never refuses unless the limit is reached. */
  public int intern(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return intern(utf8, 0, utf8.length);
  }

  /**
   * Interns the bytes {@code [from, to)} of {@code buffer}.
   *
   * @return the id, or {@link #NONE} when the string is new and the pool is at its limit
   */
  public int intern(byte[] buffer, int from, int to) {
    return intern(buffer, from, to, hash(buffer, from, to));
  }

  /** As {@link #intern(byte[], int, int)}, with the hash of the bytes known. */
  public int intern(byte[] buffer, int from, int to, int hash) {
    int length = to - from;
    int[] table = slots;
    int mask = table.length - 1;
    int slot = hash & mask;
    while (true) {
      int id = table[slot] - 1;
      if (id < 0) {
        return append(buffer, from, length, hash, slot);
      }
      if (hashes.get(id) == hash && lengths.get(id) == length && same(id, buffer, from, to)) {
        return id;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** The id of {@code text}, or {@link #NONE} when it was never interned. */
  public int find(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return find(utf8, 0, utf8.length, hash(utf8, 0, utf8.length));
  }

  /** The id of known bytes, whose hash is known, or {@link #NONE}. */
  public int find(byte[] buffer, int from, int to, int hash) {
    int[] table = slots;
    int mask = table.length - 1;
    for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
      int id = table[slot] - 1;
      if (id < 0) {
        return NONE;
      }
      if (hashes.get(id) == hash && lengths.get(id) == to - from && same(id, buffer, from, to)) {
        return id;
      }
    }
  }

  /** The string of an id; the empty string for {@link #NONE}. */
  public String get(int id) {
    if (id == NONE) {
      return "";
    }
    long start = starts.get(id);
    return new String(
        pages[(int) (start >>> 32)], (int) start, lengths.get(id), StandardCharsets.UTF_8);
  }

  /** Number of strings that are no well-formed UTF-8. */
  long illFormed() {
    long count = 0;
    for (int id = 0; id < starts.size(); id++) {
      long start = starts.get(id);
      int from = (int) start;
      if (!Utf8.isWellFormed(pages[(int) (start >>> 32)], from, from + lengths.get(id))) {
        count++;
      }
    }
    return count;
  }

  /** Length of a string in bytes. */
  public int length(int id) {
    return lengths.get(id);
  }

  /** Copies the bytes of a string to {@code into} at {@code at} and returns the end. */
  public int copy(int id, byte[] into, int at) {
    long start = starts.get(id);
    int length = lengths.get(id);
    System.arraycopy(pages[(int) (start >>> 32)], (int) start, into, at, length);
    return at + length;
  }

  /** The first eight bytes, the first in the lowest bits; the string must have that many. */
  public long firstWord(int id) {
    long start = starts.get(id);
    return (long) LONG.get(pages[(int) (start >>> 32)], (int) start);
  }

  /** Whether the string holds the ASCII text {@code part}, which is not empty. */
  public boolean contains(int id, String part) {
    long start = starts.get(id);
    byte[] page = pages[(int) (start >>> 32)];
    int last = (int) start + lengths.get(id) - part.length();
    byte first = (byte) part.charAt(0);
    for (int at = (int) start; at <= last; at++) {
      int same = 0;
      while (page[at] == first
          && same < part.length()
          && page[at + same] == (byte) part.charAt(same)) {
        same++;
      }
      if (same == part.length()) {
        return true;
      }
    }
    return false;
  }

  /** Whether the string starts with the ASCII text {@code prefix}. */
  public boolean startsWith(int id, String prefix) {
    return lengths.get(id) >= prefix.length() && holds(id, 0, prefix);
  }

  /** Whether the string ends with the ASCII text {@code suffix}. */
  public boolean endsWith(int id, String suffix) {
    int from = lengths.get(id) - suffix.length();
    return from >= 0 && holds(id, from, suffix);
  }

  private boolean holds(int id, int from, String text) {
    long start = starts.get(id);
    byte[] page = pages[(int) (start >>> 32)];
    int at = (int) start + from;
    for (int i = 0; i < text.length(); i++) {
      if (page[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean same(int id, byte[] buffer, int from, int to) {
    long start = starts.get(id);
    int at = (int) start;
    return Arrays.equals(pages[(int) (start >>> 32)], at, at + (to - from), buffer, from, to);
  }

  private int append(byte[] buffer, int from, int length, int hash, int slot) {
    if (bytes + length > maxBytes) {
      return NONE;
    }
    if (pageCount == 0 || pageUsed + length > pages[pageCount - 1].length) {
      if (pageCount == pages.length) {
        pages = Arrays.copyOf(pages, pageCount * 2);
      }
      // Small pools stay small; a gigantic string gets a page of its own.
      int usual = pageCount == 0 ? 4096 : pageCount < 4 ? PAGE / 4 : PAGE;
      pages[pageCount++] = new byte[Math.max(usual, length)];
      pageUsed = 0;
    }
    System.arraycopy(buffer, from, pages[pageCount - 1], pageUsed, length);
    int id = starts.add((long) (pageCount - 1) << 32 | pageUsed);
    lengths.add(length);
    hashes.add(hash);
    pageUsed += length;
    bytes += length;
    slots[slot] = id + 1;
    if (id + 1 > slots.length / 2) {
      rehash();
    }
    return id;
  }

  private void rehash() {
    if (slots.length >= 1 << 30) {
      throw new TableFullException("more than 536,870,912 distinct strings in one pool");
    }
    int[] table = new int[slots.length * 2];
    int mask = table.length - 1;
    for (int id = 0, n = size(); id < n; id++) {
      int slot = hashes.get(id) & mask;
      while (table[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      table[slot] = id + 1;
    }
    slots = table;
  }

  /** Hash of nothing; see {@link #hashStep}. */
  public static long hashStart() {
    return SEED;
  }

  /** Adds eight bytes, the first in the lowest bits, to a hash. */
  public static long hashStep(long hash, long word) {
    hash = (hash ^ word) * MULTIPLIER;
    return hash ^ hash >>> 32;
  }

  /**
   * Ends a hash: {@code rest} holds the last {@code length % 8} bytes, the first in the lowest
   * bits, above them zeros. A scanner that looks for the end of a text can hash it on the way.
   */
  public static int hashEnd(long hash, long rest, int length) {
    hash = hashStep(hashStep(hash, rest), length);
    return (int) (hash ^ hash >>> 29);
  }

  private static int hash(byte[] buffer, int from, int to) {
    long hash = SEED;
    int at = from;
    for (int end = to - 8; at <= end; at += 8) {
      hash = hashStep(hash, (long) LONG.get(buffer, at));
    }
    long rest = 0;
    for (int shift = 0; at < to; at++, shift += 8) {
      rest |= (buffer[at] & 0xFFL) << shift;
    }
    return hashEnd(hash, rest, to - from);
  }
}
