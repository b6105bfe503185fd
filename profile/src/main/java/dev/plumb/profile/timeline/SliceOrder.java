package dev.plumb.profile.timeline;

import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;

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
    // Profilers write a call and right after it the work that it launched, which begins later:
    // apart
    // both are nearly sorted, together they are not.
    int host = fill(0, kind -> !kind.isDeviceWork());
    fill(host, SliceKind::isDeviceWork);
    slices.sortByStart(rows, 0, rows.length);
  }

  /** Puts the rows of some kinds from a place on; answers the place behind them. */
  private int fill(int from, Predicate<SliceKind> kinds) {
    int at = from;
    for (int row = 0; row < rows.length; row++) {
      if (kinds.test(slices.kind(row))) {
        rows[at++] = row;
      }
    }
    return at;
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
