package dev.plumb.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Facts about AMD's files that were counted by hand. */
class AmdFilesTest {
  private static final Map<String, Long> VIEWER_REASONS =
      Map.ofEntries(
          Map.entry("ISSUED", 1306L),
          Map.entry("NO_INSTRUCTION_AVAILABLE", 190L),
          Map.entry("ALU_DEPENDENCY", 138L),
          Map.entry("WAITCNT", 657L),
          Map.entry("INTERNAL_INSTRUCTION", 252L),
          Map.entry("BARRIER_WAIT", 761L),
          Map.entry("ARBITER_NOT_WIN", 609L),
          Map.entry("ARBITER_WIN_EX_STALL", 777L));

  private static final Map<String, Long> TABLE_REASONS =
      Map.ofEntries(
          Map.entry("WAITCNT", 71L),
          Map.entry("ISSUED", 20L),
          Map.entry("ALU_DEPENDENCY", 5L),
          Map.entry("NO_INSTRUCTION_AVAILABLE", 1L));

  /** Cells, their sum, and the runs that they were collected in. */
  private static final Map<String, List<Double>> WIDE =
      Map.of(
          "no_roof/MI350/pmc_perf.csv", List.of(3063.0, 344995448.0, 13.0),
          "vcopy/MI200/pmc_perf.csv", List.of(2916.0, 1860914608.0, 19.0),
          "vcopy/MI300X_A1/pmc_perf.csv", List.of(7995.0, 1550972224.0, 18.0),
          "vcopy/MI200/SQ_LEVEL_WAVES.csv", List.of(27.0, 253863735.0, 0.0));

  /** Sums over the rows of the file, by {@code json.load} of Python. */
  @Test
  void samplesOfTheViewerAreThoseOfItsRows() throws IOException {
    Path file = Corpus.orSkip().path("rocprof-compute-viewer/pcsampling/code.json");
    Trace trace = Pipeline.open(file).getFirst().trace();
    assertThat(trace.events()).isEqualTo(1635);
    assertThat(samplesByReason(trace)).isEqualTo(VIEWER_REASONS);
  }

  /** Rows by stall reason, by {@code csv.DictReader} of Python. */
  @Test
  void samplesOfTheTablesAreTheirRows() throws IOException {
    Corpus corpus = Corpus.orSkip();
    String folder = "rocm-systems/rocprofiler-sdk-docs/";
    Path trap = corpus.path(folder + "pc_sampling_host_trap.csv");
    assertThat(samplesByReason(Pipeline.open(trap).getFirst().trace())).isEqualTo(Map.of("", 79L));
    Path stochastic = corpus.path(folder + "pc_sampling_stochastic_debug.csv");
    assertThat(samplesByReason(Pipeline.open(stochastic).getFirst().trace()))
        .isEqualTo(TABLE_REASONS);
  }

  private static Map<String, Long> samplesByReason(Trace trace) {
    SampleTable samples = trace.samples();
    Map<String, Long> sums = new TreeMap<>();
    for (int row = 0; row < samples.size(); row++) {
      sums.merge(trace.strings().get(samples.reasonId(row)), samples.value(row), Long::sum);
    }
    return sums;
  }

  /** Of every wide table: values that are numbers, and their sum, by {@code csv} of Python. */
  @Test
  void countersOfWideTablesAreTheirCells() throws IOException {
    Corpus corpus = Corpus.orSkip();
    for (Map.Entry<String, List<Double>> each : WIDE.entrySet()) {
      Path file = corpus.path("rocm-systems/rocprofiler-compute/" + each.getKey());
      Trace trace = Pipeline.open(file).getFirst().trace();
      double sum = 0;
      int passes = -1;
      for (int row = 0; row < trace.kernelMetrics().size(); row++) {
        sum += trace.kernelMetrics().value(row);
        passes = Math.max(passes, trace.kernelMetrics().pass(row));
      }
      assertThat(List.of((double) trace.kernelMetrics().size(), sum, passes + 1.0))
          .as(each.getKey())
          .isEqualTo(each.getValue());
    }
  }
}
