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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs on PyTorch whose classes have ways of their own. */
@ParameterizedClass
@MethodSource("dev.plumb.record.Pythons#withTorches")
class TorchProgramsTest {
  private final String python;

  @TempDir private Path folder;

  TorchProgramsTest(String named) {
    python = Pythons.withTorch(named);
  }

  private Recorded record(String program) throws IOException {
    Path script = Files.writeString(folder.resolve("program.py"), program);
    Plan plan = Plan.of(List.of(python, script.toString()), folder.resolve("run.plumb"));
    Recorded run = Recorded.of(plan.in(Mode.OPERATORS).within(1.0));
    assertThat(run.outcome.status()).as(run.output).isZero();
    return run;
  }

  @Test
  void modulesThatNameTheirPartsInWaysOfTheirOwnRun() throws IOException {
    Recorded run =
        record(
            """
            import torch
            class Wanting(torch.nn.Sequential):
                def named_modules(self, wanted):
                    return super().named_modules()
            class Others(torch.nn.Sequential):
                def named_modules(self, *args, **kwargs):
                    return (("other." + name, part) for name, part in self.named_children())
            for kind in (Wanting, Others):
                print(kind(torch.nn.ReLU())(torch.ones(2)).sum().item())
            """);

    assertThat(run.output).isEqualTo("2.0\n2.0\n");
    assertThat(run.byName(Quantity.CALLS, CodeKind.MODULE))
        .isEqualTo(Map.of("Wanting", 1L, "ReLU", 1L, "Others", 1L, "other.0 (ReLU)", 1L));
  }

  @Test
  void optimizersMadeOfOthersStepOnce() throws IOException {
    Recorded run =
        record(
            """
            import torch
            class Clipping(torch.optim.SGD):
                def step(self, closure=None):
                    return super().step(closure)
            weights = [torch.nn.Parameter(torch.ones(2)) for _ in range(2)]
            # The class that it is made of is used as well, and so observed.
            other = torch.optim.SGD(weights[:1], lr=0.1)
            optimizer = Clipping(weights[1:], lr=0.1)
            for i in range(7):
                sum(each.sum() for each in weights).backward()
                optimizer.step()
                other.step()
            """);

    assertThat(run.note("steps")).contains("\"count\":7,").contains("\"ended_by\":\"optimizer\"");
  }

  @Test
  void functionsThatAreMadeWhereOthersWereFreedHaveTheirOwnOperators() throws IOException {
    Recorded run =
        record(
            """
            import torch
            x = torch.ones(2)
            def turn(name, times):
                scope = {"x": x}
                exec("def %s(n):\\n  for i in range(n): x.neg()\\n" % name, scope)
                scope[name](times)
                scope.clear()
            for i in range(20):
                for name, times in (("alpha", 1), ("gamma", 2), ("delta", 3)): turn(name, times)
            """);

    Map<String, Long> counts = new TreeMap<>();
    run.contexts(Quantity.CALLS)
        .forEach((path, calls) -> {
          if (path.getLast().equals("aten::neg")) {
            counts.merge(path.get(path.size() - 2), calls, Long::sum);
          }
        });
    assertThat(counts).isEqualTo(Map.of("alpha", 20L, "gamma", 40L, "delta", 60L));
  }
}
