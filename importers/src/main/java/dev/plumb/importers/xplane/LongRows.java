package dev.plumb.importers.xplane;

import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import java.util.Arrays;

/** Numbers the distinct values of an id column, in the order of their coming. */
final class LongRows {
  /** Ids are small and dense nearly always; these are found without a hash. */
  private static final int DENSE = 1 << 16;

  private final LongColumn keys = new LongColumn();
  private int[] dense = new int[64];
  private int[] slots = new int[64];

  /** The row of a key; {@link Ids#NONE} if it was not added. */
  int find(long key) {
    if (key >= 0 && key < dense.length) {
      return dense[(int) key] - 1;
    }
    if (key >= 0 && key < DENSE) {
      return Ids.NONE;
    }
    int mask = slots.length - 1;
    for (int slot = slot(key, mask); ; slot = (slot + 1) & mask) {
      int row = slots[slot] - 1;
      if (row < 0 || keys.get(row) == key) {
        return row;
      }
    }
  }

  /** The row of a key, which is added if it is new. */
  int add(long key) {
    int row = find(key);
    if (row >= 0) {
      return row;
    }
    row = keys.add(key);
    if (key >= 0 && key < DENSE) {
      if (key >= dense.length) {
        dense = Arrays.copyOf(dense, Integer.highestOneBit((int) key) * 2);
      }
      dense[(int) key] = row + 1;
    } else {
      put(row);
      if (row > slots.length / 2) {
        grow();
      }
    }
    return row;
  }

  /** The key of a row. */
  long key(int row) {
    return keys.get(row);
  }

  int size() {
    return keys.size();
  }

  private void grow() {
    slots = new int[slots.length * 4];
    for (int row = 0; row < keys.size(); row++) {
      long key = keys.get(row);
      if (key < 0 || key >= DENSE) {
        put(row);
      }
    }
  }

  private void put(int row) {
    int mask = slots.length - 1;
    int slot = slot(keys.get(row), mask);
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = row + 1;
  }

  private static int slot(long key, int mask) {
    long hash = key * 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 32 ^ hash >>> 52) & mask;
  }
}
