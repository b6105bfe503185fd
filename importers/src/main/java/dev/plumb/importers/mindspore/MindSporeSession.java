package dev.plumb.importers.mindspore;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.csv.CsvReader;
import dev.plumb.importers.records.Counted;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;

/** One table. */
final class MindSporeSession extends PullSession {
  private static final String AVERAGE = "-";

  private final TraceBuilder out;

  MindSporeSession(TraceBuilder out) {
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
        out.countEvent(category);
        if (table != Table.CLUSTER && reader.string(0).strip().equals(AVERAGE)) {
          out.problems().add(ProblemCode.SUMS_LEFT_OUT, reader.offset());
        } else {
          rows.read();
          any = true;
        }
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
      case STEP_TRACE -> new StepRows(out, reader, category);
      case HCCL -> new CommunicationRows(out, reader);
      case CLUSTER -> new ClusterRows(out, reader);
    };
  }

  /** What reads the rows of one table. */
  interface TableRows {
    /** Takes the row that the reader is at. */
    void read();
  }
}
