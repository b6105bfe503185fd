package dev.plumb.profile;

/** How a piece of device work was joined to the code that caused it. */
public enum LinkQuality {
  /** The profiler gave the work and the launching call the same correlation id. */
  EXACT,
  /** Only the operator is known, by its external id; the launching call is not in the trace. */
  INFERRED,
  /** Nothing in the trace says who launched it. */
  NONE;

  private static final LinkQuality[] VALUES = values();

  /** The quality of an ordinal. */
  public static LinkQuality of(int ordinal) {
    return VALUES[ordinal];
  }
}
