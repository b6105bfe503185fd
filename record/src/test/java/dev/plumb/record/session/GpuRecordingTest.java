package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.record.Pythons;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a GPU did, by a CUPTI that plays a script: nothing here ran on a GPU. */
class GpuRecordingTest {
  @TempDir private static Path folder;
  private static FakeCupti cupti;

  @BeforeAll
  static void build() throws Exception {
    cupti = new FakeCupti(folder);
  }

  private static Recorded record(List<String> script) throws Exception {
    return cupti.record(script, Plan.Gpu.AUTO, Map.of());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void allWorkIsOnOnePathAndSumsAreThoseOfTheScript(long seed) throws Exception {
    GpuScript script = new GpuScript(seed, 3000);

    Recorded run = record(script.lines);

    assertThat(run.output).contains("injected 1");
    for (Quantity each :
        List.of(
            Quantity.KERNEL_NS,
            Quantity.KERNELS,
            Quantity.COPY_NS,
            Quantity.COPY_BYTES,
            Quantity.OTHER)) {
      assertThat(run.contexts(each)).as("%s", each).isEqualTo(script.expected.get(each));
    }
    assertThat(run.problem(ProblemCode.EVENTS_LOST)).isEqualTo(script.dropped);
    assertThat(run.problem(ProblemCode.TARGET_KILLED)).isZero();
    assertThat(run.note("devices"))
        .contains("\"cupti\":\"130001\"")
        .contains("\"without_launch\":" + script.withoutLaunch + ",")
        .contains("\"from_graphs\":" + script.fromGraphs + ",")
        .contains("\"records_dropped\":" + script.dropped + ",")
        .contains("\"device\":1,\"name\":\"Fake-1\",\"streams\":5");
  }

  /** The report shows work without a launch as unattributed, and the whole of it. */
  @Test
  void workWithoutLaunchIsUnattributedInTheProfile() throws Exception {
    Recorded run =
        record(
            List.of(
                "0 op aten::mm",
                "0 enter runtime cudaLaunchKernel 5",
                "0 leave runtime cudaLaunchKernel 5",
                "0 end",
                "0 kernel 0 7 1000 1900 5 0 known",
                "0 kernel 0 7 2000 2100 77 0 stray"));

    Run profile = Run.of(List.of(Linker.link(run.trace, new Problems())));
    var tree = profile.tree();
    List<String> unattributed = new ArrayList<>();
    for (int node = 0; node < tree.size(); node++) {
      if (tree.kind(node) == FrameKind.KERNEL) {
        StringBuilder path = new StringBuilder();
        for (int each : tree.path(node)) {
          path.append(tree.name(each)).append(';');
        }
        unattributed.add(path + "=" + tree.exclusive(node, Metric.KERNEL_NS));
      }
    }
    assertThat(unattributed).hasSize(2);
    assertThat(unattributed)
        .anyMatch(path -> path.contains("aten::mm;cudaLaunchKernel;known;=900"))
        .anyMatch(path -> path.contains("[unattributed]") && path.endsWith("stray;=100"));
  }

  /** Launches of long ago are forgotten only when a million others came after them. */
  @Test
  void recordsMayComeLongAfterTheirLaunch() throws Exception {
    List<String> script = new ArrayList<>();
    script.add("0 op first");
    script.add("0 enter runtime cudaLaunchKernel 1");
    script.add("0 end");
    for (int i = 2; i < 20_000; i++) {
      script.add("0 enter runtime cudaLaunchKernel " + i);
    }
    script.add("0 sleep 50");
    script.add("0 kernel 0 7 1 11 1 0 late");

    assertThat(record(script).contexts(Quantity.KERNEL_NS))
        .isEqualTo(Map.of(List.of("first", "cudaLaunchKernel", "late"), 10L));
  }

  @Test
  void callsAreCountedWhetherWorkComesOrNot() throws Exception {
    Recorded run =
        record(
            List.of(
                "1 enter runtime cudaLaunchKernel 1",
                "1 enter runtime cudaLaunchKernel 2",
                "2 enter driver cuLaunchKernel 3"));

    assertThat(run.byName(Quantity.CALLS, CodeKind.RUNTIME))
        .isEqualTo(Map.of("cudaLaunchKernel", 2L, "cuLaunchKernel", 1L));
    assertThat(run.contexts(Quantity.KERNELS)).isEmpty();
  }

  /** Names of templates are long, and differ at their ends. */
  @Test
  void longNamesOfKernelsAreKept() throws Exception {
    String name = "k".repeat(6000);
    Recorded run =
        record(
            List.of(
                "0 enter runtime cudaLaunchKernel 1",
                "0 kernel 0 7 10 30 1 0 " + name + "a",
                "0 kernel 0 7 10 40 1 0 " + name + "b"));

    assertThat(run.byName(Quantity.KERNEL_NS, CodeKind.KERNEL))
        .isEqualTo(Map.of(name + "a", 20L, name + "b", 30L));
  }

  /** A damaged or unfinished record has no duration, but the kernel is counted. */
  @Test
  void workWithoutTimesCountsWithoutTime() throws Exception {
    Recorded run =
        record(
            List.of(
                "0 enter runtime cudaLaunchKernel 1",
                "0 kernel 0 7 0 0 1 0 never",
                "0 kernel 0 7 50 40 1 0 never"));

    assertThat(run.contexts(Quantity.KERNELS))
        .isEqualTo(Map.of(List.of("cudaLaunchKernel", "never"), 2L));
    assertThat(run.contexts(Quantity.KERNEL_NS)).isEmpty();
    assertThat(run.note("devices")).contains("\"without_times\":2");
  }

  @Test
  void whatWasFlushedBeforeAKillIsKept() throws Exception {
    Recorded run =
        record(
            List.of(
                "0 enter runtime cudaLaunchKernel 1",
                "0 kernel 0 7 10 30 1 0 told",
                "0 flush",
                "0 kernel 0 7 40 60 1 0 lost",
                "0 kill"));

    assertThat(run.contexts(Quantity.KERNEL_NS))
        .isEqualTo(Map.of(List.of("cudaLaunchKernel", "told"), 20L));
    assertThat(run.problem(ProblemCode.TARGET_KILLED)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "FAKE_CUPTI_BUSY, 1, another profiler has CUPTI",
    "FAKE_CUPTI_VERSION, 12, CUPTI 12 is not a version",
    "FAKE_CUPTI_VERSION, 140000, CUPTI 140000 is not a version",
    "FAKE_CUPTI_REFUSES, 10, administrators only",
    "PLUMB_CUPTI, /nowhere/libcupti.so, another tool"
  })
  void whereItCannotBeDoneThatIsSaidOnce(String variable, String value, String why)
      throws Exception {
    List<String> script =
        List.of("0 enter runtime cudaLaunchKernel 1", "0 kernel 0 7 10 30 1 0 unseen");
    // The last case has another tool's variable; the program needs its fake all the same.
    boolean other = variable.equals("PLUMB_CUPTI");
    Recorded run =
        cupti.record(
            script,
            Plan.Gpu.AUTO,
            other ? Map.of("CUDA_INJECTION64_PATH", value) : Map.of(variable, value));

    assertThat(run.outcome.missing()).containsKey("work of the GPU");
    assertThat(run.outcome.missing().get("work of the GPU")).contains(why);
    assertThat(run.contexts(Quantity.KERNELS)).isEmpty();
  }

  @Test
  void olderVersionsAreKnown() throws Exception {
    for (String version : List.of("14", "28", "130000")) {
      Recorded run =
          cupti.record(
              List.of("0 enter runtime cudaLaunchKernel 1", "0 kernel 0 7 10 30 1 0 seen"),
              Plan.Gpu.AUTO,
              Map.of("FAKE_CUPTI_VERSION", version));
      assertThat(run.contexts(Quantity.KERNEL_NS))
          .isEqualTo(Map.of(List.of("cudaLaunchKernel", "seen"), 20L));
    }
  }

  @Test
  void neverMeansThatNothingIsLoaded() throws Exception {
    Recorded run =
        cupti.record(List.of("0 enter runtime cudaLaunchKernel 1"), Plan.Gpu.NEVER, Map.of());

    assertThat(run.output).contains("injected 0");
    assertThat(run.outcome.missing()).doesNotContainKey("work of the GPU");
  }

  private static final String PYTHON =
      """
      import ctypes, os, plumb

      def launch(fake, number):
          fake.fake_cupti(b"enter runtime cudaLaunchKernel %d" % number)

      def step(fake, first):
          with plumb.scope("work"):
              launch(fake, first)
          launch(fake, first + 1)

      def main():
          library = os.environ.get("CUDA_INJECTION64_PATH")
          ctypes.CDLL(library).InitializeInjection()
          # With and without the interpreter's lock.
          for first, load in ((1, ctypes.CDLL), (11, ctypes.PyDLL)):
              fake = load(os.environ["PLUMB_CUPTI"])
              step(fake, first)
              for number in (first, first + 1):
                  fake.fake_cupti(b"kernel 0 7 100 150 %d 0 gemm" % number)

      main()
      """;

  @Test
  void callsStandUnderThePythonThatMadeThem() throws Exception {
    Path script = Files.writeString(folder.resolve("program.py"), PYTHON);
    List<String> command = List.of(Pythons.any(), script.toString());

    Recorded run = cupti.recordCommand(command, Plan.Gpu.ALWAYS, Map.of());

    List<String> step = List.of("<module>", "main", "step");
    assertThat(run.contexts(Quantity.KERNEL_NS))
        .isEqualTo(
            Map.of(
                with(step, "work", "launch", "cudaLaunchKernel", "gemm"), 100L,
                with(step, "launch", "cudaLaunchKernel", "gemm"), 100L));

    // Where nothing else is asked for, the framework's own profiler is left alone.
    Recorded left = cupti.recordCommand(command, Plan.Gpu.AUTO, Map.of());
    assertThat(left.contexts(Quantity.KERNEL_NS)).isEmpty();
    assertThat(left.outcome.missing()).doesNotContainKey("work of the GPU");
  }

  /** Continuous sampling does not say which launch it was; one kernel at a time does. */
  @ParameterizedTest
  @ValueSource(strings = {"continuous", "serialized"})
  void samplesOfProgramCountersHaveTheirReasons(String how) throws Exception {
    List<String> script = new ArrayList<>();
    script.add("0 context created 4096");
    script.add("0 op aten::mm");
    script.add("0 enter runtime cudaLaunchKernel 9");
    script.add("0 end");
    // Barrier; the part of it that is told again; selected.
    script.add("0 samples 16 9 _Z4gemmPf 30 12 4");
    script.add("0 samples 32 9 _Z4gemmPf 0 0 8");
    script.add("0 sleep 250");
    script.add("0 samples 16 9 _Z4gemmPf 5 5 0");
    script.add("0 lostsamples 6");
    script.add("0 context goes 4096");

    Recorded run = cupti.record(script, Plan.Gpu.SAMPLES, Map.of("PLUMB_GPU_SAMPLES", how));

    List<String> path =
        how.equals("serialized") ? List.of("aten::mm", "cudaLaunchKernel") : List.of();
    assertThat(run.contexts(Quantity.PC_SAMPLES))
        .isEqualTo(
            Map.of(
                with(path, "gemm(float*)", "+0x10"), 39L,
                with(path, "gemm(float*)", "+0x20"), 8L));
    assertThat(run.problem(ProblemCode.SAMPLES_LOST)).isEqualTo(6);
    assertThat(reasons(run)).isEqualTo(Map.of("stalled_barrier", 35L, "selected", 12L));
  }

  private static List<String> with(List<String> path, String... more) {
    List<String> full = new ArrayList<>(path);
    full.addAll(List.of(more));
    return full;
  }

  private static Map<String, Long> reasons(Recorded run) {
    Map<String, Long> sums = new HashMap<>();
    var samples = run.trace.samples();
    for (int row = 0; row < samples.size(); row++) {
      if (run.trace.measures().quantity(samples.measureRow(row)) == Quantity.PC_SAMPLES) {
        String reason = run.trace.strings().get(samples.reasonId(row));
        sums.merge(reason, samples.value(row), Long::sum);
      }
    }
    return sums;
  }

  @Test
  void samplesThatAreRefusedLeaveTheRest() throws Exception {
    Recorded run =
        cupti.record(
            List.of(
                "0 context created 4096",
                "0 enter runtime cudaLaunchKernel 1",
                "0 kernel 0 7 10 30 1 0 seen"),
            Plan.Gpu.SAMPLES,
            Map.of("FAKE_CUPTI_NO_SAMPLES", "1"));

    assertThat(run.outcome.missing().get("samples of the GPU")).contains("administrators only");
    assertThat(run.contexts(Quantity.KERNEL_NS))
        .isEqualTo(Map.of(List.of("cudaLaunchKernel", "seen"), 20L));
  }

  /** The declarations of our own against NVIDIA's, where those are installed. */
  @Test
  void declarationsAgreeWithTheHeaders() throws Exception {
    String home = System.getenv("CUDA_HOME");
    Path include = Path.of(home == null ? "/usr/local/cuda" : home, "include");
    Assumptions.assumeTrue(
        Files.exists(include.resolve("cupti.h")),
        "no cupti.h here: the layout of CUPTI's records is NOT COMPARED");
    Process process =
        new ProcessBuilder(System.getProperty("plumb.root") + "/record/native/build.sh", "--check")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("agrees with");
  }
}
