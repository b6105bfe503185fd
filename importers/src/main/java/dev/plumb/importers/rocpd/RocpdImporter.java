package dev.plumb.importers.rocpd;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;
import java.util.List;

/** Databases of ROCprofiler-SDK. */
public final class RocpdImporter implements Importer {
  @Override
  public String format() {
    return "rocpd";
  }

  @Override
  public String title() {
    return "rocpd databases of rocprofv3 (ROCm 7): kernels, API calls, copies, counters on AMD GPUs";
  }

  @Override
  public List<String> examples() {
    return List.of("*_results.db");
  }

  @Override
  public String howToRecord() {
    return "rocprofv3 --sys-trace -f rocpd -- python train.py";
  }

  @Override
  public Access access() {
    return Access.FILE;
  }

  @Override
  public Match match(byte[] head, int length) {
    return SqliteFile.matches(head, length) ? Match.POSSIBLE : Match.NO;
  }

  @Override
  public Match matchFile(Path file) throws UnreadableInputException {
    try (SqliteFile database = SqliteFile.open(file, new Problems())) {
      return RocpdSession.suffixes(database).isEmpty() ? Match.NO : Match.CERTAIN;
    }
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new RocpdSession(out);
  }
}
