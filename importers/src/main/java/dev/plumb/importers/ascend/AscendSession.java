package dev.plumb.importers.ascend;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.importers.sqlite.TableRows;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;

/** One database, read table by table. */
final class AscendSession implements ImportSession {
  private final TraceBuilder out;

  AscendSession(TraceBuilder out) {
    this.out = out;
  }

  @Override
  public void accept(byte[] buffer, int from, int to) {
    throw new UnsupportedOperationException("reads whole files");
  }

  @Override
  public void acceptFile(Path path) throws UnreadableInputException {
    try (SqliteFile file = SqliteFile.open(path, out.problems())) {
      Context context = new Context(out, file);
      new AboutReader(context).read();
      TaskReader tasks = new TaskReader(context);
      tasks.read();
      new CommunicationReader(context, tasks).read();
      new MetricReader(context, tasks).read();
      new ApiReader(context).read();
      new OperatorReader(context).read();
      new MarkReader(context).read();
      new MemoryReader(context).read();
      new CounterReader(context).read();
      new AnalysisReader(context).read();
      TableRows.keep(file, out);
    }
  }

  @Override
  public void finish() {
    int rows = out.slices().size() + out.instants().size() + out.counters().size();
    if (rows + out.samples().size() == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
  }
}
