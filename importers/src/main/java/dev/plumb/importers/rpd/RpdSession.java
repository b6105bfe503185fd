package dev.plumb.importers.rpd;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.importers.sqlite.TableRows;
import dev.plumb.importers.sqlite.Texts;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;

/** One database, read table by table. */
final class RpdSession implements ImportSession {
  private final TraceBuilder out;

  RpdSession(TraceBuilder out) {
    this.out = out;
  }

  @Override
  public void accept(byte[] buffer, int from, int to) {
    throw new UnsupportedOperationException("reads whole files");
  }

  @Override
  public void acceptFile(Path path) throws UnreadableInputException {
    try (SqliteFile file = SqliteFile.open(path, out.problems())) {
      Texts texts = Texts.read(file, "rocpd_string", "id", "string", out.strings());
      Launches launches = new Launches(file);
      Timeline timeline = new Timeline(out);
      new ApiReader(out, file, texts, timeline, launches).read();
      new OpReader(out, file, texts, timeline, launches).read();
      new MonitorReader(out, file, timeline).read();
      TableRows.keep(file, out);
    }
  }

  @Override
  public void finish() {
    if (out.slices().size() + out.instants().size() + out.counters().size() == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
  }
}
