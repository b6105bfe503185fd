package dev.plumb.importers.rocpd;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One database: a set of tables for each process. */
final class RocpdSession implements ImportSession {
  /** Each set has this table, whose name no other profiler uses. */
  private static final String MARK = "rocpd_info_agent";

  private final TraceBuilder out;

  RocpdSession(TraceBuilder out) {
    this.out = out;
  }

  /** What the names of each set of tables end in: an underscore and the process's UUID. */
  static List<String> suffixes(SqliteFile file) {
    List<String> suffixes = new ArrayList<>();
    for (String table : file.tables()) {
      if (table.startsWith(MARK)) {
        suffixes.add(table.substring(MARK.length()));
      }
    }
    return suffixes;
  }

  @Override
  public void accept(byte[] buffer, int from, int to) {
    throw new UnsupportedOperationException("reads whole files");
  }

  @Override
  public void acceptFile(Path path) throws UnreadableInputException {
    try (SqliteFile file = SqliteFile.open(path, out.problems())) {
      Timeline timeline = new Timeline(out);
      int process = 0;
      for (String suffix : suffixes(file)) {
        Infos infos = new Infos(out, file, suffix);
        Events events = new Events(out, file, suffix, infos);
        new HostReader(out, file, suffix, timeline, infos, events).read();
        new DeviceReader(out, file, suffix, timeline, infos, events, process++).read();
      }
    }
  }

  @Override
  public void finish() {
    if (out.slices().size() + out.instants().size() + out.counters().size() == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
  }
}
