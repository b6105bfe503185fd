package dev.plumb.explain.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analyzer;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Context;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Scenario;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdleAnalysisTest {
  private static Outcome outcome(Facts facts) {
    return new Analyzer(List.of(new IdleAnalysis()), Map.of())
        .explain(facts)
        .answers()
        .getFirst()
        .outcome();
  }

  private static List<Finding> findings(Facts facts) {
    return new Analyzer(List.of(new IdleAnalysis()), Map.of()).explain(facts).findings();
  }

  @Test
  void aSynchronisingCallThatEmptiesTheQueueIsNamedWithItsLine() {
    Scenario s = new Scenario();
    s.python("train.py", 41, "train", 0, 2_000);
    s.kernel("gemm", 10, 5, 100, 400);
    s.op("aten::item", 110, 420);
    s.runtime("cudaStreamSynchronize", 120, 400);
    s.kernel("gemm", 900, 5, 920, 400);

    List<Finding> findings = findings(s.facts());

    assertThat(findings).extracting(Finding::id).containsExactly("gpu.idle/synchronisation");
    Finding finding = findings.getFirst();
    assertThat(finding.impact().ns()).isEqualTo(400);
    assertThat(finding.contexts().getFirst().text()).isEqualTo("train.py:41 train > aten::item");
  }

  @Test
  void theTwinThatReadsItsValueLaterIsClean() {
    Scenario s = new Scenario();
    s.python("train.py", 41, "train", 0, 2_000);
    s.kernel("gemm", 10, 5, 100, 400);
    s.kernel("gemm", 20, 5, 500, 400);
    s.runtime("cudaStreamSynchronize", 120, 800);

    assertThat(outcome(s.facts())).isInstanceOf(Clean.class);
  }

  @Test
  void waitingForABatchIsDataLoading() {
    Scenario s = new Scenario();
    s.python("train.py", 42, "main", 0, 9_000);
    s.kernel("gemm", 10, 5, 100, 400);
    s.op("enumerate(DataLoader)#_SingleProcessDataLoaderIter.__next__", 50, 1_000);
    s.kernel("gemm", 1_100, 5, 1_110, 400);

    Finding finding = findings(s.facts()).getFirst();

    assertThat(finding.id()).isEqualTo("gpu.idle/data-loading");
    assertThat(finding.impact().ns()).isEqualTo(550);
    assertThat(finding.contexts()).extracting(Context::line).containsExactly(42);
  }

  @Test
  void aLateHostALaunchInFlightAndAQueueAreToldApart() {
    Scenario s = new Scenario();
    s.kernel("a", 0, 5, 10, 100);
    s.kernel("late", 150, 20, 180, 100);
    s.kernel("queued", 200, 20, 330, 100);
    Facts facts = s.facts();

    IdleGaps gaps = IdleGaps.of(facts).getFirst();

    assertThat(gaps.ns(IdleCause.HOST_LATE)).isEqualTo(40);
    assertThat(gaps.ns(IdleCause.LAUNCH_LATENCY)).isEqualTo(30);
    assertThat(gaps.ns(IdleCause.QUEUED)).isEqualTo(50);
    assertThat(gaps.totalNs()).isEqualTo(120);
  }

  @Test
  void withoutLaunchesNothingCanBeSaid() {
    Scenario s = new Scenario();
    s.orphan("gemm", 0, 10);
    s.orphan("gemm", 100, 10);

    assertThat(outcome(s.facts())).isInstanceOf(NotApplicable.class);
    assertThat(IdleGaps.of(s.facts()).getFirst().ns(IdleCause.UNKNOWN)).isEqualTo(90);
  }

  @Test
  void thePiecesAddUpToTheIdleTimeOfTheReport() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Scenario s = new Scenario();
      long launch = 0;
      for (int i = 0; i < 60; i++) {
        s.thread("t" + random.nextInt(2));
        launch += random.nextInt(40);
        long start = launch + random.nextInt(60) - 5;
        String stream = String.valueOf(random.nextInt(3));
        switch (random.nextInt(5)) {
          case 0 -> s.runtime("cudaStreamSynchronize", launch, random.nextInt(50));
          case 1 -> s.op("enumerate(DataLoader)#x.__next__", launch, random.nextInt(50));
          case 2 -> s.orphan("k", start, random.nextInt(30));
          default -> s.kernel("k", launch, 5, start, random.nextInt(30), stream, "");
        }
      }
      Facts facts = s.facts();
      List<IdleGaps> gaps = IdleGaps.of(facts);
      for (int i = 0; i < gaps.size(); i++) {
        assertThat(gaps.get(i).totalNs())
            .as("seed %d", seed)
            .isEqualTo(facts.summary().devices().get(i).idleNs());
        long pieces = 0;
        for (int piece = 0; piece < gaps.get(i).size(); piece++) {
          pieces += gaps.get(i).durNs(piece);
        }
        assertThat(pieces).isEqualTo(gaps.get(i).totalNs());
      }
    }
  }
}
