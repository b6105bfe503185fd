package dev.plumb.importers.nvprof;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;
import java.util.Set;

/** One database, read table by table. */
final class NvprofSession implements ImportSession {
  /** Tables that were looked into for names. */
  private static final Set<String> HELPERS =
      Set.of(
          "StringTable",
          "Version",
          "CUPTI_ACTIVITY_KIND_DEVICE",
          "CUPTI_ACTIVITY_KIND_NAME",
          "sqlite_sequence");

  private final TraceBuilder out;

  NvprofSession(TraceBuilder out) {
    this.out = out;
  }

  @Override
  public void accept(byte[] buffer, int from, int to) {
    throw new UnsupportedOperationException("reads files");
  }

  @Override
  public void acceptFile(Path path) throws UnreadableInputException {
    try (SqliteFile file = SqliteFile.open(path, out.problems())) {
      if (!NvprofImporter.isOurs(file)) {
        throw new UnreadableInputException(
            out.name(),
            Problems.NO_OFFSET,
            "has none of the tables of nvprof",
            "Record again: nvprof -o trace.nvvp PROGRAM");
      }
      Database database = new Database(file, out);
      new DeviceRows(database).read();
      new CallRows(database).read();
      new MarkerRows(database).read();
      database.readNames();
      database.counts.write(HELPERS);
    }
  }

  @Override
  public void finish() {
    if (out.slices().size() + out.instants().size() == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
  }
}
