package dev.plumb.importers.ascendcsv;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.csv.CsvReader;
import dev.plumb.importers.records.Counted;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;

/** One table. */
final class AscendCsvSession extends PullSession {
  private final TraceBuilder out;

  AscendCsvSession(TraceBuilder out) {
    this.out = out;
  }

  @Override
  protected void read(InputStream in) throws IOException {
    Counted counted = new Counted(in);
    CsvReader reader = new CsvReader(counted, out.problems());
    Table table = Table.of(reader.readHead());
    boolean any = false;
    if (table != null) {
      int category = out.strings().intern(table.category());
      TableRows rows = rows(table, reader, category);
      while (reader.next()) {
        any = true;
        out.countEvent(category);
        rows.read();
      }
    }
    if (!any) {
      out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
    counted.drain();
    out.setBytes(counted.count());
  }

  private TableRows rows(Table table, CsvReader reader, int category) {
    return switch (table) {
      case KERNEL_DETAILS, OP_SUMMARY -> new KernelRows(out, reader, category);
      case OPERATOR_MEMORY -> new MemoryRows(out, reader, category);
      case MEMORY_RECORD, MODULE_MEMORY -> new CounterRows(out, reader);
      case OPERATOR_DETAILS -> new OperatorRows(out, reader);
      case L2_CACHE -> new CacheRows(out, reader);
      case STEP_TRACE_TIME, API_STATISTIC, OP_STATISTIC -> new SumRows(out, reader, table);
    };
  }

  /** What reads the rows of one table. */
  interface TableRows {
    /** Takes the row that the reader is at. */
    void read();
  }
}
