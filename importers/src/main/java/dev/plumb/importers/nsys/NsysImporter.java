package dev.plumb.importers.nsys;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;
import java.util.List;

/** SQLite exports of Nsight Systems. */
public final class NsysImporter implements Importer {
  @Override
  public String format() {
    return "nsys-sqlite";
  }

  @Override
  public String title() {
    return "Nsight Systems, exported to SQLite: kernels, API calls, NVTX, CPU samples, GPU metrics";
  }

  @Override
  public List<String> examples() {
    return List.of("report1.sqlite");
  }

  @Override
  public String howToRecord() {
    return "nsys profile -t cuda,nvtx,osrt -o report1 python train.py;"
        + " nsys export --type sqlite --output report1.sqlite report1.nsys-rep";
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
      return isExport(database) ? Match.CERTAIN : Match.NO;
    }
  }

  /** nvprof's databases have tables of the same names, but keep their texts in another one. */
  static boolean isExport(SqliteFile database) {
    return database.has("StringIds", "value")
        && database.tables().stream()
            .anyMatch(name ->
                name.startsWith("CUPTI_ACTIVITY_KIND_")
                    || name.startsWith("TARGET_INFO_")
                    || name.equals("NVTX_EVENTS")
                    || name.equals("OSRT_API")
                    || name.equals("COMPOSITE_EVENTS")
                    || name.equals("META_DATA_EXPORT")
                    || name.equals("EXPORT_META_DATA"));
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new NsysSession(out);
  }
}
