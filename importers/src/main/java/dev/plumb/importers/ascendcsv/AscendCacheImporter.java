package dev.plumb.importers.ascendcsv;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.csv.CsvReader;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/**
 * {@code l2_cache.csv} of the profilers of Ascend NPUs. It is none of the {@link AscendCsvImporter
 * set}, because its kernels have no times: they are found in the timeline by name and order.
 */
public final class AscendCacheImporter implements Importer {
  @Override
  public String format() {
    return "ascend-l2-cache";
  }

  @Override
  public String title() {
    return "Ascend PyTorch Profiler and msprof (CSV): L2 cache of kernels";
  }

  @Override
  public List<String> examples() {
    return List.of("l2_cache.csv");
  }

  @Override
  public String howToRecord() {
    return "torch_npu.profiler.profile(experimental_config="
        + "torch_npu.profiler._ExperimentalConfig(l2_cache=True),"
        + " on_trace_ready=torch_npu.profiler.tensorboard_trace_handler(\"out\"))";
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
      return table == Table.L2_CACHE ? Match.CERTAIN : Match.NO;
    } catch (IOException e) {
      throw new AssertionError(e); // from an array
    }
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new AscendCsvSession(out);
  }
}
