package dev.plumb.profile;

import java.util.Arrays;

/**
 * Multimap from ids to rows, without objects: open addressing with chains of equal ids. A chain
 * ends after {@link #MAX_CHAIN} rows: more rows of one id cannot be told apart anyway, and a trace
 * in which all ids are equal must not take quadratic time.
 */
final class LongIndex {
  private static final int MAX_CHAIN = 64;

  private final long[] keys;
  private final int[] heads; // entry + 1
  private final int[] tails;
  private final byte[] lengths;
  private final int[] rows;
  private final int[] next;
  private final int mask;
  private int count;

  /** An index for at most {@code capacity} entries. */
  LongIndex(int capacity) {
    int size = Integer.highestOneBit(Math.max(8, capacity)) * 4;
    keys = new long[size];
    heads = new int[size];
    tails = new int[size];
    lengths = new byte[size];
    mask = size - 1;
    rows = new int[capacity];
    next = new int[capacity];
    Arrays.fill(next, -1);
  }

  void add(long key, int row) {
    int slot = slot(key);
    if (lengths[slot] == MAX_CHAIN) {
      return;
    }
    lengths[slot]++;
    rows[count] = row;
    if (heads[slot] == 0) {
      keys[slot] = key;
      heads[slot] = count + 1;
    } else {
      next[tails[slot]] = count;
    }
    tails[slot] = count++;
  }

  /** First entry of a key in the order of adding; −1 if there is none. */
  int first(long key) {
    return heads[slot(key)] - 1;
  }

  /** The entry after {@code entry} with the same key; −1 if there is none. */
  int next(int entry) {
    return next[entry];
  }

  /** Makes {@code row} the only row of a key that had one. */
  void replace(int entry, int row) {
    rows[entry] = row;
  }

  int row(int entry) {
    return rows[entry];
  }

  private int slot(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed ^ mixed >>> 32) & mask;
    while (heads[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
