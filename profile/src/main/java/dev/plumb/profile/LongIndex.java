package dev.plumb.profile;

import dev.plumb.trace.RowSorter;
import java.util.function.IntToLongFunction;

/**
 * Multimap from ids to rows, without objects. An id counts within a scope (a rank, a process):
 * equal ids of different scopes are different keys.
 *
 * <p>All rows are added, then {@link #seal()} puts those of a key side by side, in the order of
 * adding. However many rows share a key, adding and finding take constant time.
 */
final class LongIndex {
  /** Differs from run to run, so that no trace can be built whose ids all collide. */
  private static final long SEED = System.nanoTime() * 0x9E3779B97F4A7C15L;

  private final long[] ids;
  private final int[] scopes;

  /** Rows of the key of each slot. */
  private final int[] counts;

  /** While adding, the last entry of each slot; then where its rows end. */
  private final int[] ends;

  private final int mask;

  /** While adding, the slot of each entry. */
  private int[] slots;

  private int[] rows;
  private int count;

  /** An index for at most {@code capacity} rows. */
  LongIndex(int capacity) {
    int size = Integer.highestOneBit(Math.max(8, capacity)) * 4;
    ids = new long[size];
    scopes = new int[size];
    counts = new int[size];
    ends = new int[size];
    mask = size - 1;
    rows = new int[capacity];
    slots = new int[capacity];
  }

  void add(long id, int scope, int row) {
    int slot = find(id, scope);
    ids[slot] = id;
    scopes[slot] = scope;
    counts[slot]++;
    ends[slot] = count;
    slots[count] = slot;
    rows[count++] = row;
  }

  /** The row of a key that was added last; only before {@link #seal()}. */
  int last(int slot) {
    return rows[ends[slot]];
  }

  /** Puts {@code row} in the place of the key's last one; only before {@link #seal()}. */
  void replaceLast(int slot, int row) {
    rows[ends[slot]] = row;
  }

  /** Ends the adding. */
  LongIndex seal() {
    int end = 0;
    for (int slot = 0; slot <= mask; slot++) {
      ends[slot] = end;
      end += counts[slot];
    }
    int[] grouped = new int[count];
    for (int entry = 0; entry < count; entry++) {
      grouped[ends[slots[entry]]++] = rows[entry];
    }
    rows = grouped;
    slots = new int[0];
    return this;
  }

  /** Sorts the rows of each key by time; rows of equal time stay in the order of adding. */
  LongIndex sortBy(IntToLongFunction time) {
    for (int slot = 0; slot <= mask; slot++) {
      if (counts[slot] > 1 && !sorted(slot, time)) {
        RowSorter.sortByKey(rows, from(slot), to(slot), time);
      }
    }
    return this;
  }

  private boolean sorted(int slot, IntToLongFunction time) {
    for (int at = from(slot) + 1; at < to(slot); at++) {
      if (time.applyAsLong(rows[at - 1]) > time.applyAsLong(rows[at])) {
        return false;
      }
    }
    return true;
  }

  /** Slot of a key; −1 if it has no rows. */
  int slot(long id, int scope) {
    int slot = find(id, scope);
    return counts[slot] == 0 ? -1 : slot;
  }

  /** Slots are below this. */
  int slots() {
    return mask + 1;
  }

  /** Number of rows of a slot's key. */
  int count(int slot) {
    return counts[slot];
  }

  /** Position of the first row of a slot's key. */
  int from(int slot) {
    return ends[slot] - counts[slot];
  }

  /** Position after the last row of a slot's key. */
  int to(int slot) {
    return ends[slot];
  }

  int row(int position) {
    return rows[position];
  }

  /**
   * Position of the first row of a key, sorted by time, that is later than {@code time}; {@link
   * #to} if none is.
   */
  int after(int slot, long time, IntToLongFunction times) {
    int low = from(slot);
    int high = to(slot);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times.applyAsLong(rows[middle]) <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int find(long id, int scope) {
    long mixed = (id ^ SEED) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 32 ^ scope) * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & mask;
    while (counts[slot] != 0 && (ids[slot] != id || scopes[slot] != scope)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
