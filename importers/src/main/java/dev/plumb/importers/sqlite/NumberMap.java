package dev.plumb.importers.sqlite;

import dev.plumb.trace.Ids;
import java.util.Arrays;

/** From numbers of a database (ids, threads, contexts) to rows and strings of ours. */
public final class NumberMap {
  /** Differs from run to run, so that no file can be built whose numbers all collide. */
  private static final long SEED = System.nanoTime() * 0x9E3779B97F4A7C15L;

  private long[] keys;
  private int[] values;
  private int size;

  /** An empty map. */
  public NumberMap() {
    keys = new long[64];
    values = new int[64];
    Arrays.fill(values, Ids.NONE);
  }

  /** The value of a number; {@link Ids#NONE} if it has none. */
  public int get(long key) {
    return values[slot(key)];
  }

  /** Number of entries. */
  public int size() {
    return size;
  }

  /**
   * Sets the value of a number.
   *
   * @param value not negative
   */
  public void put(long key, int value) {
    int slot = slot(key);
    if (values[slot] < 0 && ++size > keys.length / 2) {
      grow();
      slot = slot(key);
    }
    keys[slot] = key;
    values[slot] = value;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key ^ SEED) * 0x9E3779B97F4A7C15L >>> 33) & mask;
    while (values[slot] >= 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[oldKeys.length * 2];
    Arrays.fill(values, Ids.NONE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] >= 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
