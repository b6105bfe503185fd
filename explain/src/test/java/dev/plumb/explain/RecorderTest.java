package dev.plumb.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Advice names the tool that recorded the run, or none. */
class RecorderTest {
  /** What only users of a tool can do. */
  private static final Map<String, Pattern> OF_TOOL =
      Map.of(
          "torch",
          Pattern.compile("torch\\.|ProfilerActivity|profiler\\.step|DataLoader|record_function"),
          "torch_npu",
          Pattern.compile("torch_npu"),
          "jax",
          Pattern.compile("jax\\."),
          "nsys",
          Pattern.compile("nsys |Nsight Systems"),
          "ncu",
          Pattern.compile("ncu |Nsight Compute"),
          "rocprof",
          Pattern.compile("rocprof|roctx"),
          "nvprof",
          Pattern.compile("nvprof"),
          "rpd",
          Pattern.compile("runTracer|rocmProfileData"),
          "perf",
          Pattern.compile("\\bperf |py-spy|async-profiler"),
          "plumb",
          Pattern.compile("plumb record|plumb\\.step"));

  @ParameterizedTest
  @CsvSource({
    "nsys-sqlite, nsys ncu",
    "nsys-stats, nsys ncu",
    "nvprof, nvprof",
    "rocprof-csv, rocprof",
    "rocpd, rocprof",
    "rocprof-json, rocprof",
    "rpd, rpd",
    "xplane, jax",
    "ncu-rep, ncu",
    "proton, none",
    "perf-script, perf",
    "plumb, plumb",
    "jfr, none",
    "chrome, none",
    "perfetto, none",
    "collapsed, none"
  })
  void adviceNamesNoOtherTool(String format, String tools) {
    Scenario s = Scenario.of(format);
    s.kernel("sgemm", 0, 5, 10, 100);
    s.kernel("sgemm", 1_000, 5, 1_010, 100);
    s.copy("memcpy", "copy", 2_000, 5, 2_010, 50, 4096);

    List<String> advice = ways(s.facts());

    assertThat(advice).isNotEmpty();
    OF_TOOL.forEach((tool, words) -> {
      if (!List.of(tools.split(" ")).contains(tool)) {
        assertThat(advice).as(tool).noneMatch(each -> words.matcher(each).find());
      }
    });
    if (!tools.equals("none")) {
      Pattern own = Objects.requireNonNull(OF_TOOL.get(tools.split(" ")[0]));
      assertThat(advice).anyMatch(each -> own.matcher(each).find());
    }
  }

  private static List<String> ways(Facts facts) {
    return asked(facts, false);
  }

  private static List<String> asked(Facts facts, boolean code) {
    List<String> all = new ArrayList<>();
    for (Explanation.Answer each : new Analyzer(Analyses.ALL, Map.of()).explain(facts).answers()) {
      switch (each.outcome()) {
        case NotApplicable no -> all.add(code ? "" : no.howToRecord());
        case Found found -> {
          for (Finding finding : found.findings()) {
            String text = code ? finding.advice().code() : finding.recordNext();
            all.add(Objects.requireNonNullElse(text, ""));
          }
        }
        case Clean clean -> {}
        case Failed failed -> throw new AssertionError(failed.why());
      }
    }
    return all;
  }

  /** A tool that records one thing is told of once, however much it lacks. */
  @Test
  void whatAToolCannotDoIsSaidOnce() {
    for (String format : List.of("perf-script", "jfr", "ncu-rep")) {
      Scenario s = Scenario.of(format);
      assertThat(ways(s.facts()))
          .as(format)
          .allMatch(each -> each.split("; give a timeline|nothing else", -1).length <= 2)
          .noneMatch(each -> each.contains("with another profiler"));
    }
  }

  /** Whoever profiles PyTorch with its own profiler is told of that. */
  @Test
  void tracesOfKinetoAreOfPyTorchWhateverTheyHold() {
    Scenario s = new Scenario();
    s.tables().putMetadata("schemaVersion", "1");
    s.kernel("sgemm", 0, 5, 10, 100);

    assertThat(ways(s.facts())).anyMatch(each -> each.contains("torch.profiler"));
  }

  /** A program of PyTorch under another profiler keeps lines of code, and records with that one. */
  @Test
  void codeIsOfTheFrameworkAndOptionsAreOfTheTool() {
    Scenario s = Scenario.of("nsys-sqlite");
    s.kernel("at::native::vectorized_elementwise_kernel", 0, 5, 10, 100);
    s.kernel("at::native::vectorized_elementwise_kernel", 1_000, 5, 1_010, 100);

    assertThat(asked(s.facts(), true)).anyMatch(each -> each.contains("torch.compile"));
    assertThat(ways(s.facts())).noneMatch(each -> each.contains("torch.profiler"));
  }

  /** What another profiler wrote as Trace Event JSON, beside its own file. */
  @Test
  void kernelsOfPyTorchDoNotMakeItsProfilerTheRecorder() {
    Scenario own = Scenario.of("rpd");
    Scenario export = new Scenario();
    for (Scenario s : List.of(own, export)) {
      s.kernel("void at::native::vectorized_elementwise_kernel", 0, 5, 10, 100);
      s.kernel("void at::native::vectorized_elementwise_kernel", 1_000, 5, 1_010, 100);
    }
    export.annotation("void at::native::vectorized_elementwise_kernel", 2_000, 100);

    Facts facts = Scenario.facts(own, export);

    assertThat(facts.recorder()).isEqualTo(Recorder.RPD);
    assertThat(ways(facts)).noneMatch(each -> each.contains("torch.profiler"));
  }

  /** Kernels of a program of which nothing is known to be PyTorch's. */
  @Test
  void noCodeOfPyTorchWhereNothingIsNamedLikeIt() {
    Scenario s = Scenario.of("nsys-sqlite");
    s.kernel("par_reduce_kernel", 0, 5, 10, 100);
    s.kernel("par_reduce_kernel", 1_000, 5, 1_010, 100);

    assertThat(asked(s.facts(), true)).noneMatch(each -> each.contains("torch"));
  }
}
