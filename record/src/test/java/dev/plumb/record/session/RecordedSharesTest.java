package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares in a recording's file against what the program measures of itself. */
class RecordedSharesTest {
  private static final double POINTS = 3;
  private static final Pattern LINE = Pattern.compile("(?m)^(small|middle|large) (\\d+)$");

  private static final String PROGRAM =
      """
      import time
      def small(n):
          for i in range(n): pass
      def middle(n):
          return sum(i * i for i in range(n))
      def large(n):
          return len(sorted(range(n, 0, -1), key=lambda x: -x))
      used = {}
      for i in range(40):
          for function, n in ((small, 700000), (middle, 400000), (large, 500000)):
              t = time.thread_time_ns()
              function(n)
              used[function] = used.get(function, 0) + time.thread_time_ns() - t
      for function in used: print(function.__name__, used[function])
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "outside", "signals"})
  void functionsHaveTheSharesThatTheyMeasured(String how) throws IOException {
    Path script = folder.resolve("busy.py");
    Files.writeString(script, PROGRAM);
    Plan plan =
        Plan.of(List.of(Pythons.any(), script.toString()), folder.resolve("run.plumb")).at(997);
    Recorded run = Recorded.of(plan, Map.of("PLUMB_STACKS", how));
    assertThat(run.outcome.status()).isZero();

    Map<String, Double> truth = new HashMap<>();
    Matcher lines = LINE.matcher(run.output);
    while (lines.find()) {
      truth.put(lines.group(1), Double.valueOf(lines.group(2)));
    }
    assertThat(truth).hasSize(3);
    Map<String, Double> seen = new HashMap<>();
    double all = 0;
    for (Map.Entry<List<String>, Long> each : run.contexts(Quantity.CPU_NS).entrySet()) {
      all += each.getValue();
      for (String name : truth.keySet()) {
        if (each.getKey().contains(name)) {
          seen.merge(name, (double) each.getValue(), Double::sum);
        }
      }
    }
    double said = truth.values().stream().mapToDouble(Double::doubleValue).sum();
    double named = seen.values().stream().mapToDouble(Double::doubleValue).sum();
    System.out.printf(
        "%s: %.0f of %.0f ms have a function, %d samples read late, %d lost%n",
        how.isEmpty() ? "default" : how,
        named / 1e6,
        all / 1e6,
        run.problem(ProblemCode.PYTHON_READ_LATE),
        run.problem(ProblemCode.SAMPLES_LOST));
    truth.forEach((name, ns) ->
        assertThat(100 * seen.getOrDefault(name, 0.0) / named)
            .as("%s, %s", name, how)
            .isCloseTo(100 * ns / said, Offset.offset(POINTS)));
    // Nothing is left out: the interpreter's start is all that the program does not measure.
    assertThat(all).isGreaterThan(said * (1 - POINTS / 100));
  }
}
