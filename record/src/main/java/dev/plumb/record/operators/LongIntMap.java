package dev.plumb.record.operators;

import dev.plumb.trace.Ids;
import java.util.Arrays;

/** Numbers by keys; open addressing, nothing is ever removed. */
final class LongIntMap {
  private long[] keys = new long[64];
  private int[] values = new int[64];
  private int size;

  LongIntMap() {
    Arrays.fill(values, Ids.NONE);
  }

  /** The number of a key; {@link Ids#NONE} if it has none. */
  int get(long key) {
    int slot = slot(keys, values, key);
    return values[slot];
  }

  /** Sets the number of a key, which is not negative. */
  void put(long key, int value) {
    int slot = slot(keys, values, key);
    if (values[slot] < 0 && ++size * 2 > keys.length) {
      grow();
      slot = slot(keys, values, key);
    }
    keys[slot] = key;
    values[slot] = value;
  }

  int size() {
    return size;
  }

  void clear() {
    Arrays.fill(values, Ids.NONE);
    size = 0;
  }

  private void grow() {
    long[] moreKeys = new long[keys.length * 2];
    int[] moreValues = new int[moreKeys.length];
    Arrays.fill(moreValues, Ids.NONE);
    for (int i = 0; i < keys.length; i++) {
      if (values[i] >= 0) {
        int slot = slot(moreKeys, moreValues, keys[i]);
        moreKeys[slot] = keys[i];
        moreValues[slot] = values[i];
      }
    }
    keys = moreKeys;
    values = moreValues;
  }

  private static int slot(long[] keys, int[] values, long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed ^ mixed >>> 32) & keys.length - 1;
    while (values[slot] >= 0 && keys[slot] != key) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }
}
