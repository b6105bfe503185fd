package dev.plumb.profile.timeline;

import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.function.IntToLongFunction;

/**
 * All slices of a trace by start, those that start together as they nest. Four bytes for each
 * slice.
 */
final class SliceOrder {
  /** By ordinal of {@link SliceKind}. */
  static final boolean[] IS_DEVICE_WORK = isDeviceWork();

  private final SliceTable slices;
  private final int[] rows;

  private static boolean[] isDeviceWork() {
    boolean[] is = new boolean[SliceKind.values().length];
    for (SliceKind kind : SliceKind.values()) {
      is[kind.ordinal()] = kind.isDeviceWork();
    }
    return is;
  }

  SliceOrder(SliceTable slices) {
    this.slices = slices;
    rows = new int[slices.size()];
    // Profilers write a call and right after it the work that it launched, which begins later:
    // apart both are nearly sorted, together they are not.
    fill(fill(0, false), true);
    slices.sortByStart(rows, 0, rows.length);
  }

  /** Puts the rows of host or device from a place on; answers the place behind them. */
  private int fill(int from, boolean device) {
    int at = from;
    for (int row = 0; row < rows.length; row++) {
      if (IS_DEVICE_WORK[slices.kindOrdinal(row)] == device) {
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
