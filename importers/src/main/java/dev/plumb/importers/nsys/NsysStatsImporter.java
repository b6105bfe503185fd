package dev.plumb.importers.nsys;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The CSV reports of {@code nsys stats}; its tables for people are refused with the command. */
public final class NsysStatsImporter implements Importer {
  private static final int LINES_BEFORE_HEAD = 50;

  @Override
  public String format() {
    return "nsys-stats";
  }

  @Override
  public String title() {
    return "CSV reports of 'nsys stats': traces of kernels, calls and NVTX ranges, and their sums";
  }

  @Override
  public List<String> examples() {
    return List.of("report1_cuda_gpu_trace.csv", "report1_nvtx_pushpop_trace.csv");
  }

  @Override
  public String howToRecord() {
    return "nsys stats --format csv --output . --report cuda_gpu_trace,cuda_api_trace"
        + " report1.nsys-rep";
  }

  /** One report each: {@code report1_cuda_gpu_trace.csv}, {@code report1_cuda_api_trace.csv}. */
  @Override
  public boolean ofSet() {
    return true;
  }

  @Override
  public Match match(byte[] head, int length) {
    String text = new String(head, 0, length, StandardCharsets.UTF_8);
    int count = 0;
    for (String line : (Iterable<String>) text.lines().limit(LINES_BEFORE_HEAD)::iterator) {
      if (StatsHead.isHead(line) || count++ < LINES_BEFORE_HEAD && isConsole(line)) {
        return Match.CERTAIN;
      }
    }
    return Match.NO;
  }

  /** What {@code nsys profile --stats} and {@code nsys stats} print while they work. */
  static boolean isConsole(String line) {
    return line.matches("\\[\\d+/\\d+\\] Executing '\\w+' stats report.*");
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new NsysStatsSession(out);
  }
}
