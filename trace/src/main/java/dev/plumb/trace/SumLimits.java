package dev.plumb.trace;

import java.util.Arrays;

/**
 * Takes out of a trace what no sum could hold: values of broken clocks and hostile files. What is
 * left adds up within 64 bits, also over the ranks of a run.
 */
final class SumLimits {
  /** 4.6 years: all threads of a day's trace, and their frames, add up to less. */
  private static final long MAX_DURATIONS_NS = 1L << 57;

  /** Of nanoseconds nine years, of bytes 288 petabytes. */
  private static final long MAX_VALUES = 1L << 58;

  private final TraceBuilder trace;

  private SumLimits(TraceBuilder trace) {
    this.trace = trace;
  }

  static void apply(TraceBuilder trace) {
    SumLimits limits = new SumLimits(trace);
    limits.durations();
    limits.samples();
    limits.bytes();
  }

  private void durations() {
    SliceTable slices = trace.slices;
    long left = MAX_DURATIONS_NS;
    long dropped = 0;
    for (int row = 0, n = slices.size(); row < n; row++) {
      long dur = slices.durNs(row);
      if (dur > left) {
        slices.setDurNs(row, 0);
        dropped++;
      } else {
        left -= dur;
      }
    }
    NodeTable nodes = trace.nodes;
    left = MAX_DURATIONS_NS;
    for (int row = 0, n = nodes.size(); row < n; row++) {
      long dur = nodes.durNs(row);
      if (dur > left) {
        nodes.setDurNs(row, 0);
        dropped++;
      } else if (dur > 0) {
        left -= dur;
      }
    }
    count(ProblemCode.DURATIONS_TOO_LONG, dropped);
  }

  /** What is added up is everything of one quantity; what only its name tells, by measure. */
  private void samples() {
    SampleTable samples = trace.samples;
    MeasureTable measures = trace.measures;
    int quantities = Quantity.values().length;
    long[] left = new long[quantities + measures.size()];
    Arrays.fill(left, MAX_VALUES);
    long dropped = 0;
    for (int row = 0, n = samples.size(); row < n; row++) {
      int measure = samples.measureRow(row);
      Quantity quantity = measures.quantity(measure);
      int sum = quantity == Quantity.OTHER ? quantities + measure : quantity.ordinal();
      long value = samples.value(row);
      long size = value < 0 ? -value : value;
      if (size > left[sum] || size < 0) {
        samples.setValue(row, 0);
        dropped++;
      } else {
        left[sum] -= size;
      }
    }
    count(ProblemCode.VALUES_TOO_LARGE, dropped);
  }

  private void bytes() {
    long left = MAX_VALUES;
    long dropped = 0;
    for (int row = 0, n = trace.deviceWork.size(); row < n; row++) {
      long bytes = trace.deviceWork.bytes(row);
      if (bytes > left) {
        trace.deviceWork.setBytes(row, Ids.ABSENT);
        dropped++;
      } else if (bytes > 0) {
        left -= bytes;
      }
    }
    left = MAX_VALUES;
    for (int row = 0, n = trace.memory.size(); row < n; row++) {
      long bytes = trace.memory.bytes(row);
      if (bytes > left) {
        trace.memory.setBytes(row, Ids.ABSENT);
        dropped++;
      } else if (bytes > 0) {
        left -= bytes;
      }
    }
    count(ProblemCode.VALUES_TOO_LARGE, dropped);
  }

  private void count(ProblemCode code, long dropped) {
    if (dropped > 0) {
      trace.problems.add(code, Problems.NO_OFFSET, dropped);
    }
  }
}
