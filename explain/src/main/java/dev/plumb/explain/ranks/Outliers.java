package dev.plumb.explain.ranks;

import dev.plumb.explain.base.Robust;
import java.util.ArrayList;
import java.util.List;

/** Which of several values, one for each rank, stand out from the others. */
final class Outliers {
  /** Below this many values a spread says nothing. */
  static final int ENOUGH_FOR_SPREAD = 4;

  private Outliers() {}

  /**
   * Values above the others: of four and more, by more than {@code sigmas} robust deviations from
   * the median, where a deviation is taken to be at least {@code leastSpread} of the median; of two
   * or three, by more than {@code ratio} times the middle of the others.
   */
  static List<Integer> high(long[] values, double sigmas, double leastSpread, double ratio) {
    List<Integer> found = new ArrayList<>();
    if (values.length < 2) {
      return found;
    }
    long median = Robust.median(values);
    double spread = Math.max(Robust.spread(values, median), leastSpread * Math.abs(median));
    for (int i = 0; i < values.length; i++) {
      boolean out =
          values.length >= ENOUGH_FOR_SPREAD
              ? values[i] - median > sigmas * spread
              : values[i] > ratio * usual(values, i);
      if (out) {
        found.add(i);
      }
    }
    return found;
  }

  /** The middle of the others. */
  static long usual(long[] values, int without) {
    long[] others = new long[values.length - 1];
    for (int i = 0, at = 0; i < values.length; i++) {
      if (i != without) {
        others[at++] = values[i];
      }
    }
    return Robust.median(others);
  }
}
