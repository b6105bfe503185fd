package dev.plumb.profile.timeline;

import java.util.List;

/** Sums over the slices of a run by some grouping of them, also for a part of its time. */
public final class SliceGroups {
  private final Timeline timeline;
  private final List<RangeIndex> indexes;
  private final int groups;

  SliceGroups(Timeline timeline, List<RangeIndex> indexes, int groups) {
    this.timeline = timeline;
    this.indexes = indexes;
    this.groups = groups;
  }

  /** Sums by group. */
  public static final class Totals {
    private final long[] count;
    private final long[] ns;

    private Totals(int groups) {
      count = new long[groups];
      ns = new long[groups];
    }

    /** Slices that start in the range. */
    public long count(int group) {
      return count[group];
    }

    /**
     * Nanoseconds: where host slices were innermost, and of device work all that is in the range.
     */
    public long ns(int group) {
      return ns[group];
    }
  }

  /** Sums over {@code [fromNs, toNs)} of the axis. */
  public Totals totals(long fromNs, long toNs) {
    Totals totals = new Totals(groups);
    for (int input = 0; input < indexes.size() && toNs > fromNs; input++) {
      RangeIndex index = indexes.get(input);
      GroupSums sums = index.none();
      index.addTo(
          timeline.axis().inInput(input, fromNs), timeline.axis().inInput(input, toNs), sums);
      for (int i = 0; i < sums.groups(); i++) {
        totals.count[sums.firstGroup + i] += sums.count[i];
        totals.ns[sums.firstGroup + i] += sums.ns[i];
      }
    }
    return totals;
  }
}
