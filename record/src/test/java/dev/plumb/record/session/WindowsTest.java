package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import dev.plumb.record.Pythons;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows of frameworks' profilers. Without a GPU, a program writes what Kineto would. */
class WindowsTest {
  private static final String KINETO =
      """
      import json, os, threading, time
      import plumb
      from plumb_bootstrap import messages, native

      messages.tell("framework", "none")
      plumb.step()
      folder = os.path.join(os.environ["PLUMB_SESSION"], "windows")
      tid = threading.get_native_id()
      events = []

      def launch(name, correlation):
          us = time.time_ns() / 1000
          events.append({"ph": "X", "cat": "cuda_runtime", "name": "cudaLaunchKernel", "pid": os.getpid(),
                         "tid": tid, "ts": us, "dur": 2, "args": {"correlation": correlation}})
          events.append({"ph": "X", "cat": "kernel", "name": name, "pid": 0, "tid": 7, "ts": us + 50, "dur": 30,
                         "args": {"correlation": correlation, "device": 0, "stream": 7}})

      def write(part, seconds):
          name = os.path.join(folder, "%d-0.json" % os.getpid())
          with open(name + part, "w") as file:
              json.dump({"traceEvents": events}, file)
              file.flush()
              time.sleep(seconds)
          os.rename(name + part, name)
          messages.tell("window.end", "0 %d %d" % (time.monotonic_ns(), time.time_ns()))

      messages.tell("window.begin", "0 %d %d" % (time.monotonic_ns(), time.time_ns()))
      for i in range(3):
          with plumb.scope("forward"):
              time.sleep(0.001)
              launch("gemm", 10 + i)
              time.sleep(0.001)
          time.sleep(0.001)
          with plumb.scope("backward"):
              time.sleep(0.001)
              launch("gemm_back", 20 + i)
              time.sleep(0.001)
      time.sleep(0.001)
      launch("outside", 30)
      """;

  @TempDir private Path folder;

  private Plan plan(String text) throws IOException {
    Path script = Files.writeString(folder.resolve("program.py"), text);
    return Plan.of(List.of(Pythons.any(), script.toString()), folder.resolve("run.plumb"))
        .in(Mode.OPERATORS);
  }

