package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in the bootstrap does not reach the program. */
class HarmlessBootstrapTest {
  @TempDir private Path folder;

  private Recorded record(String python, String program, Map<String, String> more)
      throws IOException {
    return Recorded.operators(folder, python, program, more);
  }

  /** They are the program's to define, and need not hold the module itself. */
  @Test
  void modulesThatTellNoPathsAreCalled() throws IOException {
    Recorded run =
        record(
            Pythons.withTorch(),
            """
            import torch
            class Refuses(torch.nn.Module):
                def named_modules(self, *unused, **also): raise RuntimeError("not now")
                def forward(self, x): return x + 1
            class Leaves(torch.nn.Module):
                def named_modules(self, *unused, **also): return []
                def forward(self, x): return x + 1
            refuses, leaves = Refuses(), Leaves()
            for i in range(3): x = leaves(refuses(i))
            print(x)
            """,
            Map.of());

    assertThat(run.output).isEqualTo("4\n");
    assertThat(run.byName(Quantity.CALLS, CodeKind.MODULE))
        .containsEntry("Refuses", 3L)
        .containsEntry("Leaves", 3L);
  }

  @Test
  void stepsGoOnWhereTheRankCannotBeTold() throws IOException {
    Recorded run =
        record(
            Pythons.withTorch(),
            """
            import torch, torch.distributed
            import plumb
            torch.distributed.is_available = lambda: 1 / 0
            parameter = torch.ones(1, requires_grad=True)
            optimizer = torch.optim.SGD([parameter], lr=0.1)
            for i in range(3):
                parameter.sum().backward()
                optimizer.step()
            print("fine")
            """,
            Map.of());

    assertThat(run.output).isEqualTo("fine\n");
    assertThat(run.note("steps")).contains("\"count\":3");
  }

  /** It is tried once and not at each scope, and what was begun goes. */
  @ParameterizedTest
  @ValueSource(strings = {"prebuilt", "none"})
  void aProcessThatCanHaveNoRingAsksOnce(String library) throws IOException {
    Recorded run =
        record(
            Pythons.any(),
            """
            import os, resource
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
            import plumb
            from plumb_bootstrap import rings
            opened, tries = rings.open_ring, []
            def count():
                tries.append(opened())
                return tries[-1]
            rings.open_ring = count
            for i in range(100):
                with plumb.scope("scope"): pass
            print(tries, [name for name in os.listdir(rings._folder) if "part" in name])
            """,
            library.equals("none")
                ? Map.of("PLUMB_NATIVE_LIBRARY", "/no/such/library.so", "PLUMB_NATIVE", "prebuilt")
                : Map.of());

    assertThat(run.output).isEqualTo("[False] []\n");
  }

  @Test
  void childrenOfProgramsThatForgetTheirEnvironmentHaveRings() throws IOException {
    Recorded run =
        record(
            Pythons.any(),
            """
            import os
            import plumb
            with plumb.scope("parent"): pass
            os.environ.clear()
            child = os.fork()
            if child == 0:
                with plumb.scope("child"): pass
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
            """,
            Map.of("PLUMB_NATIVE_LIBRARY", "/no/such/library.so", "PLUMB_NATIVE", "prebuilt"));

    assertThat(run.output).isEmpty();
    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION)).containsOnlyKeys("parent", "child");
  }
}
