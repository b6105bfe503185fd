package dev.plumb.explain.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import dev.plumb.explain.timeline.IdleGaps;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestAnalysisTest {
  private final RequestAnalysis analysis = new RequestAnalysis();

  @Test
  void whatIsNotInferenceIsSplit() {
    Scenario s = new Scenario();
    for (int i = 0; i < 2; i++) {
      long at = 10_000L * i;
      s.annotation("request", at, 1_000);
      s.copy("cudaMemcpyAsync", "Memcpy HtoD (Pinned -> Device)", at + 300, 5, at + 310, 90, 8);
      s.kernel("gemm", at + 320, 5, at + 400, 200);
      s.kernel("gemm", at + 700, 5, at + 750, 50);
    }

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.evidence().rows().get(1))
        .containsExactly(
            "request", "0.001", "31.0 %", "25.0 %", "9.0 %", "5.0 %", "10.0 %", "20.0 %");
    assertThat(finding.impact().ns()).isEqualTo(2 * (310 + 100 + 200));
  }

  @Test
  void requestsThatAreMostlyInferenceAreClean() {
    Scenario s = new Scenario();
    for (int i = 0; i < 2; i++) {
      s.annotation("request", 1_000L * i, 1_000);
      s.kernel("gemm", 1_000L * i + 10, 5, 1_000L * i + 50, 900);
    }
    assertThat(Asked.outcome(analysis, s.facts())).isInstanceOf(Clean.class);
  }

  /** A host that runs ahead: the device is busy all the time, but not within the steps. */
  @Test
  void stepsThatLeaveTheirWorkBehindAreNoRequests() {
    Scenario s = new Scenario();
    for (int i = 0; i < 5; i++) {
      s.step(i, 100L * i, 90);
      s.kernel("gemm", 100L * i + 10, 5, 400 + 10_000L * i, 10_000);
    }
    NotApplicable answer = (NotApplicable) Asked.outcome(analysis, s.facts());
    assertThat(answer.missing()).contains("until their device work is done");
  }

  @Test
  void withoutMarksNothingCanBeSaid() {
    Scenario s = new Scenario();
    s.kernel("gemm", 10, 5, 50, 900);
    assertThat(Asked.outcome(analysis, s.facts())).isInstanceOf(NotApplicable.class);
  }

  @Test
  void thePartsAddUpToTheWindow() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Scenario s = new Scenario();
      for (int i = 0; i < 40; i++) {
        long at = random.nextInt(2_000);
        int dur = random.nextInt(60);
        switch (random.nextInt(3)) {
          case 0 -> s.kernel("gemm", at, 1, at + random.nextInt(30), dur);
          case 1 -> s.kernel("ncclDevKernel_AllReduce", at, 1, at + 5, dur, "8", "");
          default -> s.copy("cudaMemcpyAsync", "Memcpy DtoD", at, 1, at + 5, dur, 8);
        }
      }
      Facts facts = s.facts();
      Request.Splitter splitter =
          new Request.Splitter(facts.lanes().getFirst(), IdleGaps.of(facts).getFirst());
      long at = -50;
      while (at < 2_200) {
        long to = at + 1 + random.nextInt(300);
        Request each = splitter.split(at, to);
        assertThat(
                each.before()
                    + each.inference()
                    + each.transfers()
                    + each.queueing()
                    + each.between()
                    + each.after())
            .as("seed %d at %d", seed, at)
            .isEqualTo(to - at);
        assertThat(each.between()).isNotNegative();
        at = to + random.nextInt(50);
      }
    }
  }
}
