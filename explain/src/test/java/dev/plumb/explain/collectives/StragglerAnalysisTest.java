package dev.plumb.explain.collectives;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StragglerAnalysisTest {
  private static final int SEEDS = 150;

  private final StragglerAnalysis analysis = new StragglerAnalysis();

  @Test
  void aSlowRankIsNamedWhateverTheNoise() {
    for (int seed = 0; seed < SEEDS; seed++) {
      int ranks = 2 + seed % 7;
      int slow = seed % ranks;
      List<Finding> findings =
          Asked.findings(analysis, new Ranks(ranks, seed).slow(slow, 1.5).facts());

      assertThat(findings).as("seed %d", seed).hasSize(1);
      assertThat(findings.getFirst().id())
          .as("seed %d", seed)
          .isEqualTo("comm.stragglers/rank-" + slow);
    }
  }

  @Test
  void ranksThatAreAlikeAreNotNamed() {
    List<Integer> wrong = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      Ranks ranks = new Ranks(2 + seed % 7, seed).noise(seed % 3 == 0 ? 0.3 : 0.05);
      if (!Asked.findings(analysis, ranks.facts()).isEmpty()) {
        wrong.add(seed);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void oneHiccupMakesNoStraggler() {
    Facts facts = new Ranks(8, 5).slow(2, 3).hiccup(3).marked().facts();
    assertThat(Asked.outcome(analysis, facts)).isInstanceOf(Clean.class);
  }

  @Test
  void aSlowRankIsNamedWithStepsAndWithoutNamesOfCollectives() {
    Finding finding =
        Asked.findings(analysis, new Ranks(4, 7).slow(2, 1.5).marked().unnamed().facts())
            .getFirst();

    assertThat(finding.id()).isEqualTo("comm.stragglers/rank-2");
    assertThat(finding.confidence()).isEqualTo(Confidence.INFERRED);
  }

  @Test
  void aSlowRankOfAMergedTraceIsNamed() {
    Facts facts = new Ranks(4, 7).merged().slow(2, 1.5).facts();
    assertThat(Asked.findings(analysis, facts))
        .extracting(Finding::id)
        .containsExactly("comm.stragglers/rank-2");
  }

  @Test
  void waitingIsAddedUpToTheNanosecondAndBlamedOnTheLine() {
    Scenario[] ranks = {new Scenario(0), new Scenario(1), new Scenario(2)};
    for (int k = 0; k < 20; k++) {
      for (int rank = 0; rank < 3; rank++) {
        long late = rank == 1 ? 300 : rank == 2 ? 100 : 0;
        long at = 10_000L * k;
        ranks[rank].python("train.py", 77, "reduce", at, 900);
        ranks[rank].kernel("gemm", at + 5, 1, at + 10, 990 + late);
        ranks[rank].kernel(
            "ncclDevKernel_AllReduce",
            at + 10,
            1,
            at + 1_000 + late,
            1_000 - late,
            "20",
            Ranks.args("allreduce", 1_000, "[0, 1, 2]", 3));
      }
    }

    Finding finding = Asked.findings(analysis, Scenario.facts(ranks)).getFirst();

    // Ranks 0 and 2 would have waited for rank 2 anyway.
    assertThat(finding.impact().ns()).isEqualTo(20 * 2 * 200);
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isEqualTo(20 * 2 * 200);
    assertThat(finding.contexts().getFirst().line()).isEqualTo(77);
    assertThat(finding.title()).contains("computed for 100.0 %");
  }

  @Test
  void waitingThatComputeHidesCannotBeSaved() {
    Scenario[] ranks = {new Scenario(0), new Scenario(1)};
    for (int k = 0; k < 20; k++) {
      for (int rank = 0; rank < 2; rank++) {
        long late = rank * 300L;
        long at = 10_000L * k;
        ranks[rank].kernel("gemm", at + 5, 1, at + 10, 5_000);
        ranks[rank].kernel(
            "ncclDevKernel_AllReduce",
            at + 10,
            1,
            at + 1_000 + late,
            1_000 - late,
            "20",
            Ranks.args("allreduce", 1_000, "[0, 1]", 2));
      }
    }
    Finding finding = Asked.findings(analysis, Scenario.facts(ranks)).getFirst();

    assertThat(finding.impact().ns()).isEqualTo(20 * 300);
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isZero();
  }

  @Test
  void oneRankAloneCannotBeCompared() {
    Outcome outcome = Asked.outcome(analysis, new Ranks(1, 1).facts());
    assertThat(outcome).isInstanceOf(NotApplicable.class);
  }

  @Test
  void aLimitDecidesHowMuchWaitingIsWorthAFinding() {
    Facts facts = new Ranks(4, 3).slow(1, 1.2).facts();
    assertThat(Asked.findings(analysis, facts)).isNotEmpty();
    assertThat(Asked.outcome(analysis, facts, Map.of("min_share", 0.9))).isInstanceOf(Clean.class);
  }
}
