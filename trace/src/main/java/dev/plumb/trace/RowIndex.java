package dev.plumb.trace;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Open-addressing index of a table's rows by a hash of their content, for tables that hold equal
 * rows once. The owner compares the rows; this class only keeps the slots.
 */
final class RowIndex {
  /** Differs from run to run, so that no file can be built whose rows all collide. */
  private static final long SEED = System.nanoTime() * 0x9E3779B97F4A7C15L;

  private int[] slots = new int[64];
  private int rows;

  RowIndex() {
    Arrays.fill(slots, Ids.NONE);
  }

  /** The slot at which to begin looking for content of this hash. */
  int slot(int hash) {
    return hash & (slots.length - 1);
  }

  /** The slot to look at after {@code slot}. */
  int next(int slot) {
    return (slot + 1) & (slots.length - 1);
  }

  /** The row in a slot; {@link Ids#NONE} ends the search. */
  int row(int slot) {
    return slots[slot];
  }

  /** Puts a new row into the empty slot that the search ended at. */
  void put(int slot, int row, IntUnaryOperator hashOfRow) {
    slots[slot] = row;
    rows++;
    if (rows * 2 > slots.length) {
      int[] old = slots;
      slots = new int[old.length * 2];
      Arrays.fill(slots, Ids.NONE);
      for (int known : old) {
        if (known >= 0) {
          int at = slot(hashOfRow.applyAsInt(known));
          while (slots[at] >= 0) {
            at = next(at);
          }
          slots[at] = known;
        }
      }
    }
  }

  static int mix(int hash, int value) {
    long mixed = (hash ^ SEED) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 32 ^ value) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }
}
