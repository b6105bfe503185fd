package dev.plumb.importers.rocprofcsv;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.csv.CsvReader;
import dev.plumb.importers.records.Counted;
import dev.plumb.importers.records.Timeline;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;

/** One table. */
final class RocprofCsvSession extends PullSession {
  private final TraceBuilder out;

  RocprofCsvSession(TraceBuilder out) {
    this.out = out;
  }

  @Override
  protected void read(InputStream in) throws IOException {
    Counted counted = new Counted(in);
    CsvReader reader = new CsvReader(counted, out.problems());
    Layout layout = new Layout(reader.readHead());
    Layout.Table table = layout.table();
    boolean any = false;
    if (table != null) {
      Row row = new Row(reader, layout);
      RowWriter writer = writer(table, row);
      while (reader.next()) {
        any = true;
        writer.write();
      }
      writer.finish();
    }
    if (!any) {
      out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
    counted.drain();
    out.setBytes(counted.count());
  }

  private RowWriter writer(Layout.Table table, Row row) {
    Timeline timeline = new Timeline(out);
    return switch (table) {
      case PC_SAMPLES -> new SampleRows(out, row);
      case COUNTERS -> new CounterRows(out, row, new Dispatches(out, timeline, row));
      case DISPATCHES -> new DispatchRows(out, row, new Dispatches(out, timeline, row));
      case RECORDS -> new RecordRows(out, timeline, row);
      case STATISTICS -> new StatisticRows(out, row);
      case AGENTS, SYSTEM, ROOFLINE -> new DescriptionRows(out, row, table);
    };
  }
}
