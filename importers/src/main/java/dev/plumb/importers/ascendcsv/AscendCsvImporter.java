package dev.plumb.importers.ascendcsv;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.csv.CsvReader;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** The CSV files of the profilers of Ascend NPUs. */
public final class AscendCsvImporter implements Importer {
  @Override
  public String format() {
    return "ascend-csv";
  }

  @Override
  public String title() {
    return "Ascend PyTorch Profiler and msprof (CSV): kernels, operators, memory, statistics";
  }

  @Override
  public List<String> examples() {
    return List.of("kernel_details.csv", "operator_details.csv", "operator_memory.csv");
  }

  @Override
  public String howToRecord() {
    return "torch_npu.profiler.profile(profile_memory=True,"
        + " on_trace_ready=torch_npu.profiler.tensorboard_trace_handler(\"out\"))";
  }

  @Override
  public boolean ofSet() {
    return true;
  }

  @Override
  public Match match(byte[] head, int length) {
    int end = 0;
    while (end < length && head[end] != '\n') {
      if (head[end] == 0) {
        return Match.NO;
      }
      end++;
    }
    try {
      CsvReader reader = new CsvReader(new ByteArrayInputStream(head, 0, end), new Problems());
      Table table = Table.of(reader.readHead());
      return table != null && table != Table.L2_CACHE ? Match.CERTAIN : Match.NO;
    } catch (IOException e) {
      throw new AssertionError(e); // from an array
    }
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new AscendCsvSession(out);
  }
}
