package dev.plumb.importers.rocm;

import dev.plumb.trace.Ids;
import java.util.Arrays;

/** Ids of a trace to rows; a look-up allocates nothing. */
public final class LongMap {
  /** Differs from run to run, so that no trace can be built whose ids all collide. */
  private static final long SEED = System.nanoTime() * 0x9E3779B97F4A7C15L;

  private static final int FIRST = 16;

  /** Empty until something is put: hostile input makes many maps. */
  private long[] keys = {};

  private int[] values = {};
  private int size;

  /** The row of an id; {@link Ids#NONE} if it has none. */
  public int get(long key) {
    return size == 0 ? Ids.NONE : values[slot(key)];
  }

  /** Gives an id its row, which is not negative. */
  public void put(long key, int value) {
    if (keys.length == 0) {
      grow();
    }
    int slot = slot(key);
    if (values[slot] == Ids.NONE) {
      size++;
    }
    keys[slot] = key;
    values[slot] = value;
    if (size * 2 > keys.length) {
      grow();
    }
  }

  /** Forgets everything. */
  public void clear() {
    if (size > 0) {
      keys = new long[] {};
      values = new int[] {};
      size = 0;
    }
  }

  private int slot(long key) {
    long mixed = (key ^ SEED) * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & (keys.length - 1);
    while (values[slot] != Ids.NONE && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[Math.max(FIRST, oldKeys.length * 2)];
    values = new int[keys.length];
    Arrays.fill(values, Ids.NONE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != Ids.NONE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
