package dev.plumb.profile.diff;

import java.util.Arrays;

/**
 * How far two medians differ by chance alone, estimated from the values of the steps.
 *
 * <p>The standard error of a median is 1.2533 σ / √n, with σ taken from the median absolute
 * deviation (1.4826 MAD, times the correction for few values of Croux and Rousseeuw 1992): one slow
 * step moves neither. The noise of a difference is the two errors, squared, added and rooted, times
 * Student's t for 99 % with n₁ + n₂ − 2 degrees of freedom. Of runs that do not differ, 1 % of the
 * contexts exceed it (with three steps on each side 3 %): {@code NoiseTest} simulates that.
 */
public final class Noise {
  /** With fewer steps on either side nothing is said about noise. */
  public static final int MIN_STEPS = 3;

  private static final double MAD_TO_SIGMA = 1.4826;
  private static final double MEDIAN_ERROR = 1.2533;

  /** The 99.5 % quantile of the normal distribution. */
  private static final double NORMAL = 2.5758293035489004;

  /** By number of values, from 2. */
  private static final double[] FEW = {1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107};

  private Noise() {}

  /** The median; of an even number the mean of the middle two. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** σ of normally distributed values, from their median absolute deviation. */
  static double sigma(double[] values) {
    double median = median(values);
    double[] deviations = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      deviations[i] = Math.abs(values[i] - median);
    }
    int n = values.length;
    double few = n < 2 ? 1 : n - 2 < FEW.length ? FEW[n - 2] : n / (n - 0.8);
    return MAD_TO_SIGMA * few * median(deviations);
  }

  /**
   * By how much the medians of two runs of the same program may differ; {@link Double#NaN} if there
   * are too few steps to say.
   */
  public static double ofDifference(double[] base, double[] fresh) {
    if (base.length < MIN_STEPS || fresh.length < MIN_STEPS) {
      return Double.NaN;
    }
    double baseError = MEDIAN_ERROR * sigma(base) / Math.sqrt(base.length);
    double newError = MEDIAN_ERROR * sigma(fresh) / Math.sqrt(fresh.length);
    return student(base.length + fresh.length - 2) * Math.hypot(baseError, newError);
  }

  /** The 99.5 % quantile of Student's distribution, by expansion: within 1 % from 4 on. */
  static double student(int freedom) {
    double z = NORMAL;
    double z2 = z * z;
    double a = (z2 + 1) / 4;
    double b = ((5 * z2 + 16) * z2 + 3) / 96;
    double c = (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    double d = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
    return z * (1 + (a + (b + (c + d / freedom) / freedom) / freedom) / freedom);
  }
}
