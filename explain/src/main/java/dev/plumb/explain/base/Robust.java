package dev.plumb.explain.base;

import java.util.Arrays;

/** Middle and spread that a few odd values do not move. */
public final class Robust {
  /** A normal distribution's standard deviation in units of its median absolute deviation. */
  private static final double MAD_TO_SIGMA = 1.4826;

  private Robust() {}

  /** The middle value; of an even number the mean of the two, rounded down. At least one value. */
  public static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[half]
        : sorted[half - 1] + (sorted[half] - sorted[half - 1]) / 2;
  }

  /**
   * Median of how far values lie from {@code median}, times 1.4826: the standard deviation of a
   * normal distribution with that spread.
   */
  public static double spread(long[] values, long median) {
    return MAD_TO_SIGMA
        * median(Arrays.stream(values).map(value -> Math.abs(value - median)).toArray());
  }

  /**
   * The value that a share of the values does not exceed.
   *
   * @param share above 0, up to 1
   */
  public static long quantile(long[] values, double share) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)];
  }

  /**
   * The chance to see {@code hits} or more of {@code tries} where each hits with {@code chance}:
   * the upper tail of the binomial distribution.
   */
  public static double chanceOf(int hits, int tries, double chance) {
    double sum = 0;
    double logTerm = tries * Math.log1p(-chance);
    double odds = Math.log(chance) - Math.log1p(-chance);
    for (int k = 0; k <= tries; k++) {
      if (k >= hits) {
        sum += Math.exp(logTerm);
      }
      logTerm += odds + Math.log((double) (tries - k) / (k + 1));
    }
    return Math.min(1, sum);
  }
}
