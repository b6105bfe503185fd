package dev.plumb.profile.diff;

import dev.plumb.profile.Links;
import dev.plumb.profile.Run;

/**
 * One of the two runs.
 *
 * @param plan what its costs are divided by
 */
record Side(Run run, StepPlan plan, StepCosts steps) {
  Side(Run run, StepPlan plan) {
    this(run, plan, new StepCosts(run, plan));
  }

  /**
   * What sums of a cost are divided by. Costs that are not of slices are not known by step, so no
   * step can be left out of them.
   */
  double divisor(Cost cost) {
    return !plan.perStep() ? 1 : isKnownByStep(cost) ? plan.steps() : run.summary().steps();
  }

  /** Whether it is known what a cost was in each step: not where it comes of samples. */
  boolean isKnownByStep(Cost cost) {
    return cost.isOfSlices() && steps.hasSlicesOf(cost);
  }

  /** To what times were rounded when the trace was written: 1 µs by PyTorch before 2.3, else 0. */
  long resolutionNs() {
    // A child may end that much after its parent: start and duration were both cut.
    return run.inputs().stream().mapToLong(Links::toleranceNs).max().orElse(0) / 2;
  }
}
