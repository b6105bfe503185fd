package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.profile.StepStats;
import dev.plumb.record.Pythons;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records real programs on PyTorch, on each that there is. */
@ParameterizedClass
@MethodSource("dev.plumb.record.Pythons#withTorches")
class TorchRecordingTest {
  private static final Path WORKLOADS =
      Path.of(System.getProperty("plumb.root"), "examples/record/workloads.py");
  private static final Pattern COUNT = Pattern.compile("\"([^\"]+)\": ([0-9]+)");

  private final String python;

  @TempDir private Path folder;

  TorchRecordingTest(String named) {
    python = Pythons.withTorch(named);
  }

  private Plan plan(String... arguments) {
    List<String> command = new ArrayList<>(List.of(python, WORKLOADS.toString()));
    command.addAll(List.of(arguments));
    return Plan.of(command, folder.resolve("run.plumb"));
  }

  /** Operators of a step as PyTorch's own profiler counts them. */
  private Map<String, Long> counted(String name) throws IOException, InterruptedException {
    Path out = folder.resolve("counts.json");
    Process program =
        new ProcessBuilder(python, WORKLOADS.toString(), name, "1", "--count")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(program.waitFor()).isZero();
    Map<String, Long> counts = new HashMap<>();
    Matcher each = COUNT.matcher(Files.readString(out));
    while (each.find()) {
      counts.put(each.group(1), Long.parseLong(each.group(2)));
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet", "transformer", "generate"})
  void operatorsAreCountedAsTheProgramRunsThem(String name) throws Exception {
    int steps = 4; // a ring has room for all of their events, whenever they are read
    Recorded run = Recorded.of(plan(name, String.valueOf(steps)).in(Mode.OPERATORS).within(1.0));
    assertThat(run.output).contains(name + ": " + steps + " steps");
    assertThat(run.outcome.status()).isZero();
    assertThat(run.outcome.missing()).isEmpty();
    assertThat(run.outcome.level()).isEqualTo(Level.OPERATORS);
    assertThat(run.problem(ProblemCode.EVENTS_LOST)).isZero();
    assertThat(run.problem(ProblemCode.EVENTS_UNBALANCED)).isZero();

    Map<String, Long> recorded = run.byName(Quantity.CALLS, CodeKind.OPERATOR);
    Map<String, Long> one = counted(name);
    // What runs in each step alike; the first step also makes state, and before it models are made.
    List<String> alike =
        List.of(
            "aten::addmm",
            "aten::conv2d",
            "aten::batch_norm",
            "aten::relu",
            "aten::gelu",
            "aten::layer_norm",
            "aten::softmax",
            "aten::matmul",
            "aten::cat",
            "aten::argmax",
            "aten::linear",
            "aten::cross_entropy_loss",
            "aten::convolution_backward",
            "aten::gelu_backward",
            "aten::native_layer_norm_backward",
            "AddmmBackward0",
            "GeluBackward0",
            "ConvolutionBackward0");
    int compared = 0;
    for (String each : alike) {
      long expected = one.getOrDefault(each, 0L) * steps;
      assertThat(recorded.getOrDefault(each, 0L)).as(each).isEqualTo(expected);
      compared += expected > 0 ? 1 : 0;
    }
    assertThat(compared).isGreaterThan(5);
  }

  @Test
  void backwardStandsUnderForwardAndOperatorsUnderModules() throws IOException {
    int steps = 5;
    Recorded run =
        Recorded.of(plan("transformer", String.valueOf(steps)).in(Mode.OPERATORS).within(1.0));
    Map<List<String>, Long> calls = run.contexts(Quantity.CALLS);

    // Each layer calls gelu once in a step, and each gelu has one backward, under it.
    long forward = 0;
    long backward = 0;
    for (Map.Entry<List<String>, Long> one : calls.entrySet()) {
      List<String> path = one.getKey();
      if (path.getLast().equals("aten::gelu")) {
        forward += one.getValue();
        int forwardAt = path.indexOf("Transformer.forward");
        if (forwardAt < 0) {
          forwardAt = path.indexOf("forward"); // Python before 3.11 has no qualified names
        }
        int layer = indexOfMatch(path, "layers\\.[0-3] \\(Layer\\)");
        assertThat(path.indexOf("Transformer")).isPositive().isLessThan(forwardAt);
        assertThat(layer).isGreaterThan(forwardAt);
      } else if (path.getLast().equals("GeluBackward0")) {
        backward += one.getValue();
        assertThat(path.get(path.size() - 2)).startsWith("autograd::engine::evaluate_function");
        assertThat(path.get(path.size() - 3)).isEqualTo("aten::gelu");
      }
    }
    assertThat(forward).isEqualTo(4L * steps);
    assertThat(backward).isEqualTo(4L * steps);
    assertThat(run.problem(ProblemCode.BACKWARD_WITHOUT_FORWARD)).isZero();
    // Nothing of Plumb's own in the program's contexts.
    assertThat(calls.keySet().stream().flatMap(List::stream))
        .noneMatch(frame -> frame.contains("plumb") || frame.contains("observed"));
    // Nor what nn.Module does between a call and forward.
    assertThat(calls.keySet().stream().flatMap(List::stream))
        .noneMatch(frame -> frame.contains("_call_impl") || frame.contains("_slow_forward"));
    assertThat(run.byName(Quantity.CALLS, CodeKind.MODULE).get("Transformer"))
        .isEqualTo((long) steps);
  }

  private static int indexOfMatch(List<String> path, String pattern) {
    for (int i = 0; i < path.size(); i++) {
      if (path.get(i).matches(pattern)) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void stepsOfTheOptimizerAreCountedAndTheBudgetIsKept() throws IOException {
    Recorded run = Recorded.of(plan("transformer", "150").in(Mode.OPERATORS).within(0.02));

    assertThat(run.note("steps")).contains("\"count\":150").contains("\"ended_by\":\"optimizer\"");
    Assumptions.assumeTrue(
        run.problem(ProblemCode.EVENTS_LOST) == 0, "the machine is too busy to take all events");
    long with = number(run.note("steps"), "with_operators");
    // The first two steps are looked at whatever they cost; then a share that the account allows.
    assertThat(with).isBetween(2L, 60L);
    Matcher spent = Pattern.compile("\"share_spent\":([0-9.E-]+)").matcher(run.note("budget"));
    assertThat(spent.find()).isTrue();
    assertThat(Double.parseDouble(spent.group(1))).isBetween(0.0001, 0.04);
    assertThat(run.problem(ProblemCode.OPERATORS_PARTLY)).isEqualTo(1);
    assertThat(run.outcome.remarks())
        .anyMatch(each -> each.startsWith("operators were recorded in " + with + " of 150 steps,"));
    assertThat(run.byName(Quantity.CALLS, CodeKind.OPERATOR).get("aten::gelu")).isEqualTo(4 * with);
  }

  @Test
  void stepsHaveTheirIntervals() throws IOException {
    int steps = 20;
    Recorded run = Recorded.of(plan("resnet", String.valueOf(steps)).in(Mode.OPERATORS));
    Assumptions.assumeTrue(
        run.problem(ProblemCode.EVENTS_LOST) == 0, "the machine is too busy to take all events");

    Run profile = Run.of(List.of(Linker.link(run.trace, new Problems())));
    List<StepStats> found = profile.steps();
    // When the first one began is not known.
    assertThat(found).hasSize(steps - 1);
    assertThat(profile.summary().steps()).isEqualTo(steps);
    long sum = 0;
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).name()).isEqualTo("step " + (i + 2));
      assertThat(found.get(i).durNs()).isPositive();
      long before = i == 0 ? 0 : found.get(i - 1).startNs() + found.get(i - 1).durNs();
      assertThat(found.get(i).startNs()).isGreaterThanOrEqualTo(before);
      sum += found.get(i).durNs();
    }
    assertThat(sum / found.size()).isEqualTo(number(run.note("steps"), "mean_ns"));
    assertThat(sum).isLessThan(Long.parseLong(run.note("wall_ns")));
  }

  private static long number(String json, String key) {
    Matcher found = Pattern.compile("\"" + key + "\":([0-9]+)").matcher(json);
    assertThat(found.find()).as(json).isTrue();
    return Long.parseLong(found.group(1));
  }

  @Test
  void samplesStandInsideOfTheOperatorsThatWereOpen() throws IOException {
    Recorded run = Recorded.of(plan("resnet", "25").at(199).within(1.0));

    assertThat(run.outcome.level()).isIn(Level.OPERATORS_AND_STACKS, Level.OPERATORS_AND_SIGNALS);
    long inside = 0;
    long inStep = 0;
    for (Map.Entry<List<String>, Long> one : run.contexts(Quantity.CPU_NS).entrySet()) {
      List<String> path = one.getKey();
      boolean step = path.stream().anyMatch(frame -> frame.endsWith("step"));
      boolean operator = path.stream().anyMatch(frame -> frame.startsWith("aten::"));
      inStep += step || operator ? one.getValue() : 0;
      inside += operator ? one.getValue() : 0;
    }
    // Convolutions are nearly all of a step.
    assertThat(inStep).isPositive();
    assertThat((double) inside / inStep).isGreaterThan(0.8);
    assertThat(run.contexts(Quantity.CPU_NS).keySet().stream().flatMap(List::stream))
        .noneMatch(frame -> frame.contains("_call_impl"));
  }

  /** Also where this test gets little CPU: threads that sample themselves do so in time. */
  @Test
  void samplesLeadFromPythonIntoNativeCode() throws IOException {
    Recorded run = Recorded.of(plan("resnet", "40"));

    long joined = 0;
    long all = 0;
    for (Map.Entry<List<String>, Long> each : run.contexts(Quantity.CPU_NS).entrySet()) {
      List<String> path = each.getKey();
      boolean step = path.stream().anyMatch(frame -> frame.endsWith("step"));
      boolean operator = path.stream().anyMatch(frame -> frame.startsWith("at::"));
      if (path.contains("_find_and_load")) {
        continue; // of the import of torch, which runs some at:: and no step
      }
      // Lost, late, or the interpreter's functions with no Python known for them.
      boolean nowhere =
          path.getFirst().startsWith("[") || path.contains("_PyEval_EvalFrameDefault");
      joined += step && !nowhere ? each.getValue() : 0;
      all += step || operator || nowhere ? each.getValue() : 0;
    }
    System.out.printf(
        "resnet: %.1f %% of %d ms joined; %s%n",
        100.0 * joined / all, all / 1000000, run.note("stacks"));
    assertThat(100.0 * joined / all).isGreaterThanOrEqualTo(95);
  }

  /** Convolutions run code that oneDNN makes; it says what it is where it is asked to. */
  @Test
  void kernelsMadeWhileRunningHaveNames() throws IOException {
    Recorded run = Recorded.of(plan("resnet", "25").at(199).in(Mode.STACKS));
    Assumptions.assumeTrue(
        run.outcome.level() == Level.SIGNALS || run.outcome.level() == Level.STACKS,
        "no stacks: names are NOT TESTED");

    long named = 0;
    long unnamed = 0;
    for (Map.Entry<List<String>, Long> one : run.contexts(Quantity.CPU_NS).entrySet()) {
      String last = one.getKey().getLast();
      named += last.matches("_?jit_.*conv.*") ? one.getValue() : 0;
      unnamed += last.equals("[code made while running]") ? one.getValue() : 0;
    }
    Assumptions.assumeTrue(named + unnamed > 0, "a oneDNN that makes no code: NOT TESTED");
    assertThat(named).isGreaterThan(unnamed);
  }
}
