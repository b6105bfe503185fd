package dev.plumb.trace;

/** Sentinels of the id columns. */
public final class Ids {
  /** No row, no string: ids that are rows of a table are never negative. */
  public static final int NONE = -1;

  /**
   * An id taken from the trace (correlation, external id, sequence number) that the event lacks.
   */
  public static final long ABSENT = Long.MIN_VALUE;

  private Ids() {}
}
