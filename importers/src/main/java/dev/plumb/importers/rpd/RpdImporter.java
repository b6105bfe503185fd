package dev.plumb.importers.rpd;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;
import java.util.List;

/** Databases of rocmProfileData. */
public final class RpdImporter implements Importer {
  @Override
  public String format() {
    return "rpd";
  }

  @Override
  public String title() {
    return "rocmProfileData: API calls and GPU operations on AMD GPUs";
  }

  @Override
  public List<String> examples() {
    return List.of("*.rpd");
  }

  @Override
  public String howToRecord() {
    return "runTracer.sh -o trace.rpd python train.py";
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
      boolean ours = database.has("rocpd_op") && database.has("rocpd_api");
      return ours ? Match.CERTAIN : Match.NO;
    }
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new RpdSession(out);
  }
}
