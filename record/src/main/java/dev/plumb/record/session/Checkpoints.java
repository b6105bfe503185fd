package dev.plumb.record.session;

/**
 * When a recording is stored while it goes on: soon at first, so that there is something however
 * early Plumb is killed, then at growing intervals.
 */
final class Checkpoints {
  /** After which the first file with anything in it is written. */
  static final long FIRST_NS = 1_000_000_000L;

  private final long mostNs;
  private long intervalNs;
  private long lastNs;

  /**
   * Of one recording.
   *
   * @param mostNs the longest time between two files
   */
  Checkpoints(long mostNs) {
    this.mostNs = mostNs;
    this.intervalNs = Math.min(FIRST_NS, mostNs);
  }

  /** Whether it is time for the next one, so long after the beginning. */
  boolean isDue(long sinceBeginNs) {
    return sinceBeginNs - lastNs >= intervalNs;
  }

  /** One is being written. */
  void begun(long sinceBeginNs) {
    lastNs = sinceBeginNs;
    intervalNs = Math.min(2 * intervalNs, mostNs);
  }
}
