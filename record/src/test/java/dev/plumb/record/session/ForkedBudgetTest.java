package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forked children that make no steps: a thread switches operators by the clock, in them, too. */
class ForkedBudgetTest {
  @TempDir private Path folder;

  /** After one step operators are recorded, after many they mostly are not. */
  @ParameterizedTest
  @CsvSource({"1, layer(x).tanh()", "400, layer(x).tanh()", "400, x.tanh()"})
  void someOfTheirOperatorsAreRecorded(int steps, String operators) throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("program.py"),
            """
            import os, time
            import plumb, torch
            torch.set_num_threads(1)
            layer, x = torch.nn.Linear(2, 2), torch.ones(2, 2)
            for i in range(%d):
                for each in range(100): layer(x)
                plumb.step()
            child = os.fork()
            if child == 0:
                begin, calls = time.monotonic(), 0
                while time.monotonic() - begin < 5:
                    for each in range(100): %s
                    calls += 100
                print("calls", calls, flush=True)
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
            """
                .formatted(steps, operators));
    Recorded run =
        Recorded.of(
            Plan.of(List.of(Pythons.withTorch(), script.toString()), folder.resolve("run.plumb"))
                .in(Mode.OPERATORS),
            Map.of());

    assertThat(run.outcome.status()).as(run.output).isZero();
    Matcher calls = Pattern.compile("calls (\\d+)").matcher(run.output);
    assertThat(calls.find()).as(run.output).isTrue();
    assertThat(run.byName(Quantity.CALLS, CodeKind.OPERATOR).getOrDefault("aten::tanh", 0L))
        .isBetween(1L, Long.parseLong(calls.group(1)) * 9 / 10);
  }
}
