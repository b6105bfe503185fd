package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
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
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Features of PyTorch, each held against PyTorch's own profiler, which counts the same operators in
 * the same run, and against itself in a run without Plumb.
 */
@ParameterizedClass
@MethodSource("dev.plumb.record.Pythons#withTorches")
class TorchFeaturesTest {
  private static final Path PROGRAM =
      Path.of(System.getProperty("plumb.root"), "examples/record/features.py");
  private static final Pattern PART = Pattern.compile("\"(\\w+)\": \\{([^{}]*)}");
  private static final Pattern COUNT = Pattern.compile("\"([^\"]+)\": ([0-9]+)");

  private final String python;

  @TempDir private Path folder;

  TorchFeaturesTest(String named) {
    python = Pythons.withTorch(named);
  }

  /** What the program prints: numbers of operators by part. */
  private static Map<String, Map<String, Long>> counts(String output) {
    Map<String, Map<String, Long>> parts = new TreeMap<>();
    Matcher part = PART.matcher(output);
    while (part.find()) {
      Map<String, Long> counts = new TreeMap<>();
      Matcher count = COUNT.matcher(part.group(2));
      while (count.find()) {
        counts.put(count.group(1), Long.parseLong(count.group(2)));
      }
      parts.put(part.group(1), counts);
    }
    return parts;
  }

  private Recorded record(String... parts) throws IOException {
    List<String> command = new ArrayList<>(List.of(python, PROGRAM.toString()));
    command.addAll(List.of(parts));
    Recorded run =
        Recorded.of(Plan.of(command, folder.resolve("run.plumb")).in(Mode.OPERATORS).within(1.0));
    assertThat(run.outcome.status()).as(run.output).isZero();
    Assumptions.assumeTrue(
        run.problem(ProblemCode.EVENTS_LOST) == 0, "the machine is too busy to take all events");
    return run;
  }

  /** Operators within a scope as Plumb counts them: all that is neither scope nor module. */
  private static Map<String, Long> within(Recorded run, String scope) {
    Map<String, Long> counts = new TreeMap<>();
    for (Map.Entry<List<String>, Long> each : run.contexts(Quantity.CALLS).entrySet()) {
      List<String> path = each.getKey();
      String last = path.getLast();
      if (path.contains(scope) && !last.equals(scope) && !isModule(last)) {
        counts.merge(last, each.getValue(), Long::sum);
      }
    }
    return counts;
  }

  private static boolean isModule(String name) {
    return name.matches(".* \\([A-Z]\\w*\\)|Net|Failing|RecursiveScriptModule|OptimizedModule");
  }

  @Test
  void operatorsAreCountedAsPyTorchsOwnProfilerCountsThem() throws Exception {
    List<String> parts =
        List.of(
            "foreach",
            "checkpoint_reentrant",
            "checkpoint_hooks",
            "autocast",
            "inference",
            "failure",
            "hooks",
            "script",
            "custom");
    Path log = folder.resolve("alone.txt");
    List<String> command = new ArrayList<>(List.of(python, PROGRAM.toString()));
    command.addAll(parts);
    Process alone =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(alone.waitFor()).as(Files.readString(log)).isZero();

    Recorded run = record(parts.toArray(String[]::new));

    Map<String, Map<String, Long>> profiled = counts(run.output);
    assertThat(profiled.keySet()).containsExactlyInAnyOrderElementsOf(parts);
    // The program's own profiler sees what it sees without Plumb.
    assertThat(profiled).isEqualTo(counts(Files.readString(log)));
    for (String part : parts) {
      assertThat(within(run, "counted " + part))
          .as(part)
          .isEqualTo(profiled.get(part))
          .hasSizeGreaterThan(5);
    }
  }

  @Test
  void backwardOnAnotherThreadStandsUnderItsForward() throws IOException {
    Recorded run = record("threads");

    assertThat(run.problem(ProblemCode.BACKWARD_WITHOUT_FORWARD)).isZero();
    List<String> parents = new ArrayList<>();
    for (List<String> path : run.contexts(Quantity.CALLS).keySet()) {
      if (path.getLast().equals("GeluBackward0")) {
        parents.add(path.get(path.size() - 3));
      }
    }
    assertThat(parents).isNotEmpty().containsOnly("aten::gelu");
  }

  @Test
  void modulesThatFailAreClosed() throws IOException {
    Recorded run = record("failure");

    assertThat(run.problem(ProblemCode.EVENTS_UNBALANCED)).isZero();
    // What follows the failures is not inside of them.
    assertThat(run.contexts(Quantity.CALLS).keySet())
        .filteredOn(path -> path.getLast().equals("SumBackward0"))
        .isNotEmpty()
        .noneMatch(path -> path.contains("Failing"));
  }
}
