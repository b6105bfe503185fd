package dev.plumb.explain.launches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchAnalysesTest {
  /** Steps of 10 µs with ten kernels each, launched {@code every} ns, of {@code dur} ns. */
  private static Scenario steps(int steps, long every, long dur, String... names) {
    Scenario s = new Scenario();
    long device = 0;
    for (int step = 0; step < steps; step++) {
      long at = 10_000L * step;
      s.step(step, at, 10_000);
      s.python("model.py", 14, "forward", at, 9_990);
      for (int i = 0; i < 10; i++) {
        long launch = at + i * every;
        device = Math.max(device, launch + 100);
        s.kernel(names[i % names.length], launch, 50, device, dur);
        device += dur;
      }
    }
    return s;
  }

  private static String value(Finding finding, String figure) {
    return finding.evidence().rows().stream()
        .filter(row -> row.getFirst().equals(figure))
        .map(row -> row.get(1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aHostThatLaunchesSlowlyBindsTheRun() {
    Finding finding =
        Asked.findings(new LaunchAnalysis(), steps(3, 900, 200, "k").facts()).getFirst();

    assertThat(finding.title()).contains("bound by the host");
    assertThat(value(finding, "sum of launch latencies (TKLQT) ms")).isEqualTo("0.003");
    assertThat(value(finding, "queue, most")).isEqualTo("1");
  }

  @Test
  void aDeviceWithAFullQueueBindsTheRun() {
    Finding finding =
        Asked.findings(new LaunchAnalysis(), steps(3, 100, 990, "k").facts()).getFirst();

    assertThat(finding.title()).contains("bound by the device");
    assertThat(Integer.parseInt(value(finding, "queue, most"))).isBetween(8, 10);
  }

  @Test
  void queueLengthIsCountedByHand() {
    Scenario s = new Scenario();
    s.kernel("a", 0, 5, 10, 100); // waits 0..10
    s.kernel("b", 20, 5, 110, 100); // waits 20..110
    s.kernel("c", 60, 5, 210, 100); // waits 60..210
    Facts facts = s.facts();

    QueueLength queue = QueueLength.of(facts, facts.lanes().getFirst());

    assertThat(queue.max()).isEqualTo(2);
    assertThat(queue.emptyNs()).isEqualTo(10);
    assertThat(queue.totalNs()).isEqualTo(210);
    assertThat(queue.mean()).isEqualTo((10 + 90 + 150) / 210.0);
  }

  @Test
  void smallKernelsThatAlwaysFollowOneAnotherAreAChain() {
    List<Finding> findings =
        Asked.findings(
            new SmallKernelAnalysis(),
            steps(4, 900, 200, "mul", "add", "tanh", "mean", "big").facts());

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.contexts().getFirst().line()).isEqualTo(14);
    assertThat(finding.evidence().rows().getFirst().getFirst())
        .contains("mul → add → tanh → mean → big");
    assertThat(finding.title())
        .startsWith("40 small kernels stand in 1 chain that could be one kernel: at most ");
  }

  @Test
  void longKernelsAreInNoChain() {
    Scenario s = new Scenario();
    for (int i = 0; i < 30; i++) {
      s.kernel(List.of("a", "b", "c").get(i % 3), 50_000L * i, 50, 50_000L * i + 100, 40_000);
    }

    assertThat(Asked.outcome(new SmallKernelAnalysis(), s.facts())).isInstanceOf(Clean.class);
  }

  @Test
  void aChainSavesAllButItsLongestKernelAndItsGaps() {
    Scenario s = new Scenario();
    for (int i = 0; i < 3; i++) {
      long at = 10_000L * i;
      s.kernel("a", at, 5, at + 100, 300);
      s.kernel("b", at + 10, 5, at + 450, 500);
      s.kernel("c", at + 20, 5, at + 950, 200);
      s.kernel("long", at + 30, 5, at + 1_200, 20_000 / 4);
      s.kernel(i % 2 == 0 ? "x" : "y", at + 40, 5, at + 7_000, 20);
    }
    Facts facts = s.facts();

    List<KernelChains.Chain> chains = KernelChains.of(facts, facts.lanes().getFirst(), 1_000);

    assertThat(chains).hasSize(1);
    assertThat(chains.getFirst().count()).isEqualTo(3);
    assertThat(chains.getFirst().savingNs()).isEqualTo(3 * (300 + 200 + 50));
  }

  /** A millisecond between two kernels is no launch that fusing them would save. */
  @Test
  void aChainEndsWhereTheHostDidSomethingElse() {
    Scenario s = new Scenario();
    for (int i = 0; i < 3; i++) {
      long at = 10_000_000L * i;
      s.kernel("a", at, 5, at + 100, 300);
      s.kernel("b", at + 10, 5, at + 450, 500);
      s.kernel("c", at + 20, 5, at + 1_000_000, 200);
      s.kernel(i % 2 == 0 ? "x" : "y", at + 40, 5, at + 1_100_000, 20);
    }
    Facts facts = s.facts();
    assertThat(KernelChains.of(facts, facts.lanes().getFirst(), 1_000)).isEmpty();
  }

  @Test
  void twoProductsAreNeverOneKernel() {
    Scenario s = new Scenario();
    for (int i = 0; i < 3; i++) {
      long at = 100_000L * i;
      s.kernel("Cijk_Alik_Bljk_1", at, 5, at + 100, 300);
      s.kernel("add", at + 10, 5, at + 450, 500);
      s.kernel("Cijk_Alik_Bljk_2", at + 20, 5, at + 1_000, 200);
      s.kernel(i % 2 == 0 ? "x" : "y", at + 40, 5, at + 1_500, 20);
    }
    Facts facts = s.facts();
    assertThat(KernelChains.of(facts, facts.lanes().getFirst(), 1_000)).isEmpty();
  }

  @Test
  void stepsThatLaunchAlikeAndLateCouldBeAGraph() {
    Finding finding =
        Asked.findings(new GraphAnalysis(), steps(4, 900, 200, "a", "b").facts()).getFirst();

    assertThat(finding.title()).startsWith("4 of 4 steps launch the same 10 kernels");
    assertThat(finding.contexts().getFirst().line()).isEqualTo(14);
  }

  /** A TPU waits for programs, each of which is launched as a whole already. */
  @Test
  void compiledProgramsThatAreLaunchedWholeNeedNoGraph() {
    Scenario s = Scenario.xla();
    for (int i = 0; i < 4; i++) {
      s.step(i, 1_000L * i, 900);
      s.program(1_000L * i + 100, 5, 1_000L * i + 150, 50, "fusion.1", "dot.2", "fusion.3");
    }
    assertThat(Asked.outcome(new GraphAnalysis(), s.facts())).isInstanceOf(Clean.class);
  }

  @Test
  void stepsWhoseDeviceIsBusyNeedNoGraph() {
    assertThat(Asked.outcome(new GraphAnalysis(), steps(4, 100, 990, "a", "b").facts()))
        .isInstanceOf(Clean.class);
  }

  @Test
  void withoutStepsNothingCanBeSaid() {
    Scenario s = new Scenario();
    s.kernel("a", 0, 5, 10, 10);
    assertThat(Asked.outcome(new GraphAnalysis(), s.facts())).isInstanceOf(NotApplicable.class);
    Scenario host = new Scenario();
    host.op("aten::mm", 0, 5);
    assertThat(Asked.outcome(new LaunchAnalysis(), host.facts())).isInstanceOf(NotApplicable.class);
    assertThat(Asked.outcome(new SmallKernelAnalysis(), host.facts()))
        .isInstanceOf(NotApplicable.class);
  }
}
