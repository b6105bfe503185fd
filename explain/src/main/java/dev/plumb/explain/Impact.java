package dev.plumb.explain;

/**
 * What a finding concerns.
 *
 * @param ns nanoseconds over the whole run; several ranks or devices are added up
 * @param ofNs what this is a share of, in the same time
 * @param ofWhat what that is: "steps", "device time", "span"
 */
public record Impact(long ns, long ofNs, String ofWhat) {
  public Impact {
    if (ns < 0 || ofNs < 0) {
      throw new IllegalArgumentException("an impact of " + ns + " of " + ofNs + " ns");
    }
  }

  /** From 0 to 1; 0 where there is nothing to be a share of. */
  public double share() {
    return ofNs == 0 ? 0 : Math.min(1, (double) ns / ofNs);
  }
}
