package dev.plumb.explain.base;

import dev.plumb.profile.Intervals;

/** How much of any stretch of time a set of intervals covers, by binary search. */
public final class Coverage {
  private final Intervals intervals;

  /** Nanoseconds covered before each interval. */
  private final long[] before;

  public Coverage(Intervals intervals) {
    this.intervals = intervals;
    before = new long[intervals.size() + 1];
    for (int i = 0; i < intervals.size(); i++) {
      before[i + 1] = before[i] + intervals.endNs(i) - intervals.startNs(i);
    }
  }

  /** Nanoseconds of {@code [fromNs, toNs)} that are covered. */
  public long ns(long fromNs, long toNs) {
    return toNs <= fromNs ? 0 : until(toNs) - until(fromNs);
  }

  /** Nanoseconds covered before an instant. */
  private long until(long timeNs) {
    int low = 0;
    int high = intervals.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (intervals.startNs(middle) < timeNs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      return 0;
    }
    int last = low - 1;
    return before[last] + Math.min(timeNs, intervals.endNs(last)) - intervals.startNs(last);
  }
}
