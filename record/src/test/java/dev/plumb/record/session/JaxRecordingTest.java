package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records real programs on JAX: those of {@code PLUMB_TEST_PYTHON} that have it. */
@ParameterizedClass
@MethodSource("dev.plumb.record.Pythons#withJaxes")
class JaxRecordingTest {
  private static final Path PROGRAM =
      Path.of(System.getProperty("plumb.root"), "examples/record/jax_train.py");

  /**
   * Runs the program until the first window has ended. Prints what JAX itself reads in it before it
   * is merged: name, number and nanoseconds of HLO operators.
   */
  private static final String READING =
      """
      import glob, os, runpy, sys
      import jax, plumb
      from plumb_bootstrap import jax_windows

      ended = False
      count_step, rename = plumb.step, os.rename

      def step():
          count_step()
          if ended:
              sys.exit(0)

      def read(name, to):
          global ended
          path, = glob.glob(name + "/**/*.xplane.pb", recursive=True)
          sums = {}
          for plane in jax.profiler.ProfileData.from_file(path).planes:
              for line in plane.lines:
                  for event in line.events:
                      if "hlo_op" in dict(event.stats):
                          count, ns = sums.get(event.name, (0, 0))
                          sums[event.name] = count + 1, ns + int(event.duration_ns)
          for operator, (count, ns) in sums.items():
              print("HLO", operator, count, ns, flush=True)
          rename(name, to)
          ended = True

      plumb.step = step
      jax_windows.os = type(sys)("os")
      jax_windows.os.__dict__.update(os.__dict__)
      jax_windows.os.rename = read
      sys.argv = sys.argv[1:]
      runpy.run_path(sys.argv[0], run_name="__main__")
      """;

  private static final Pattern HLO = Pattern.compile("HLO (\\S+) (\\d+) (\\d+)");
  private static final Pattern STEPS = Pattern.compile("(\\d+) steps, loss");

  private final String python;

  @TempDir private Path folder;

  JaxRecordingTest(String named) {
    python = Pythons.withJax(named);
  }

  private Plan plan(String... command) {
    List<String> all = new ArrayList<>(List.of(python));
    all.addAll(List.of(command));
    return Plan.of(all, folder.resolve("run.plumb"));
  }

  private static long steps(Recorded run) {
    Matcher found = STEPS.matcher(run.output);
    assertThat(found.find()).as(run.output).isTrue();
    return Long.parseLong(found.group(1));
  }

