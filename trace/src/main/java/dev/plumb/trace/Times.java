package dev.plumb.trace;

/** Conventions of times and ids in all tables. Times are {@code long} nanoseconds. */
public final class Times {
  /** "No time": not zero and not −1, because aligned clocks can go negative. */
  public static final long NONE = Long.MIN_VALUE;

  private Times() {}
}
