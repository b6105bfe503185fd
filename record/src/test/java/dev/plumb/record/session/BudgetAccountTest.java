package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the recording says that observing has cost is what was counted, by what one costs. */
class BudgetAccountTest {
  @TempDir private Path folder;

  private static double number(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
    return Double.parseDouble(found.group(1));
  }

  @Test
  void shareSpentIsTheSumOfWhatWasCountedInTheTimeOfTheSteps() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("program.py"),
            """
            import time
            import plumb
            from plumb_bootstrap import native, ranges
            assert native.open_ring()
            library = native.library()
            library.plumb_cost(500.0)
            library.plumb_module_cost(100.0)
            enter, leave = native.function("enter_module"), native.function("leave")
            observes = native.function("observes_module")
            module = native.number("module")
            before = time.monotonic_ns()
            library.plumb_record_operators()
            begun = time.monotonic_ns()
            for step in range(10):
                for i in range(200):
                    with plumb.scope("event"): pass
                for i in range(30):
                    if observes():
                        enter(module)
                        leave(module)
                last = time.monotonic_ns()
                plumb.step()
            end = time.monotonic_ns()
            # Of no step, so of no time either.
            for i in range(1000):
                with plumb.scope("later"): pass
            print("between", last - begun, "and", end - before)
            """);
    Recorded run =
        Recorded.of(
            Plan.of(List.of(Pythons.any(), script.toString()), folder.resolve("run.plumb"))
                .in(Mode.OPERATORS)
                .within(1),
            Map.of());

    assertThat(run.outcome.status()).as(run.output).isZero();
    double spentNs = 10 * (200 * 500.0 + 30 * 100.0);
    String budget = run.note("budget");
    assertThat(number(budget, "\"ns_for_each_operator\":([0-9.]+)")).isEqualTo(500);
    assertThat(number(budget, "\"share_spent\":([0-9.E-]+)"))
        .isBetween(
            spentNs / number(run.output, "and ([0-9]+)"),
            spentNs / number(run.output, "between ([0-9]+)"));
  }
}
