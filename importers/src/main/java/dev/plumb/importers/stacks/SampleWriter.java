package dev.plumb.importers.stacks;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.Arrays;

/**
 * Appends samples of one input, and keeps out what would break sums: values below zero, and those
 * with which the sum of their measure no longer fits 64 bits. Zeros are no rows.
 */
public final class SampleWriter {
  /** Times further from zero (126 years) are none: sums and differences must fit. */
  private static final long MAX_NS = 4_000_000_000_000_000_000L;

  private final TraceBuilder out;
  private long[] sums = new long[8];

  public SampleWriter(TraceBuilder out) {
    this.out = out;
  }

  /** A sample; see {@link dev.plumb.trace.SampleTable#add}. */
  public void add(long timeNs, int track, int stack, int measure, long value, int reason) {
    if (value == 0) {
      return;
    }
    if (measure >= sums.length) {
      sums = Arrays.copyOf(sums, Math.max(measure + 1, sums.length * 2));
    }
    long sum = sums[measure] + value;
    if (value < 0 || sum < 0) {
      String why = value < 0 ? "a value below zero" : "values whose sum does not fit";
      out.problems().add(ProblemCode.SAMPLE_BROKEN, Problems.NO_OFFSET, why);
      return;
    }
    sums[measure] = sum;
    long time = timeNs > MAX_NS || timeNs < -MAX_NS ? Times.NONE : timeNs;
    out.samples().add(time, track, stack, measure, value, reason, Ids.NONE);
  }
}