  /** Sums of a measure by the name of the innermost operator. */
  private static Map<String, Long> measured(Recorded run, String measure) {
    Map<String, Long> sums = new TreeMap<>();
    var trace = run.trace;
    for (int row = 0; row < trace.samples().size(); row++) {
      int nameId = trace.measures().nameId(trace.samples().measureRow(row));
      if (trace.strings().get(nameId).equals(measure)) {
        int at = trace.samples().stackRow(row);
        while (trace.frames().kind(trace.stacks().frameRow(at)) != CodeKind.OPERATOR) {
          at = trace.stacks().parentRow(at);
        }
        int frame = trace.stacks().frameRow(at);
        sums.merge(
            trace.strings().get(trace.frames().nameId(frame)),
            trace.samples().value(row),
            Long::sum);
      }
    }
    return sums;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "4"})
  void operatorsInWindowsAreThoseThatJaxReads(String devices) throws IOException {
    Path reading = Files.writeString(folder.resolve("reading.py"), READING);
    Recorded run =
        Recorded.of(
            plan(reading.toString(), PROGRAM.toString(), "300", "--devices", devices)
                .in(Mode.OPERATORS)
                .with(Plan.Windows.ALWAYS),
            Map.of("PLUMB_WINDOW_FIRST", "300", "PLUMB_WINDOW_SECONDS", "0.3"));

    assertThat(run.outcome.status()).as(run.output).isZero();
    assertThat(run.note("windows")).isEqualTo("1");
    assertThat(run.problem(ProblemCode.WINDOW_LOST)).isZero();
    Map<String, Long> counts = new TreeMap<>();
    Map<String, Long> times = new TreeMap<>();
    Matcher each = HLO.matcher(run.output);
    while (each.find()) {
      counts.put(each.group(1), Long.parseLong(each.group(2)));
      times.put(each.group(1), Long.parseLong(each.group(3)));
    }
    assertThat(counts).hasSizeGreaterThan(5);
    assertThat(measured(run, "operator calls in windows")).isEqualTo(counts);
    assertThat(measured(run, "operator time in windows")).isEqualTo(times);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet", "transformer", "generate"})
  void stepsOfWorkloadsAreCounted(String name) throws IOException {
    Path workloads = PROGRAM.resolveSibling("jax_workloads.py");
    Recorded run = Recorded.of(plan(workloads.toString(), name, "7").at(199));

    assertThat(run.output).contains(name + ": 7 steps");
    assertThat(run.note("steps")).contains("\"count\":7");
    assertThat(run.contexts(Quantity.SAMPLES).keySet())
        .anyMatch(path -> path.contains("stepped") && path.contains("main"));
  }

  @Test
  void stepsAreThoseOfTheProgramAndStacksLeadFromItsLines() throws IOException {
    Recorded run = Recorded.of(plan(PROGRAM.toString(), "3").at(199));

    assertThat(run.note("framework")).contains("jax");
    assertThat(run.note("steps"))
        .contains("\"count\":" + steps(run))
        .contains("\"ended_by\":\"program\"");
    // It has no operators of PyTorch, so none are missing.
    assertThat(run.problem(ProblemCode.OPERATORS_PARTLY)).isZero();
    assertThat(run.problem(ProblemCode.WINDOW_LOST)).isZero();
    assertThat(run.contexts(Quantity.SAMPLES).keySet())
        .anyMatch(path -> path.contains("main") && path.contains("<module>"));
  }

  /** Kernels of its oneDNN keep an address of the heap in the stack pointer. */
  @ParameterizedTest
  @ValueSource(strings = {"inside", "signals"})
  void signalsDoNotDamageItsHeap(String how) throws IOException {
    Recorded run = Recorded.of(plan(PROGRAM.toString(), "3").at(997), Map.of("PLUMB_STACKS", how));

    assertThat(run.outcome.status()).as(run.output).isZero();
    assertThat(steps(run)).isPositive();
    assertThat(run.note("stacks")).doesNotContain("\"inside\":0,");
  }

  /** Each framework is observed as if it were alone. */
  @Test
  void programsMayImportTorchToo() throws IOException {
    Recorded run =
        Recorded.of(plan(PROGRAM.toString(), "2", "--torch").in(Mode.OPERATORS).within(1.0));

    assertThat(run.outcome.status()).as(run.output).isZero();
    Assumptions.assumeFalse(
        run.outcome.level() == Level.NONE, "this Python has no PyTorch: both are NOT TESTED");
    assertThat(run.problem(ProblemCode.EVENTS_LOST)).isZero();
    assertThat(run.byName(Quantity.CALLS, CodeKind.OPERATOR))
        .containsEntry("aten::exp", steps(run));
  }

  /** JAX has one profiler, and raises an exception for whoever comes second. */
  @Test
  void programsOwnProfilerEndsAWindow() throws IOException {
    Path own =
        Files.writeString(
            folder.resolve("own.py"),
            """
            import glob, os, sys, time
            import jax
            import jax.numpy as jnp
            import plumb
            from jax._src import profiler

            double = jax.jit(lambda x: jnp.tanh(x @ x) * 2)

            def step():
                double(jnp.ones((64, 64))).block_until_ready()
                plumb.step()

            end = time.monotonic() + 60
            while profiler._profile_state.profile_session is None and time.monotonic() < end:
                step()  # until Plumb's window is open
            folder = os.path.join(sys.argv[1], "own")
            with jax.profiler.trace(folder):
                step()
            print(len(glob.glob(folder + "/**/*.xplane.pb", recursive=True)), "profiles", flush=True)
            jax.profiler.start_trace(folder + "2")
            step()
            jax.profiler.stop_trace()
            print("steps", profiler._profile_state.profile_session, flush=True)
            """);
    Recorded run =
        Recorded.of(
            plan(own.toString(), folder.toString()).in(Mode.OPERATORS).with(Plan.Windows.ALWAYS),
            Map.of("PLUMB_WINDOW_SECONDS", "300"));

    assertThat(run.outcome.status()).as(run.output).isZero();
    assertThat(run.output).contains("1 profiles").contains("steps None");
    assertThat(run.note("windows")).isEqualTo("1");
    assertThat(run.problem(ProblemCode.WINDOW_LOST)).isZero();
  }
}
