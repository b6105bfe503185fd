package dev.plumb.importers.ncu;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.csv.CsvReader;
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
    out.setBytes(in.count);
  }

  /** Counts the bytes that were read. */
  private static final class Counted extends InputStream {
    private final InputStream in;
    private long count;

    Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = in.read(into, from, length);
      count += Math.max(read, 0);
      return read;
    }
  }
}
