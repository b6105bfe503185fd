package dev.plumb.profile;

/** How a piece of device work was joined to the code that caused it. */
public enum LinkQuality {
  /** The profiler gave the work and the launching call the same correlation id. */
  EXACT,
  /**
   * Calls of several processes have that correlation id, and nothing says whose work it is: one of
   * them was taken by the order of time.
   */
  AMBIGUOUS,
  /** Only the operator is known, by its external id; the launching call is not in the trace. */
  INFERRED,
  /** Nothing in the trace says who launched it. */
  NONE;

  private static final LinkQuality[] VALUES = values();

  /** Whether the launching call is known, or one of the few that it can be. */
  public boolean isLaunch() {
    return this == EXACT || this == AMBIGUOUS;
  }

  /** The quality of an ordinal. */
  public static LinkQuality of(int ordinal) {
    return VALUES[ordinal];
  }
}
