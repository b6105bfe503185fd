package dev.plumb.profile.timeline;

import dev.plumb.profile.Intervals;

/** Says how much of any stretch of time is covered by intervals. */
public final class CoveredTime {
  private final Intervals intervals;

  /** Time covered before each interval. */
  private final long[] before;

  /** Of intervals that stay as they are. */
  public CoveredTime(Intervals intervals) {
    this.intervals = intervals;
    before = new long[intervals.size() + 1];
    for (int at = 0; at < intervals.size(); at++) {
      before[at + 1] = before[at] + intervals.endNs(at) - intervals.startNs(at);
    }
  }

  /** Nanoseconds covered in {@code [fromNs, toNs)}. */
  public long ns(long fromNs, long toNs) {
    return toNs <= fromNs ? 0 : upTo(toNs) - upTo(fromNs);
  }

  private long upTo(long timeNs) {
    int next = SliceOrder.firstFrom(intervals.size(), timeNs, intervals::startNs);
    if (next == 0) {
      return 0;
    }
    return before[next] - Math.max(0, intervals.endNs(next - 1) - timeNs);
  }
}
