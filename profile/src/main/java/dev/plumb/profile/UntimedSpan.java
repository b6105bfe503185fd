package dev.plumb.profile;

import dev.plumb.trace.NodeTable;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;

/** Last end minus first start of what a trace without slices holds. */
final class UntimedSpan {
  private UntimedSpan() {}

  /** Nanoseconds; 0 where nothing has a time. */
  static long of(Trace trace) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    SampleTable samples = trace.samples();
    for (int row = 0, n = samples.size(); row < n; row++) {
      long time = samples.timeNs(row);
      if (time != Times.NONE) {
        first = Math.min(first, time);
        last = Math.max(last, time);
      }
    }
    NodeTable nodes = trace.nodes();
    for (int row = 0, n = nodes.size(); row < n; row++) {
      long start = nodes.startNs(row);
      if (start != Times.NONE) {
        long dur = nodes.durNs(row);
        first = Math.min(first, start);
        last = Math.max(last, dur == Times.NONE ? start : start + dur);
      }
    }
    return last > first ? last - first : 0;
  }
}
