package dev.plumb.explain.steps;

import dev.plumb.explain.Step;
import dev.plumb.explain.base.Robust;
import java.util.List;

/**
 * The steps of one rank that stand for it: those behind the warm-up. A step at the beginning is
 * warm-up as long as it is longer than 1.5 times the median of all steps; at most half of the steps
 * can be.
 *
 * @param steps all of them, by start
 * @param warmup how many of the first are warm-up
 * @param medianNs median of the others
 * @param spreadNs median of how far the others lie from it, times 1.4826: the standard deviation of
 *     a normal distribution with that spread
 */
public record UsualStep(List<Step> steps, int warmup, long medianNs, double spreadNs) {
  private static final double WARMUP = 1.5;

  /**
   * Of the steps of one rank.
   *
   * @param steps by start; at least one
   */
  public static UsualStep of(List<Step> steps) {
    long median = Robust.median(steps.stream().mapToLong(Step::durNs).toArray());
    int warmup = 0;
    while (warmup < steps.size() / 2 && steps.get(warmup).durNs() > WARMUP * median) {
      warmup++;
    }
    long[] usual = steps.stream().skip(warmup).mapToLong(Step::durNs).toArray();
    long usualMedian = Robust.median(usual);
    return new UsualStep(steps, warmup, usualMedian, Robust.spread(usual, usualMedian));
  }

  /** The steps that stand for the rank. */
  public List<Step> usual() {
    return steps.subList(warmup, steps.size());
  }
}
