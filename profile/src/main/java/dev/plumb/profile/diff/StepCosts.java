package dev.plumb.profile.diff;

import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What slices cost by node and step. Nothing is kept by node and step: sums are taken over the
 * slices again for each question, so that memory does not grow with the number of steps.
 */
final class StepCosts {
  private final Run run;
  private final StepPlan plan;

  /** For each input the node and the step of each slice; null until something is asked. */
  private @Nullable List<Slices> inputs;

  private final Map<Cost, Boolean> known = new EnumMap<>(Cost.class);

  private record Slices(Links links, int[] nodes, int[] steps) {}

  StepCosts(Run run, StepPlan plan) {
    this.run = run;
    this.plan = plan;
  }

  private List<Slices> inputs() {
    if (inputs == null) {
      inputs = new ArrayList<>();
      for (int input = 0; input < run.inputs().size(); input++) {
        inputs.add(
            new Slices(run.inputs().get(input), run.sliceNodes(input), run.sliceSteps(input)));
      }
    }
    return inputs;
  }

  /** Whether anything but steps is a slice that has the cost. */
  synchronized boolean hasSlicesOf(Cost cost) {
    return known.computeIfAbsent(cost, this::findSliceOf);
  }

  private boolean findSliceOf(Cost cost) {
    for (Links links : run.inputs()) {
      SliceTable slices = links.trace().slices();
      for (int row = 0, n = slices.size(); row < n; row++) {
        if (slices.kind(row) != SliceKind.STEP && cost.ofSlice(links, row) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** By node: what slices of steps that are left out cost. */
  long[] leftOut(Cost cost) {
    long[] sums = new long[run.tree().size()];
    if (plan.leftOut() == 0 || !cost.isOfSlices()) {
      return sums;
    }
    for (Slices slices : inputs()) {
      for (int row = 0; row < slices.nodes.length; row++) {
        int node = slices.nodes[row];
        int step = slices.steps[row];
        if (node >= 0 && step >= 0 && !plan.compared()[step]) {
          sums[node] += cost.ofSlice(slices.links, row);
        }
      }
    }
    return sums;
  }

  /**
   * What groups of nodes cost in each step that is compared.
   *
   * @param groupOfNode by node: a group from 0, or −1 for nodes that are in none
   * @return by group, then by step in order; after the groups one more for all nodes
   */
  double[][] byStep(Cost cost, int[] groupOfNode, int groups) {
    int[] column = new int[plan.compared().length];
    int columns = 0;
    for (int step = 0; step < column.length; step++) {
      column[step] = plan.compared()[step] ? columns++ : -1;
    }
    double[][] values = new double[groups + 1][columns];
    for (Slices slices : inputs()) {
      for (int row = 0; row < slices.nodes.length; row++) {
        int node = slices.nodes[row];
        int step = slices.steps[row];
        if (node >= 0 && step >= 0 && column[step] >= 0) {
          long value = cost.ofSlice(slices.links, row);
          values[groups][column[step]] += value;
          if (groupOfNode[node] >= 0) {
            values[groupOfNode[node]][column[step]] += value;
          }
        }
      }
    }
    return values;
  }
}
