package dev.plumb.cli.corpus;

import dev.plumb.cli.corpus.Corpus.Entry;
import java.util.Map;

/**
 * Files beside the recordings that are none: each must be refused with one message that names the
 * file and says what to do. The reason why it is no recording stands here, so that a format that is
 * no longer recognised does not end here by itself.
 */
final class RefusedFacts implements FactComparer {
  /** Beginnings or ends of names, with a part of the message that they must get. */
  private static final Map<String, String> BEGINNINGS =
      Map.of(
          "data/", "no format that Plumb reads", // figures of models, devices and requests
          "mindinsight/cluster_propose/flops", "profiler", // sums that MindInsight made
          "pipit/cloverleaf-nsys/cloverleaf", "no format that Plumb reads", // tables of Pipit
          "fuser/nsys-log.txt", "nsys stats --format csv",
          "rocm-systems/rocprofiler-compute/no_roof/MI350/profiling_config.yaml",
              "no format that Plumb reads",
          "rocm-systems/rocprofiler-sdk-docs/rocprofv3-schema.json", "no format that Plumb reads",
          "rocprof-compute-viewer/pcsampling/filenames.json", "no format that Plumb reads",
          "rocprof-compute-viewer/pcsampling/snapshots.json", "no format that Plumb reads",
          "tracelens/inference/vllm_decode_full/capture_traces/execution_details.json",
              "no format that Plumb reads");

  private static final Map<String, String> PARTS =
      Map.of(
          "perf_report_csvs/", "no format that Plumb reads", // TraceLens's own reports
          "/perf_csvs/", "no format that Plumb reads",
          ".nsys-rep", "nsys export --type sqlite --output",
          ".hlo.pb.xz", "no format that Plumb reads",
          ".parquet", "no format that Plumb reads",
          "_ascend_pt/profiler_", "ascend_pytorch_profiler_*.db");

  @Override
  public boolean claims(Entry entry) {
    return entry.member().isEmpty() && message(entry.file()) != null;
  }

  /** What the message of a file must say; null for what is to be read. */
  static String message(String file) {
    for (Map.Entry<String, String> each : BEGINNINGS.entrySet()) {
      if (file.startsWith(each.getKey())) {
        return each.getValue();
      }
    }
    for (Map.Entry<String, String> each : PARTS.entrySet()) {
      if (file.contains(each.getKey())) {
        return each.getValue();
      }
    }
    return null;
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    if (reading.isRead()) {
      c.differences.add("was read as " + reading.formats() + ", but is no recording");
      return;
    }
    String fault = Refusal.fault(reading);
    if (fault != null) {
      c.differences.add(fault);
    } else if (!reading.message().contains(message(c.entry.file()))) {
      c.differences.add("refused with other words: " + reading.message());
    }
    c.refused(Refusal.shortened(reading));
  }
}
