package dev.plumb.importers.rocprofcsv;

import dev.plumb.trace.Ids;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** A row for each dispatch: kernel traces, and wide tables with a column for each counter. */
final class DispatchRows implements RowWriter {
  private final TraceBuilder out;
  private final Row row;
  private final Dispatches dispatches;
  private final int kernels;
  private final List<Layout.Counter> counters;
  private final int[] names;

  DispatchRows(TraceBuilder out, Row row, Dispatches dispatches) {
    this.out = out;
    this.row = row;
    this.dispatches = dispatches;
    this.kernels = out.strings().intern("KERNEL_DISPATCH");
    this.counters = row.layout().counters();
    this.names = new int[counters.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = out.strings().intern(counters.get(i).name());
    }
  }

  @Override
  public void write() {
    int kind = row.text(Field.KIND, out.strings());
    int category = kind < 0 ? kernels : kind;
    out.countEvent(category);
    int added = dispatches.add(category);
    if (added < 0) {
      return;
    }
    int slice = dispatches.timed() ? added : Ids.NONE;
    int sample = dispatches.timed() ? Ids.NONE : added;
    for (int i = 0; i < names.length; i++) {
      Layout.Counter counter = counters.get(i);
      double value = row.real(counter.column());
      if (!Double.isNaN(value)) {
        out.kernelMetrics().add(slice, sample, names[i], Ids.NONE, value, Ids.NONE, counter.pass());
      }
    }
  }
}
