package dev.plumb.profile.timeline;

import dev.plumb.trace.SliceTable;
import java.util.function.IntToLongFunction;

/**
 * All slices of a trace by start, those that start together as they nest. Four bytes for each
 * slice.
 */
final class SliceOrder {
  private final SliceTable slices;
  private final int[] rows;

  SliceOrder(SliceTable slices) {
    this.slices = slices;
    rows = new int[slices.size()];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = row;
    }
    slices.sortByStart(rows, 0, rows.length);
  }

  int size() {
    return rows.length;
  }

  /** Row of a slice by its place in the order. */
  int row(int at) {
    return rows[at];
  }

  /** Start of a slice by its place in the order. */
  long startNs(int at) {
    return slices.startNs(rows[at]);
  }

  /** Place of the first slice that starts at or after a time. */
  int startingAt(long timeNs) {
    return firstFrom(rows.length, timeNs, this::startNs);
  }

  /** Place of a slice. */
  int placeOf(int row) {
    int at = startingAt(slices.startNs(row));
    while (rows[at] != row) {
      at++;
    }
    return at;
  }

  /** The first of {@code count} ascending times that is not before {@code timeNs}. */
  static int firstFrom(int count, long timeNs, IntToLongFunction times) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times.applyAsLong(middle) < timeNs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