  @Test
  void kernelsHangUnderTheContextThatLaunchedThem() throws IOException {
    Recorded run =
        Recorded.of(
            plan(
                KINETO
                    + """
                    write(".part", 0)
                    """));

    assertThat(run.problem(ProblemCode.WINDOW_LOST)).isZero();
    assertThat(run.note("windows")).isEqualTo("1");
    Map<List<String>, Long> kernels = run.contexts(Quantity.KERNELS);
    assertThat(kernels)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                List.of("<module>", "forward", "cudaLaunchKernel", "gemm"), 3L,
                List.of("<module>", "backward", "cudaLaunchKernel", "gemm_back"), 3L,
                List.of("cudaLaunchKernel", "outside"), 1L));
    assertThat(run.byName(Quantity.KERNEL_NS, CodeKind.KERNEL))
        .containsEntry("gemm", 90_000L)
        .containsEntry("outside", 30_000L);
  }

  @Test
  void programThatEndsInAWindowLosesThatWindowOnly() throws IOException {
    Recorded run = Recorded.of(plan(KINETO + "os._exit(0)\n"));

    assertThat(run.problem(ProblemCode.WINDOW_LOST)).isEqualTo(1);
    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION)).containsEntry("forward", 3L);
  }

  @Test
  void damagedWindowIsALostOne() throws IOException {
    Recorded run =
        Recorded.of(
            plan(
                KINETO
                    + """
                    open(os.path.join(folder, "%d-0.json" % os.getpid()), "w").close()
                    """));

    assertThat(run.problem(ProblemCode.WINDOW_LOST)).isEqualTo(1);
  }

  /** Kineto of torch 2 writes to a file beside the one that it was asked for. */
  @Test
  void filesThatSomebodyWritesAreNoWindows() throws IOException {
    Recorded run =
        Recorded.of(
            plan(
                KINETO
                    + """
                    write(".part.tmp", 1)
                    """));

    assertThat(run.problem(ProblemCode.WINDOW_LOST)).isZero();
    assertThat(run.note("windows")).isEqualTo("1");
    assertThat(run.byName(Quantity.KERNELS, CodeKind.KERNEL)).containsEntry("gemm", 3L);
  }

  @ParameterizedTest
  @MethodSource("dev.plumb.record.Pythons#withTorches")
  void windowsOfTorchAreTakenMergedAndDeleted(String python) throws IOException {
    Path workloads = Path.of(System.getProperty("plumb.root"), "examples/record/workloads.py");
    Plan plan =
        Plan.of(
                List.of(Pythons.withTorch(python), workloads.toString(), "transformer", "30"),
                folder.resolve("run.plumb"))
            .in(Mode.OPERATORS)
            .with(Plan.Windows.ALWAYS);

    Recorded run = Recorded.of(plan);

    assertThat(run.outcome.missing()).isEmpty();
    assertThat(run.note("windows")).isEqualTo("1");
    assertThat(run.problem(ProblemCode.WINDOW_LOST)).isZero();
  }

  /** Uses PyTorch's profiler before, in and after a window of Plumb's, and counts what it sees. */
  private static final String OWN_PROFILER =
      """
      import torch
      from torch.profiler import ProfilerActivity, profile, schedule

      torch.set_num_threads(1)
      model = torch.nn.Linear(8, 8)
      optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

      def step():
          optimizer.zero_grad()
          model(torch.ones(4, 8)).sum().backward()
          optimizer.step()

      def counted(profiler):
          counts = {}
          # Not key_averages: it leaves out an operator in another of its name, if their times say so.
          for event in getattr(profiler, "profiler", profiler).kineto_results.events():
              counts[event.name()] = counts.get(event.name(), 0) + 1
          print("COUNTED", sorted(counts.items()), flush=True)

      for _ in range(3):
          step()
      with profile(activities=[ProfilerActivity.CPU]) as whole:
          for _ in range(4):
              step()
      counted(whole)
      for _ in range(STEPS):
          step()  # Plumb's own begins after the first one
      with profile(activities=[ProfilerActivity.CPU]) as inside:
          step()
      counted(inside)
      with torch.autograd.profiler.profile() as older:
          step()
      counted(older)
      plan = schedule(wait=2, warmup=2, active=2, repeat=2)
      with profile(activities=[ProfilerActivity.CPU], schedule=plan, on_trace_ready=counted) as parts:
          for _ in range(20):
              step()
              parts.step()
      """;

  private static List<String> counted(String output) {
    return output.lines().filter(line -> line.startsWith("COUNTED")).toList();
  }

  private static Stream<Arguments> torchesAndSteps() {
    return Pythons.withTorches().stream()
        .flatMap(named -> Stream.of(1, 2).map(steps -> Arguments.of(named, steps)));
  }

  @ParameterizedTest
  @MethodSource("torchesAndSteps")
  void programsOwnProfilerSeesWhatItSeesAlone(String named, int steps) throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("own.py"), OWN_PROFILER.replace("STEPS", String.valueOf(steps)));
    List<String> command = List.of(Pythons.withTorch(named), script.toString());

    Recorded run =
        Recorded.of(
            Plan.of(command, folder.resolve("run.plumb"))
                .in(Mode.OPERATORS)
                .with(Plan.Windows.ALWAYS));

    assertThat(run.outcome.status()).as(run.output).isZero();
    assertThat(counted(run.output)).hasSize(5).isEqualTo(counted(Programs.output(command)));
    assertThat(run.outcome.missing()).isEmpty();
    assertThat(run.problem(ProblemCode.WINDOW_LOST)).isZero();
    // One that the program's profiler cuts short is kept, unless it held no step.
    assertThat(run.note("windows")).isEqualTo(steps == 1 ? "null" : "1");
  }
}
