package dev.plumb.importers.ascendcsv;

import dev.plumb.importers.csv.CsvReader;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;

/** {@code l2_cache.csv}: how kernels used the cache; neither when they ran nor how long. */
final class CacheRows implements AscendCsvSession.TableRows {
  private static final String[] METRICS = {"Hit Rate", "Victim Rate"};

  private final TraceBuilder out;
  private final CsvReader reader;
  private final int name;
  private final int measure;

  CacheRows(TraceBuilder out, CsvReader reader) {
    this.out = out;
    this.reader = reader;
    this.name = reader.column("Op Name");
    this.measure =
        out.measures()
            .row(Quantity.KERNELS, out.strings().intern("kernels"), out.strings().intern(""));
  }

  @Override
  public void read() {
    int kernel = Math.max(0, reader.text(name, out.strings()));
    int stack = out.stacks().row(Ids.NONE, out.frames().row(CodeKind.KERNEL, kernel));
    int sample = out.samples().add(Times.NONE, Ids.NONE, stack, measure, 1, Ids.NONE, Ids.NONE);
    for (String metric : METRICS) {
      double value = reader.real(reader.column(metric));
      if (!Double.isNaN(value)) {
        int metricName = out.strings().intern("L2 " + metric);
        out.kernelMetrics().add(Ids.NONE, sample, metricName, Ids.NONE, value, Ids.NONE, Ids.NONE);
      }
    }
  }
}
