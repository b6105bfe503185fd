package dev.plumb.importers.chrome;

import dev.plumb.trace.Ids;
import java.util.Arrays;

/** Finds a row by its key, a {@code long}. */
final class FrameIndex {
  /** Differs from run to run, so that no trace can be built whose keys all collide. */
  private static final long SEED = System.nanoTime() * 0x9E3779B97F4A7C15L;

  private long[] keys = new long[64];
  private int[] rows = new int[64];
  private int used;

  FrameIndex() {
    Arrays.fill(rows, Ids.NONE);
  }

  /** The row of a key; {@link Ids#NONE} if it has none. */
  int row(long key) {
    return rows[slot(key)];
  }

  /** Gives a key that has none its row. */
  void put(long key, int row) {
    int slot = slot(key);
    keys[slot] = key;
    rows[slot] = row;
    if (++used > rows.length / 2) {
      grow();
    }
  }

  private int slot(long key) {
    long mixed = (key ^ SEED) * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & rows.length - 1;
    while (rows[slot] >= 0 && keys[slot] != key) {
      slot = slot + 1 & rows.length - 1;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldRows = rows;
    keys = new long[oldKeys.length * 2];
    rows = new int[oldRows.length * 2];
    Arrays.fill(rows, Ids.NONE);
    for (int i = 0; i < oldRows.length; i++) {
      if (oldRows[i] >= 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        rows[slot] = oldRows[i];
      }
    }
  }
}
