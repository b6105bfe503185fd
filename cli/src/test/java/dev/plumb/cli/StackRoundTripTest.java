package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.export.ExportMetric;
import dev.plumb.present.export.Exporters;
import dev.plumb.present.export.FileExporter;
import dev.plumb.profile.Run;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Severity;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Plumb exports as stacks it reads back with the same totals. */
class StackRoundTripTest {
  private static final Path EXAMPLE =
      Markdown.ROOT.resolve("examples/torch/resnet_train.cpu.trace.json.gz");

  @TempDir private Path folder;

  @Test
  void collapsedStacks() throws IOException {
    for (Run run : new Run[] {example(), tiny()}) {
      ExportMetric metric =
          run.tree().inclusive(0, dev.plumb.profile.Metric.KERNEL_NS) > 0
              ? ExportMetric.GPU
              : ExportMetric.CPU;
      Map<Quantity, Long> sums = sums(back(run, "collapsed", metric));
      assertThat(sums).containsExactly(Map.entry(Quantity.SAMPLES, metric.total(run.tree())));
    }
  }

  @Test
  void slicesBecomeStacksWithTheSameTotals() throws IOException {
    for (Run run : new Run[] {example(), tiny()}) {
      for (String format : List.of("speedscope", "pprof")) {
        assertThat(Comeback.of(run, back(run, format), format).differences()).isEmpty();
      }
    }
  }

  /** Recorded stacks keep every measure, in every format that holds several. */
  @Test
  void recordedStacks() throws IOException {
    Path cases = Markdown.ROOT.resolve("importers/src/test/resources/cases");
    for (String input :
        List.of(
            "collapsed/annotations-and-threads/trace.folded",
            "perf-script/two-events-and-inlining/trace.txt",
            "perf-script/no-call-chains/trace.txt",
            "speedscope/frames-after-profiles/trace.json",
            "cpuprofile/children-and-idle/trace.cpuprofile",
            "pprof/inlined-lines-and-labels/trace.pb")) {
      Run run = RoundTrip.load(cases.resolve(input).toString());
      Map<Quantity, Long> expected = sums(run.inputs().getFirst().trace());
      for (String format : List.of("speedscope", "pprof")) {
        assertThat(sums(back(run, format, null))).as("%s by %s", input, format).isEqualTo(expected);
      }
    }
  }

  /** Kernels that were measured alone are kernels again. */
  @Test
  void kernelsWithoutTimes() throws IOException {
    Path cases = Markdown.ROOT.resolve("importers/src/test/resources/cases");
    for (String input : List.of("ncu-text/raw-page/trace.csv", "ncu-text/log-of-2022/trace.txt")) {
      Run run = RoundTrip.load(cases.resolve(input).toString());
      Map<Quantity, Long> expected = sums(run.inputs().getFirst().trace());
      assertThat(expected).containsKey(Quantity.KERNELS);
      for (String format : List.of("speedscope", "pprof")) {
        assertThat(sums(back(run, format, null))).as("%s by %s", input, format).isEqualTo(expected);
      }
    }
  }

  private static Run example() throws IOException {
    return RoundTrip.load(EXAMPLE.toString());
  }

  private Run tiny() throws IOException {
    Path file = folder.resolve("tiny.json");
    Files.writeString(file, TinyTrace.json());
    return RoundTrip.load(file.toString());
  }

  private Trace back(Run run, String format, ExportMetric metric) throws IOException {
    Trace trace = read(run, format, metric).inputs().getFirst().trace();
    assertThat(trace.format()).isEqualTo(format);
    assertThat(trace.problems())
        .noneMatch(problem -> problem.severity().compareTo(Severity.NOTICE) >= 0);
    return trace;
  }

  private Run back(Run run, String format) throws IOException {
    return new RoundTrip(folder).back(run, format);
  }

  private Run read(Run run, String format, ExportMetric metric) throws IOException {
    Path file = folder.resolve("run." + format);
    try (OutputStream out = Files.newOutputStream(file)) {
      ((FileExporter) Exporters.named(format)).write(run, metric, out, note -> {});
    }
    return RoundTrip.load(file.toString());
  }

  private static Map<Quantity, Long> sums(Trace trace) {
    Map<Quantity, Long> sums = new EnumMap<>(Quantity.class);
    SampleTable samples = trace.samples();
    for (int row = 0; row < samples.size(); row++) {
      sums.merge(
          trace.measures().quantity(samples.measureRow(row)), samples.value(row), Math::addExact);
    }
    return sums;
  }
}
