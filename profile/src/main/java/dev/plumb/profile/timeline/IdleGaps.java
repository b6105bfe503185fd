package dev.plumb.profile.timeline;

import dev.plumb.trace.LongColumn;

/**
 * When a device did nothing, between the first and the last piece of its work: neither kernel nor
 * copy nor fill.
 */
final class IdleGaps implements Spans {
  private final LongColumn starts = new LongColumn();
  private final LongColumn durs = new LongColumn();
  private long busyUntil = Long.MIN_VALUE;

  /** Adds a piece of work; they come by start. */
  void work(long startNs, long endNs) {
    if (busyUntil != Long.MIN_VALUE && startNs > busyUntil) {
      starts.add(busyUntil);
      durs.add(startNs - busyUntil);
    }
    busyUntil = Math.max(busyUntil, endNs);
  }

  @Override
  public int size() {
    return starts.size();
  }

  @Override
  public long startNs(int at) {
    return starts.get(at);
  }

  @Override
  public long durNs(int at) {
    return durs.get(at);
  }
}
