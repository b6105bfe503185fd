package dev.plumb.explain.ranks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankAnalysisTest {
  private final RankAnalysis analysis = new RankAnalysis();

  /** Ranks with 30 calls of two kernels each; one rank is slower or has more of them. */
  private static Facts ranks(int count, long seed, int odd, double slower, int more) {
    Random random = new Random(seed);
    Scenario[] all = new Scenario[count];
    for (int rank = 0; rank < count; rank++) {
      Scenario s = new Scenario(rank);
      all[rank] = s;
      long at = 0;
      for (int i = 0; i < 30 + (rank == odd ? more : 0); i++) {
        double factor = (rank == odd ? slower : 1) * (1 + 0.03 * random.nextGaussian());
        s.python("train.py", 5, "forward", at, 900);
        s.kernel("gemm", at + 1, 5, at + 10, (long) (1_000 * factor));
        s.kernel("relu", at + 20, 5, at + 2_000, (long) (500 * factor));
        at += 3_000;
      }
      s.memory(1, 100 << 20, 4096, rank == odd && more > 0 ? 200 << 20 : 100 << 20, 300 << 20);
    }
    return Scenario.facts(all);
  }

  private List<String> ids(Facts facts) {
    return Asked.findings(analysis, facts).stream().map(Finding::id).toList();
  }

  @Test
  void aSlowDeviceShowsInItsKernels() {
    for (int ranks : new int[] {2, 3, 4, 8}) {
      Facts facts = ranks(ranks, ranks, 1, 1.4, 0);

      assertThat(ids(facts)).contains("ranks.outliers/slow-kernels/rank-1");
      Finding finding = Asked.findings(analysis, facts).getLast();
      assertThat(finding.contexts().getFirst().line()).isEqualTo(5);
      assertThat(finding.advice().text()).contains("the device is");
      assertThat(finding.title()).startsWith("2 kernels of 2 take longer on rank 1");
    }
  }

  /** One process may have several devices: then its name does not tell which of them is meant. */
  @Test
  void ofSeveralDevicesOfARankTheOneIsNamed() {
    Scenario two = new Scenario(0);
    for (String device : List.of("0", "1")) {
      two.device(device, "H100");
      for (int i = 0; i < 30; i++) {
        two.kernel("gemm", 3_000L * i, 1, 3_000L * i + 5, 2_000);
      }
    }
    Scenario one = new Scenario(1);
    one.kernel("gemm", 0, 1, 5, 2_000);

    List<Finding> findings = Asked.findings(analysis, Scenario.facts(two, one));

    assertThat(findings).extracting(Finding::title).doesNotHaveDuplicates();
    assertThat(findings).extracting(Finding::id).doesNotHaveDuplicates();
    assertThat(findings)
        .extracting(Finding::title)
        .anyMatch(each -> each.startsWith("rank 0 device 1 has more kernels than the others: 30"));
    assertThat(findings.getFirst().evidence().rows())
        .extracting(List::getFirst)
        .containsExactly("rank 0 device 0", "rank 0 device 1", "rank 1");
  }

  /** What one run has more of than another is no fault of either. */
  @Test
  void inputsOfDifferentRunsAreNotCompared() {
    Scenario one = new Scenario(0);
    Scenario other = new Scenario(1);
    for (int i = 0; i < 30; i++) {
      one.kernel("gemm", 3_000L * i, 1, 3_000L * i + 5, 2_000);
      other.kernel("gemm", 3_000L * i, 1, 3_000L * i + 5, 100);
    }
    one.tables().problems().add(ProblemCode.RUNS_APART, Problems.NO_OFFSET);

    NotApplicable answer = (NotApplicable) Asked.outcome(analysis, Scenario.facts(one, other));
    assertThat(answer.missing()).isEqualTo("several ranks");
    assertThat(answer.howToRecord()).startsWith("the inputs are of different runs");
  }

  @Test
  void aSingleKernelTakesLonger() {
    Scenario[] all = {new Scenario(0), new Scenario(1), new Scenario(2)};
    for (int rank = 0; rank < 3; rank++) {
      for (int i = 0; i < 30; i++) {
        all[rank].kernel("gemm", 3_000L * i, 1, 3_000L * i + 5, rank == 1 ? 1_600 : 1_000 + i % 3);
        all[rank].kernel("relu", 3_000L * i + 2, 1, 3_000L * i + 2_000, 500 + i % 3);
      }
    }
    assertThat(Asked.findings(analysis, Scenario.facts(all)))
        .extracting(Finding::title)
        .anyMatch(title -> title.startsWith("1 kernel of 2 takes longer on rank 1"));
  }

  @Test
  void moreWorkShowsInTheNumberOfKernelsAndInMemory() {
    assertThat(ids(ranks(4, 1, 2, 1, 20)))
        .contains("ranks.outliers/kernels/rank-2", "ranks.outliers/memory-peak/rank-2")
        .doesNotContain("ranks.outliers/slow-kernels/rank-2");
  }

  @Test
  void theExcessIsAgainstTheMiddleOfTheOthers() {
    Scenario[] all = {new Scenario(0), new Scenario(1), new Scenario(2), new Scenario(3)};
    for (int rank = 0; rank < 4; rank++) {
      for (int i = 0; i < 5; i++) {
        all[rank].kernel("gemm", 1_000L * i, 1, 1_000L * i + 5, rank == 3 ? 800 : 500);
      }
    }
    Finding finding =
        Asked.findings(analysis, Scenario.facts(all)).stream()
            .filter(each -> each.id().equals("ranks.outliers/compute/rank-3"))
            .findFirst()
            .orElseThrow();

    assertThat(finding.impact().ns()).isEqualTo(1_500);
    assertThat(finding.evidence().rows()).hasSize(4);
  }

  @Test
  void ranksWithNoiseAreAlike() {
    for (int seed = 0; seed < 60; seed++) {
      assertThat(Asked.outcome(analysis, ranks(2 + seed % 7, seed, -1, 1, 0)))
          .as("seed %d", seed)
          .isInstanceOf(Clean.class);
    }
  }

  @Test
  void oneRankHasNothingToBeComparedWith() {
    assertThat(Asked.outcome(analysis, ranks(1, 1, -1, 1, 0))).isInstanceOf(NotApplicable.class);
  }
}
