package dev.plumb.present.view;

import dev.plumb.explain.Evidence;
import dev.plumb.explain.Facts;
import dev.plumb.explain.cost.Cost;
import dev.plumb.explain.cost.CostModels;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.OperatorGroups.Group;
import dev.plumb.explain.cost.OperatorWork;
import dev.plumb.explain.cost.Peaks;
import dev.plumb.explain.cost.Roofline;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.timeline.TimeAxis;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the operators of a run compute and move, as far as the cost models know. In a range count
 * the calls that start in it, whole.
 */
final class OperatorCosts {
  private static final long MOST_FLOPS = 1L << 62;

  private static final Set<Evidence> NEEDS =
      Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES, Evidence.OPERATORS, Evidence.SHAPES);

  private final Facts facts;
  private final Supplier<TimeAxis> axis;
  private final boolean available;

  OperatorCosts(Facts facts, Supplier<TimeAxis> axis) {
    this.facts = facts;
    this.axis = axis;
    // Now: later on, whoever asks for evidence waits for what the analyses are computing.
    available = NEEDS.stream().allMatch(facts::has) && hasModels(facts.tree());
  }

  private interface EachCall {
    void accept(int input, int call, OperatorWork.Input of);
  }

  private void each(@Nullable Range range, EachCall each) {
    OperatorWork work = OperatorWork.of(facts);
    for (int input = 0; input < work.inputs(); input++) {
      OperatorWork.Input calls = work.input(input);
      SliceTable slices = facts.inputs().get(input).trace().slices();
      for (int call = 0; call < calls.size(); call++) {
        long start = axis.get().onAxis(input, slices.startNs(calls.row(call)));
        if (range == null || start >= range.fromNs() && start < range.toNs()) {
          each.accept(input, call, calls);
        }
      }
    }
  }

  /** Whether it is worth asking; quick, where the values are not. */
  boolean isAvailable() {
    return available;
  }

  private static boolean hasModels(CallingContextTree tree) {
    for (int frame = 0; frame < tree.frames(); frame++) {
      if (tree.frameKind(frame) == FrameKind.OPERATOR
          && CostModels.find(tree.frameName(frame)) != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * Operations by node of the tree, of the whole run or of a range. Together they stay below 2^62:
   * what a hostile trace has beyond that is left out.
   */
  long[] flopsByNode(@Nullable Range range) {
    long[] values = new long[facts.tree().size()];
    long[] left = {MOST_FLOPS};
    each(
        range,
        (input, call, calls) -> {
          Cost cost = calls.cost(call);
          int node = facts.sliceNodes(input)[calls.row(call)];
          if (cost != null && node >= 0) {
            long flops = Math.min(cost.flops(), left[0]);
            left[0] -= flops;
            values[node] += flops;
          }
        });
    return values;
  }

  /**
   * Calls that do the same.
   *
   * @param roofline where they stand under their device's peaks; null where those are unknown
   */
  record Row(
      Group group,
      long calls,
      long busyNs,
      double flops,
      double bytes,
      @Nullable Roofline roofline) {
    /** What they take at the device's peaks; NaN where those are unknown. */
    double idealNs() {
      return roofline == null ? Double.NaN : roofline.idealNs();
    }

    /** Which peak bounds them; null where it is unknown. */
    @Nullable String bound() {
      return roofline == null ? null : roofline.bound().label();
    }
  }

  /** The calls whose cost is known, put together. */
  List<Row> rows(@Nullable Range range) {
    OperatorGroups groups = OperatorGroups.of(facts);
    Map<Group, long[]> sums = new LinkedHashMap<>();
    each(
        range,
        (input, call, calls) -> {
          Group group = groups.group(input, call);
          if (group.cost() != null) {
            long[] sum = sums.computeIfAbsent(group, key -> new long[2]);
            sum[0]++;
            sum[1] += calls.busyNs(call);
          }
        });
    List<Row> rows = new ArrayList<>();
    sums.forEach((group, sum) -> {
      Cost cost = group.cost();
      if (cost != null) {
        rows.add(row(group, cost, sum[0], sum[1]));
      }
    });
    return rows;
  }

  private static Row row(Group group, Cost cost, long calls, long busyNs) {
    Peaks peaks = group.peaks();
    Roofline roofline =
        peaks == null || group.copiesToHost()
            ? null
            : Roofline.of(cost, calls, busyNs, peaks, group.kernel());
    return new Row(
        group,
        calls,
        busyNs,
        (double) cost.flops() * calls,
        (double) cost.bytes() * calls,
        roofline);
  }
}
