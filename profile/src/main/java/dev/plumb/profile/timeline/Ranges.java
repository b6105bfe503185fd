package dev.plumb.profile.timeline;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes what a run did in a part of its time. Time is cut at the borders to the nanosecond, host
 * time counts where a slice was the innermost within the range; slices and their bytes count where
 * they start, allocations and samples where they happen. Memory snapshots, operator graphs and sums
 * without times are in no range.
 */
public final class Ranges {
  /** Memory for sums, over all inputs. */
  private static final long BUDGET_BYTES = 64L << 20;

  /** One slice's part in a range. */
  public interface Each {
    /**
     * Takes one slice's part.
     *
     * @param row of the input's slices
     * @param starts 1 if it starts in the range; 0 for time that is added or taken away at a border
     * @param ns time of it; negative for what lies beyond the end
     */
    void accept(int row, int starts, long ns);
  }

  private final Timeline timeline;
  private final CallingContextTree tree;
  private final List<RangeIndex> indexes = new ArrayList<>();
  private final List<PointSums> points = new ArrayList<>();
  private final int measures;

  /** Prepares the sums; takes some hundred nanoseconds for each slice. */
  public Ranges(Timeline timeline) {
    this(timeline, RangeIndex.Strides.USUAL);
  }

  Ranges(Timeline timeline, RangeIndex.Strides strides) {
    this.timeline = timeline;
    Run run = timeline.run();
    this.tree = run.tree();
    this.measures = run.summary().samples().measures().size();
    for (int input = 0; input < run.inputs().size(); input++) {
      Links links = run.inputs().get(input);
      long budget = BUDGET_BYTES / run.inputs().size();
      indexes.add(
          new RangeIndex(links, timeline.order(input), run.sliceNodes(input), budget, strides));
      points.add(new PointSums(run, input));
    }
  }

  /**
   * What was taken at each node in {@code [fromNs, toNs)} of the axis; also an empty range has
   * totals, which are 0.
   */
  public RangeTotals totals(long fromNs, long toNs) {
    RangeTotals totals = new RangeTotals(tree, measures, fromNs, toNs);
    if (toNs > fromNs) {
      for (int input = 0; input < indexes.size(); input++) {
        long from = timeline.axis().inInput(input, fromNs);
        long to = timeline.axis().inInput(input, toNs);
        NodeSums sums = indexes.get(input).none();
        indexes.get(input).addTo(from, to, sums);
        totals.add(sums, tree);
        points.get(input).addTo(from, to, totals);
      }
    }
    return totals;
  }

  /** Whether samples have a place in time, so that their measures can be asked for a range. */
  public boolean hasTimedSamples() {
    return points.stream().anyMatch(PointSums::hasSamples);
  }

  /**
   * Visits what the slices of an input took in a range of the axis: those that start in it, whole,
   * by start; then corrections for those that a border cuts. Values of one slice add up to its
   * part.
   */
  public void each(int input, long fromNs, long toNs, Each each) {
    if (toNs <= fromNs) {
      return;
    }
    RangeIndex index = indexes.get(input);
    timeline.startingIn(input, fromNs, toNs, row -> each.accept(row, 1, index.wholeNs(row)));
    index.openAt(timeline.axis().inInput(input, fromNs), (row, left) -> each.accept(row, 0, left));
    index.openAt(timeline.axis().inInput(input, toNs), (row, left) -> each.accept(row, 0, -left));
  }

  /** Node of a slice; {@code Ids.NONE} for what is not in the tree. */
  public int node(int input, int row) {
    return indexes.get(input).node(row);
  }
}
