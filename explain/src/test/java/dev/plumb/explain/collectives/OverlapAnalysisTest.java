package dev.plumb.explain.collectives;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import org.junit.jupiter.api.Test;

class OverlapAnalysisTest {
  private final OverlapAnalysis analysis = new OverlapAnalysis();

  private static Scenario trace(long communicationStart, long computeDur) {
    Scenario s = new Scenario();
    s.python("train.py", 9, "sync", 0, 90);
    s.kernel("gemm", 0, 5, 100_000, computeDur);
    s.kernel("ncclDevKernel_AllReduce", 20, 5, communicationStart, 200_000, "20", "");
    return s;
  }

  @Test
  void exposedCommunicationIsBlamedOnItsLine() {
    Finding finding = Asked.findings(analysis, trace(250_000, 200_000).facts()).getFirst();

    assertThat(finding.title()).startsWith("Compute hides 25.0 % of the communication; 42.9 %");
    assertThat(finding.impact().ns()).isEqualTo(150_000);
    assertThat(finding.contexts().getFirst().line()).isEqualTo(9);
    assertThat(finding.contexts().getFirst().ns()).isEqualTo(150_000);
  }

  @Test
  void noMoreCanBeHiddenThanThereIsComputeToHideIt() {
    Finding finding = Asked.findings(analysis, trace(110_000, 10_000).facts()).getFirst();

    assertThat(finding.impact().ns()).isEqualTo(200_000);
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isEqualTo(10_000);
  }

  @Test
  void collectivesOnTwoStreamsAreCountedOnce() {
    Scenario s = trace(110_000, 10_000);
    s.kernel("ncclDevKernel_AllGather", 30, 5, 210_000, 150_000, "21", "");
    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.impact().ns()).isEqualTo(250_000);
    assertThat(finding.contexts().stream().mapToLong(each -> each.ns()).sum()).isEqualTo(250_000);
  }

  @Test
  void communicationUnderComputeIsClean() {
    assertThat(Asked.outcome(analysis, trace(120_000, 300_000).facts())).isInstanceOf(Clean.class);
  }

  @Test
  void withoutCommunicationThereIsNothingToHide() {
    Scenario s = new Scenario();
    s.kernel("gemm", 0, 5, 100, 200);
    assertThat(Asked.outcome(analysis, s.facts())).isInstanceOf(NotApplicable.class);
  }
}
