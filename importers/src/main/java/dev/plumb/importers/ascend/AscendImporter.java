package dev.plumb.importers.ascend;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;
import java.util.List;

/** Databases of the profilers of Ascend NPUs. */
public final class AscendImporter implements Importer {
  @Override
  public String format() {
    return "ascend";
  }

  @Override
  public String title() {
    return "Ascend PyTorch Profiler and msprof (SQLite): operators, CANN calls, tasks of NPUs";
  }

  @Override
  public List<String> examples() {
    return List.of("ascend_pytorch_profiler_0.db", "msprof_*.db", "analysis.db");
  }

  @Override
  public String howToRecord() {
    return "torch_npu.profiler.profile(experimental_config=torch_npu.profiler"
        + "._ExperimentalConfig(export_type=torch_npu.profiler.ExportType.Db),"
        + " on_trace_ready=torch_npu.profiler.tensorboard_trace_handler(\"out\"))";
  }

  @Override
  public boolean ofSet() {
    return true;
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
      boolean texts = database.has("STRING_IDS", "value");
      boolean recording =
          texts
              && (database.has("TASK", "globalTaskId")
                  || database.has("CANN_API", "connectionId")
                  || database.has("PYTORCH_API", "connectionId"));
      boolean analysis =
          database.has("StepTraceTime", "computing")
              || database.has("CommAnalyzerTime", "hccl_op_name");
      return recording || analysis ? Match.CERTAIN : Match.NO;
    }
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new AscendSession(out);
  }
}
