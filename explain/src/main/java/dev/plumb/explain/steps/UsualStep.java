package dev.plumb.explain.steps;

import dev.plumb.explain.Step;
import java.util.Arrays;
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

  /** A normal distribution's standard deviation in units of its median absolute deviation. */
  private static final double MAD_TO_SIGMA = 1.4826;

  /**
   * Of the steps of one rank.
   *
   * @param steps by start; at least one
   */
  public static UsualStep of(List<Step> steps) {
    long median = median(steps.stream().mapToLong(Step::durNs).toArray());
    int warmup = 0;
    while (warmup < steps.size() / 2 && steps.get(warmup).durNs() > WARMUP * median) {
      warmup++;
    }
    long[] usual = steps.stream().skip(warmup).mapToLong(Step::durNs).toArray();
    long usualMedian = median(usual);
    long[] apart = Arrays.stream(usual).map(ns -> Math.abs(ns - usualMedian)).toArray();
    return new UsualStep(steps, warmup, usualMedian, MAD_TO_SIGMA * median(apart));
  }

  /** The steps that stand for the rank. */
  public List<Step> usual() {
    return steps.subList(warmup, steps.size());
  }

  /** The middle value; of an even number the mean of the two, rounded down. */
  static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[half]
        : sorted[half - 1] + (sorted[half] - sorted[half - 1]) / 2;
  }
}
