package dev.plumb.importers.records;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;

/**
 * Sums that a profiler made of what its recording holds: samples without times, of a quantity that
 * is never added to the rest.
 */
public final class Sums {
  private final TraceBuilder out;

  /** Sums that are written to {@code out}. */
  public Sums(TraceBuilder out) {
    this.out = out;
  }

  /** Writes a value, unless it is {@link Ids#ABSENT} or zero. */
  public void add(int stack, String name, String unit, long value) {
    if (value != Ids.ABSENT && value != 0) {
      int measure =
          out.measures()
              .row(Quantity.OTHER, out.strings().intern(name), out.strings().intern(unit));
      out.samples().add(Times.NONE, Ids.NONE, stack, measure, value, Ids.NONE, Ids.NONE);
    }
  }
}
