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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is recorded of a GPU whosever it is, by a profiler that plays a script: nothing here ran on
 * a GPU.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GpuRecordingCases {
  private final Vendor vendor;
  final String launch;
  private final String synchronize;
  FakeGpu gpu;

  GpuRecordingCases(Vendor vendor) {
    this.vendor = vendor;
    launch = vendor.call("LaunchKernel");
    synchronize = vendor.call("StreamSynchronize");
  }

  @BeforeAll
  void build(@TempDir Path folder) throws Exception {
    gpu = new FakeGpu(vendor, folder);
  }

  Recorded record(List<String> script) throws IOException {
    return gpu.record(script, Plan.Gpu.AUTO, Map.of());
  }

  /** Nothing is recorded of the GPU, and one message says why. */
  void assertRefused(Map<String, String> environment, String why) throws IOException {
    Recorded run =
        gpu.record(
            List.of("0 enter runtime " + launch + " 1", "0 kernel 0 7 10 30 1 0 unseen"),
            Plan.Gpu.AUTO,
            environment);

    assertThat(run.outcome.missing()).containsKey("work of the GPU");
    assertThat(run.outcome.missing().get("work of the GPU")).contains(why);
    assertThat(run.contexts(Quantity.KERNELS)).isEmpty();
  }

  /** Streams of the second device that a long script uses. */
  abstract int streams();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void allWorkIsOnOnePathAndSumsAreThoseOfTheScript(long seed) throws Exception {
    GpuScript script = new GpuScript(vendor, seed, 3000);

    Recorded run = record(script.lines);

    assertThat(run.output).contains("injected 1");
    for (Quantity each :
        EnumSet.of(Quantity.KERNEL_NS, Quantity.KERNELS, Quantity.COPY_NS, Quantity.COPY_BYTES)) {
      assertThat(run.contexts(each)).as("%s", each).isEqualTo(script.expected.get(each));
    }
    Map<List<String>, Long> waits = script.expected.get(Quantity.OTHER);
    if (waits != null) {
      assertThat(run.contexts(Quantity.OTHER)).isEqualTo(waits);
    }
    assertThat(run.contexts(Quantity.OTHER).keySet()).isEqualTo(script.waited);
    assertThat(run.problem(ProblemCode.EVENTS_LOST)).isEqualTo(script.dropped);
    assertThat(run.problem(ProblemCode.TARGET_KILLED)).isZero();
    assertThat(run.note("devices"))
        .contains("\"" + vendor.profiler + "\":\"")
        .contains("\"without_launch\":" + script.withoutLaunch + ",")
        .contains("\"from_graphs\":" + script.fromGraphs + ",")
        .contains("\"records_dropped\":" + script.dropped + ",")
        .contains("\"device\":1,\"name\":\"Fake-1\",\"streams\":" + streams() + ",");
  }

  /** The report shows work without a launch as unattributed, and the whole of it. */
  @Test
  void workWithoutLaunchIsUnattributedInTheProfile() throws Exception {
    Recorded run =
        record(
            List.of(
                "0 op aten::mm",
                "0 enter runtime " + launch + " 5",
                "0 leave runtime " + launch + " 5",
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
        .anyMatch(path -> path.contains("aten::mm;" + launch + ";known;=900"))
        .anyMatch(path -> path.contains("[unattributed]") && path.endsWith("stray;=100"));
  }

  /** Launches of long ago are forgotten only when a million others came after them. */
  @Test
  void recordsMayComeLongAfterTheirLaunch() throws Exception {
    List<String> script = new ArrayList<>();
    script.add("0 op first");
    script.add("0 enter runtime " + launch + " 1");
    script.add("0 end");
    for (int i = 2; i < 20_000; i++) {
      script.add("0 enter runtime " + launch + " " + i);
    }
    script.add("0 sleep 50");
    script.add("0 kernel 0 7 1 11 1 0 late");

    assertThat(record(script).contexts(Quantity.KERNEL_NS))
        .isEqualTo(Map.of(List.of("first", launch, "late"), 10L));
  }

  @Test
  void callsAreCountedWhetherWorkComesOrNot() throws Exception {
    Recorded run =
        record(
            List.of(
                "1 enter runtime " + launch + " 1",
                "1 enter runtime " + launch + " 2",
                "2 enter runtime " + synchronize + " 3"));

    assertThat(run.byName(Quantity.CALLS, CodeKind.RUNTIME))
        .isEqualTo(Map.of(launch, 2L, synchronize, 1L));
    assertThat(run.contexts(Quantity.KERNELS)).isEmpty();
  }

  /** Names of templates are long, and differ at their ends. */
  @Test
  void longNamesOfKernelsAreKept() throws Exception {
    String name = "k".repeat(6000);
    Recorded run =
        record(
            List.of(
                "0 enter runtime " + launch + " 1",
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
                "0 enter runtime " + launch + " 1",
                "0 kernel 0 7 0 0 1 0 never",
                "0 kernel 0 7 50 40 1 0 never"));

    assertThat(run.contexts(Quantity.KERNELS)).isEqualTo(Map.of(List.of(launch, "never"), 2L));
    assertThat(run.contexts(Quantity.KERNEL_NS)).isEmpty();
    assertThat(run.note("devices")).contains("\"without_times\":2");
  }

  @Test
  void whatWasFlushedBeforeAKillIsKept() throws Exception {
    Recorded run =
        gpu.record(
            List.of(
                "0 enter runtime " + launch + " 1",
                "0 kernel 0 7 10 30 1 0 told",
                "0 flush",
                "0 kernel 0 7 40 60 1 0 lost",
                "0 kill"),
            Plan.Gpu.AUTO,
            // Nothing is handed over but by the script.
            Map.of("FAKE_ROCPROFILER_DEAF", "1"));

    assertThat(run.contexts(Quantity.KERNEL_NS)).isEqualTo(Map.of(List.of(launch, "told"), 20L));
    assertThat(run.problem(ProblemCode.TARGET_KILLED)).isEqualTo(1);
  }

  @Test
  void neverMeansThatNothingIsLoaded() throws Exception {
    Recorded run =
        gpu.record(List.of("0 enter runtime " + launch + " 1"), Plan.Gpu.NEVER, Map.of());

    assertThat(run.output).contains("injected 0");
    assertThat(run.outcome.missing()).doesNotContainKey("work of the GPU");
  }

  private static final String PYTHON =
      """
      import ctypes, os, plumb

      def launch(fake, number):
          fake.fake_gpu(b"enter runtime %s %d" % (os.environ["LAUNCH"].encode(), number))

      def step(fake, first):
          with plumb.scope("work"):
              launch(fake, first)
          launch(fake, first + 1)

      def main():
          ctypes.CDLL(os.environ["PLUMB_FAKE_GPU"]).fake_begin()
          # With and without the interpreter's lock.
          for first, load in ((1, ctypes.CDLL), (11, ctypes.PyDLL)):
              fake = load(os.environ["PLUMB_FAKE_GPU"])
              step(fake, first)
              for number in (first, first + 1):
                  fake.fake_gpu(b"kernel 0 7 100 150 %d 0 gemm" % number)

      main()
      """;

  @Test
  void callsStandUnderThePythonThatMadeThem() throws Exception {
    Path script = Files.writeString(gpu.folder.resolve("program.py"), PYTHON);
    List<String> command = List.of(Pythons.any(), script.toString());

    Recorded run = gpu.recordCommand(command, Plan.Gpu.ALWAYS, Map.of("LAUNCH", launch));

    List<String> step = List.of("<module>", "main", "step");
    assertThat(run.contexts(Quantity.KERNEL_NS))
        .isEqualTo(
            Map.of(
                with(step, "work", "launch", launch, "gemm"), 100L,
                with(step, "launch", launch, "gemm"), 100L));

    // Where nothing else is asked for, the framework's own profiler is left alone.
    Recorded left = gpu.recordCommand(command, Plan.Gpu.AUTO, Map.of("LAUNCH", launch));
    assertThat(left.contexts(Quantity.KERNEL_NS)).isEmpty();
    assertThat(left.outcome.missing()).doesNotContainKey("work of the GPU");
  }

  static List<String> with(List<String> path, String... more) {
    List<String> full = new ArrayList<>(path);
    full.addAll(List.of(more));
    return full;
  }

  static Map<String, Long> reasons(Recorded run) {
    Map<String, Long> sums = new HashMap<>();
    var samples = run.trace.samples();
    for (int row = 0; row < samples.size(); row++) {
      if (run.trace.measures().quantity(samples.measureRow(row)) == Quantity.PC_SAMPLES) {
        int id = samples.reasonId(row);
        String reason = id < 0 ? "" : run.trace.strings().get(id);
        sums.merge(reason, samples.value(row), Long::sum);
      }
    }
    return sums;
  }

  /** The declarations of our own against the vendor's, where those are installed. */
  void checkDeclarations(String variable, String otherwise, String header) throws Exception {
    String home = System.getenv(variable);
    Assumptions.assumeTrue(
        Files.exists(Path.of(home == null ? otherwise : home, "include", header)),
        "no " + header + " here: the layout of its records is NOT COMPARED");
    Process process =
        new ProcessBuilder(System.getProperty("plumb.root") + "/record/native/build.sh", "--check")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains(vendor.profiler + "_api.h agrees with");
  }
}
