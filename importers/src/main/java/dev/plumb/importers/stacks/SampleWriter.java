package dev.plumb.importers.stacks;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;

/**
 * Appends samples of one input, and keeps out time, counts and bytes below zero, which no profiler
 * means; what a program measured by its own name may be any number. Zeros are no rows.
 */
public final class SampleWriter {
  /** Times further from zero (126 years) are none: sums and differences must fit. */
  private static final long MAX_NS = 4_000_000_000_000_000_000L;

  private final TraceBuilder out;

  public SampleWriter(TraceBuilder out) {
    this.out = out;
  }

  /** A sample; see {@link dev.plumb.trace.SampleTable#add}. */
  public void add(long timeNs, int track, int stack, int measure, long value, int reason) {
    if (value == 0) {
      return;
    }
    if (value < 0 && out.measures().quantity(measure) != Quantity.OTHER) {
      out.problems().add(ProblemCode.SAMPLE_BROKEN, Problems.NO_OFFSET, "a value below zero");
      return;
    }
    long time = timeNs;
    if (timeNs != Times.NONE && (timeNs > MAX_NS || timeNs < -MAX_NS)) {
      out.problems().add(ProblemCode.SAMPLE_WITHOUT_TIME, Problems.NO_OFFSET);
      time = Times.NONE;
    }
    out.samples().add(time, track, stack, measure, value, reason, Ids.NONE);
  }
}
