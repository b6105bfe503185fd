package dev.plumb.importers.ncu;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.csv.CsvReader;
import dev.plumb.importers.records.Counted;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads what {@code ncu} printed: a log, up to a table of comma-separated values if there is one.
 */
final class TextSession extends PullSession {
  private final TraceBuilder out;

  TextSession(TraceBuilder out) {
    this.out = out;
  }

  @Override
  protected void read(InputStream stream) throws IOException {
    Executions executions = new Executions(out);
    Facts facts = new Facts(out);
    Numbers numbers = new Numbers(out.problems());
    Metrics metrics = new Metrics(out.strings(), numbers);
    LogReader log = new LogReader(out, executions, facts, metrics);
    Counted in = new Counted(stream);
    Lines lines = new Lines(in, out.problems());
    boolean table = false;
    boolean source = false;
    while (!table && lines.next()) {
      String line = lines.text();
      source = SourcePage.begins(line);
      table = source || CsvPage.isHead(line);
      if (!lines.isClosed() && !table) {
        out.problems().add(ProblemCode.TEXT_TRUNCATED, lines.offset());
      } else if (!table) {
        log.line(line, lines.offset());
      }
    }
    log.end();
    if (table) {
      CsvReader csv = new CsvReader(lines.rest(), lines.offset(), out.problems());
      if (source) {
        new SourcePage(out, executions, facts, numbers).read(csv);
      } else {
        new CsvPage(out, executions, facts, metrics).read(csv);
      }
    }
    if (executions.count() == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
    out.setBytes(in.count());
  }
}
