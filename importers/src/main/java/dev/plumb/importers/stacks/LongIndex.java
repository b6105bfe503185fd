package dev.plumb.importers.stacks;

import dev.plumb.trace.Ids;

/** Ids of a file, in any order, to dense indexes in the order of their first sight. */
public final class LongIndex {
  private long[] keys = new long[64];

  /** Index + 1; 0 where there is none. */
  private int[] values = new int[64];

  private int size;

  /** Number of ids. */
  public int size() {
    return size;
  }

  /** The index of an id, {@link Ids#NONE} if it was never seen. */
  public int find(long id) {
    return values[slot(id)] - 1;
  }

  /** The index of an id; a new one is next. */
  public int index(long id) {
    int slot = slot(id);
    if (values[slot] == 0) {
      keys[slot] = id;
      values[slot] = ++size;
      if (size * 2 > keys.length) {
        grow();
      }
      return size - 1;
    }
    return values[slot] - 1;
  }

  private int slot(long id) {
    int mask = keys.length - 1;
    long hash = id * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash ^ hash >>> 32) & mask;
    while (values[slot] != 0 && keys[slot] != id) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
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
