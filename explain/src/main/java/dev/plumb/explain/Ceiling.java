package dev.plumb.explain;

/**
 * The most that a fix can save. Not a promise: what a fix saves lies between nothing and this.
 *
 * @param ns nanoseconds of the run, in the same time as the finding's impact
 * @param method how it was computed and what it assumes, in a sentence
 */
public record Ceiling(long ns, String method) {
  public Ceiling {
    if (ns < 0) {
      throw new IllegalArgumentException("a ceiling of " + ns + " ns");
    }
  }
}
