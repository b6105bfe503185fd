package dev.plumb.profile.diff;

import dev.plumb.profile.Links;
import dev.plumb.profile.Run;

/**
 * What slices cost by node and step. Nothing is kept by node and step: sums are taken over the
 * slices again for each question, so that memory does not grow with the number of steps.
 */
final class StepCosts {
  private final Run run;
  private final StepPlan plan;
  private final int[][] nodes;
  private final int[][] steps;

  StepCosts(Run run, StepPlan plan) {
    this.run = run;
    this.plan = plan;
    nodes = new int[run.inputs().size()][];
    steps = new int[nodes.length][];
    if (plan.perStep()) {
      for (int input = 0; input < nodes.length; input++) {
        nodes[input] = run.sliceNodes(input);
        steps[input] = run.sliceSteps(input);
      }
    }
  }

  /** By node: what slices of steps that are left out cost. */
  long[] leftOut(Cost cost) {
    long[] sums = new long[run.tree().size()];
    if (plan.leftOut() > 0 && cost.isOfSlices()) {
      each(
          cost,
          (node, step, value) -> {
            if (!plan.compared()[step]) {
              sums[node] += value;
            }
          });
    }
    return sums;
  }

  /**
   * What groups of nodes cost in each step that is compared.
   *
   * @param groupOfNode by node: a group from 0, or −1 for nodes that are not asked for
   * @return by group, then by step in order
   */
  double[][] byStep(Cost cost, int[] groupOfNode, int groups) {
    int[] column = new int[plan.compared().length];
    int columns = 0;
    for (int step = 0; step < column.length; step++) {
      column[step] = plan.compared()[step] ? columns++ : -1;
    }
    double[][] values = new double[groups][columns];
    if (plan.perStep() && cost.isOfSlices()) {
      each(
          cost,
          (node, step, value) -> {
            if (groupOfNode[node] >= 0 && column[step] >= 0) {
              values[groupOfNode[node]][column[step]] += value;
            }
          });
    }
    return values;
  }

  private interface Visitor {
    void slice(int node, int step, long value);
  }

  private void each(Cost cost, Visitor visitor) {
    for (int input = 0; input < nodes.length; input++) {
      Links links = run.inputs().get(input);
      for (int row = 0; row < nodes[input].length; row++) {
        int node = nodes[input][row];
        int step = steps[input][row];
        if (node >= 0 && step >= 0) {
          visitor.slice(node, step, cost.ofSlice(links, row));
        }
      }
    }
  }
}
