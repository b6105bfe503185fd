package dev.plumb.importers.nvprof;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;
import java.util.List;

/** Databases of nvprof and the Visual Profiler. */
public final class NvprofImporter implements Importer {
  @Override
  public String format() {
    return "nvprof";
  }

  @Override
  public String title() {
    return "nvprof and NVIDIA Visual Profiler: kernels, copies, CUDA calls, NVTX";
  }

  @Override
  public List<String> examples() {
    return List.of("trace.nvvp");
  }

  @Override
  public String howToRecord() {
    return "nvprof -o trace.nvvp python train.py";
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
      return isOurs(database) ? Match.CERTAIN : Match.NO;
    }
  }

  /** Nsight Systems has tables of the same names, but keeps its texts elsewhere. */
  static boolean isOurs(SqliteFile database) {
    return database.has("StringTable", "value")
        && database.tables().stream().anyMatch(name -> name.startsWith("CUPTI_ACTIVITY_KIND_"));
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new NvprofSession(out);
  }
}
