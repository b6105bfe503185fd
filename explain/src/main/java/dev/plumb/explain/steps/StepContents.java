package dev.plumb.explain.steps;

import dev.plumb.explain.Facts;
import dev.plumb.explain.Step;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Links;
import dev.plumb.profile.StepWindows;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How long each calling context took in some steps of a rank, and on average in the others. */
final class StepContents {
  private final Facts facts;
  private final UsualStep usual;

  /** Steps that are looked at one by one: places in {@link #own}. */
  private final List<Step> outliers;

  /** By outlier and node: nanoseconds. */
  private final long[][] own;

  /** By node: nanoseconds in the usual steps that are no outliers. */
  private final long[] others;

  /**
   * A context that took longer in one step.
   *
   * @param node its node
   * @param device whether the time is a device's
   * @param ns in the step
   * @param usualNs mean over the usual steps
   */
  record Excess(int node, boolean device, long ns, long usualNs) {}

  /** One pass over the slices of the steps' input. */
  StepContents(Facts facts, UsualStep usual, List<Step> outliers) {
    this.facts = facts;
    this.usual = usual;
    this.outliers = outliers;
    own = new long[outliers.size()][facts.tree().size()];
    others = new long[facts.tree().size()];
    int input = usual.steps().getFirst().input();
    Links links = facts.inputs().get(input);
    int[] place = new int[links.stepCount()];
    Arrays.fill(place, -1);
    for (Step step : usual.usual()) {
      place[step.index()] = outliers.size();
    }
    for (int i = 0; i < outliers.size(); i++) {
      place[outliers.get(i).index()] = i;
    }
    SliceTable slices = links.trace().slices();
    StepWindows windows = facts.stepWindows(input);
    int[] nodes = facts.sliceNodes(input);
    for (int row = 0, n = slices.size(); row < n; row++) {
      SliceKind kind = slices.kind(row);
      boolean device = kind.isDeviceWork();
      if (nodes[row] < 0 || kind == SliceKind.STEP || !device && !kind.isHost()) {
        continue;
      }
      int cause = device && links.quality(row).isLaunch() ? links.launch(row) : row;
      int step = windows.at(slices.trackRow(cause), slices.startNs(cause));
      if (step >= 0 && place[step] >= 0) {
        long[] sums = place[step] < own.length ? own[place[step]] : others;
        sums[nodes[row]] += device ? slices.durNs(row) : links.selfNs(row);
      }
    }
  }

  /** Whether it is known what happened in single steps: recordings hold sums over all of them. */
  boolean areKnown() {
    return Arrays.stream(others).anyMatch(ns -> ns > 0)
        || Arrays.stream(own).flatMapToLong(Arrays::stream).anyMatch(ns -> ns > 0);
  }

  /** The contexts that took longer in an outlier than as a rule, those that did by most first. */
  List<Excess> excess(int outlier, int limit) {
    long count = Math.max(1, usual.usual().size() - outliers.size());
    long longer = outliers.get(outlier).durNs() - usual.medianNs();
    List<Excess> all = new ArrayList<>();
    for (int node = 0; node < others.length; node++) {
      long rule = others[node] / count;
      // What is below 2 % of the excess explains nothing.
      if (own[outlier][node] - rule > longer / 50) {
        all.add(new Excess(node, isDevice(facts.tree().kind(node)), own[outlier][node], rule));
      }
    }
    all.sort(
        Comparator.comparingLong((Excess each) -> each.usualNs() - each.ns())
            .thenComparingInt(Excess::node));
    return all.subList(0, Math.min(limit, all.size()));
  }

  private static boolean isDevice(FrameKind kind) {
    return kind == FrameKind.KERNEL
        || kind == FrameKind.MEMCPY
        || kind == FrameKind.MEMSET
        || kind == FrameKind.DEVICE_OTHER;
  }
}
