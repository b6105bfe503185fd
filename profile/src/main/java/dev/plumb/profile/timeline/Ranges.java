package dev.plumb.profile.timeline;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

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
  private final List<OpenIndex> open = new ArrayList<>();
  private final List<RangeIndex> byNode = new ArrayList<>();
  private final List<PointSums> points = new ArrayList<>();
  private final int measures;
  private final int leastStride;

  /** Prepares the sums; takes some hundred nanoseconds for each slice. */
  public Ranges(Timeline timeline) {
    this(timeline, timeline.run()::sliceNodes);
  }

  /**
   * Prepares the sums.
   *
   * @param nodes what {@link Run#sliceNodes} says of each input, where somebody has it already
   */
  public Ranges(Timeline timeline, IntFunction<int[]> nodes) {
    this(timeline, nodes, OpenIndex.USUAL_STRIDE, RangeIndex.USUAL_STRIDE);
  }

  Ranges(Timeline timeline, IntFunction<int[]> nodes, int openStride, int leastStride) {
    this.timeline = timeline;
    this.leastStride = leastStride;
    Run run = timeline.run();
    this.tree = run.tree();
    this.measures = run.summary().samples().measures().size();
    for (int input = 0; input < run.inputs().size(); input++) {
      open.add(new OpenIndex(links(input), timeline.order(input), openStride));
      byNode.add(index(input, nodes.apply(input)));
      points.add(new PointSums(run, input));
    }
  }

  private Links links(int input) {
    return timeline.run().inputs().get(input);
  }

  private RangeIndex index(int input, int[] groups) {
    return new RangeIndex(
        links(input),
        timeline.order(input),
        open.get(input),
        groups,
        leastStride,
        BUDGET_BYTES / timeline.run().inputs().size());
  }

  /**
   * What was taken at each node in {@code [fromNs, toNs)} of the axis; also an empty range has
   * totals, which are 0.
   */
  public RangeTotals totals(long fromNs, long toNs) {
    RangeTotals totals = new RangeTotals(tree, measures, fromNs, toNs);
    if (toNs > fromNs) {
      for (int input = 0; input < byNode.size(); input++) {
        long from = timeline.axis().inInput(input, fromNs);
        long to = timeline.axis().inInput(input, toNs);
        GroupSums sums = byNode.get(input).none();
        byNode.get(input).addTo(from, to, sums);
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
    Links links = links(input);
    timeline.startingIn(
        input, fromNs, toNs, row -> each.accept(row, 1, RangeIndex.wholeNs(links, row)));
    openAt(
        input, fromNs, (row, done) -> each.accept(row, 0, RangeIndex.wholeNs(links, row) - done));
    openAt(input, toNs, (row, done) -> each.accept(row, 0, done - RangeIndex.wholeNs(links, row)));
  }

  private void openAt(int input, long timeNs, OpenSlices.Each each) {
    open.get(input).at(timeline.axis().inInput(input, timeNs), each);
  }

  /**
   * Sums over other groups than nodes.
   *
   * @param groups by input and slice: its group, {@code Ids.NONE} for what does not count
   * @param count number of groups
   */
  public SliceGroups grouped(List<int[]> groups, int count) {
    List<RangeIndex> indexes = new ArrayList<>();
    for (int input = 0; input < groups.size(); input++) {
      indexes.add(index(input, groups.get(input)));
    }
    return new SliceGroups(timeline, indexes, count);
  }

  /** Node of a slice; {@code Ids.NONE} for what is not in the tree. */
  public int node(int input, int row) {
    return byNode.get(input).group(row);
  }
}
