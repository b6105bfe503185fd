package dev.plumb.profile;

/** Map from longs to ints that are not negative, without objects: open addressing. */
public final class LongIntMap {
  private long[] keys = new long[64];

  /** Value + 1; 0 where there is none. */
  private int[] values = new int[64];

  private int size;

  /** The value of a key; −1 if there is none. */
  public int get(long key) {
    return values[slot(key, keys, values)] - 1;
  }

  /** Puts a key, in place of the value that it may have. */
  public void put(long key, int value) {
    int slot = slot(key, keys, values);
    boolean isNew = values[slot] == 0;
    keys[slot] = key;
    values[slot] = value + 1;
    if (isNew && ++size > values.length / 2) {
      grow();
    }
  }

  private void grow() {
    long[] newKeys = new long[keys.length * 2];
    int[] newValues = new int[newKeys.length];
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != 0) {
        int slot = slot(keys[i], newKeys, newValues);
        newKeys[slot] = keys[i];
        newValues[slot] = values[i];
      }
    }
    keys = newKeys;
    values = newValues;
  }

  private static int slot(long key, long[] keys, int[] values) {
    int mask = keys.length - 1;
    long mixed = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed ^ mixed >>> 32) & mask;
    while (values[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
