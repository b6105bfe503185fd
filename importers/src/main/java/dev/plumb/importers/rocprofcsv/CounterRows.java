package dev.plumb.importers.rocprofcsv;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;

/** A row for each counter of each dispatch, which is one kernel however many rows it has. */
final class CounterRows implements RowWriter {
  private final TraceBuilder out;
  private final Row row;
  private final Dispatches dispatches;
  private final int category;

  CounterRows(TraceBuilder out, Row row, Dispatches dispatches) {
    this.out = out;
    this.row = row;
    this.dispatches = dispatches;
    this.category = out.strings().intern("COUNTER_COLLECTION");
  }

  @Override
  public void write() {
    out.countEvent(category);
    int added = dispatches.addOnce(category);
    if (added < 0) {
      return;
    }
    int name = row.text(Field.COUNTER_NAME, out.strings());
    double value = row.real(row.layout().column(Field.COUNTER_VALUE));
    if (name < 0 || Double.isNaN(value)) {
      out.problems().add(ProblemCode.COUNTER_NOT_A_NUMBER, row.offset());
      return;
    }
    int slice = dispatches.timed() ? added : Ids.NONE;
    int sample = dispatches.timed() ? Ids.NONE : added;
    out.kernelMetrics().add(slice, sample, name, Ids.NONE, value, Ids.NONE, Ids.NONE);
  }
}
