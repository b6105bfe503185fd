package dev.plumb.trace;

/**
 * Ids of a file to rows and strings of ours, without objects: open addressing. No file can be built
 * whose ids all collide.
 */
public final class LongMap {
  /** Differs from run to run. */
  private static final long SEED = System.nanoTime() * 0x9E3779B97F4A7C15L;

  private static final int FIRST = 16;

  /** Empty until something is put: hostile input makes many maps. */
  private long[] keys = {};

  /** Value + 1; 0 where there is none. */
  private int[] values = {};

  private int size;

  /** The value of a key; {@link Ids#NONE} if it has none. */
  public int get(long key) {
    return size == 0 ? Ids.NONE : values[slot(key)] - 1;
  }

  /** Number of keys. */
  public int size() {
    return size;
  }

  /**
   * Sets the value of a key.
   *
   * @param value neither negative nor the largest number
   */
  public void put(long key, int value) {
    if (size >= keys.length / 2) {
      grow();
    }
    int slot = slot(key);
    size += values[slot] == 0 ? 1 : 0;
    keys[slot] = key;
    values[slot] = value + 1;
  }

  /** The value of a key; a new key gets the number of keys before it. */
  public int index(long key) {
    int known = get(key);
    if (known >= 0) {
      return known;
    }
    int next = size;
    put(key, next);
    return next;
  }

  /** Forgets everything. */
  public void clear() {
    keys = new long[0];
    values = new int[0];
    size = 0;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    long mixed = (key ^ SEED) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 32) * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & mask;
    while (values[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[Math.max(FIRST, oldKeys.length * 2)];
    values = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
