package dev.plumb.profile.diff;

/**
 * One quantity in both runs, by step or of the whole run; less is better.
 *
 * @param base mean of the base's steps
 * @param fresh mean of the new run's steps
 * @param shift by how much the median of the steps moved, which one slow step does not; the
 *     difference of the means where there are too few steps
 * @param noise by how much it may have moved by chance; {@link Double#NaN} where that is unknown
 */
public record Change(double base, double fresh, double shift, double noise) {
  /** Smaller shares are no change, however sure they are. */
  public static final double RELEVANT = 0.01;

  /** Of two values about whose noise nothing is known. */
  static Change of(double base, double fresh) {
    return new Change(base, fresh, fresh - base, Double.NaN);
  }

  /**
   * Of the means, with noise where there are steps enough.
   *
   * @param resolution the noise is at least this: to what the values were rounded
   */
  static Change of(
      double base, double fresh, double[] baseSteps, double[] newSteps, double resolution) {
    double noise = Noise.ofDifference(baseSteps, newSteps);
    return Double.isNaN(noise)
        ? of(base, fresh)
        : new Change(
            base,
            fresh,
            Noise.median(newSteps) - Noise.median(baseSteps),
            Math.max(noise, resolution));
  }

  /** New minus base. */
  public double difference() {
    return fresh - base;
  }

  /** Difference as a share of the base; infinite if the base has none. */
  public double relative() {
    return fresh == base ? 0 : base == 0 ? Double.POSITIVE_INFINITY : difference() / base;
  }

  /** Whether anything is known about chance. */
  public boolean hasNoise() {
    return !Double.isNaN(noise);
  }

  /** Whether the medians differ by more than chance; true where nothing is known about it. */
  public boolean isBeyondNoise() {
    return !hasNoise() || Math.abs(shift) > noise;
  }

  /** What the difference means. */
  public Verdict verdict() {
    if (base == fresh && shift == 0) {
      return Verdict.SAME;
    }
    boolean sameWay = shift > 0 == difference() > 0;
    if (!isBeyondNoise() || !sameWay || Math.abs(relative()) < RELEVANT) {
      return Verdict.WITHIN_NOISE;
    }
    return difference() > 0 ? Verdict.REGRESSION : Verdict.IMPROVEMENT;
  }
}
