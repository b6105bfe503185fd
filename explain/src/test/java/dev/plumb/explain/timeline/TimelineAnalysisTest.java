package dev.plumb.explain.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import dev.plumb.profile.DeviceStats;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class TimelineAnalysisTest {
  private final TimelineAnalysis analysis = new TimelineAnalysis();

  @Test
  void communicationThatNothingHidesIsBlamedOnItsLine() {
    Scenario s = new Scenario();
    s.python("train.py", 20, "main", 0, 90);
    s.kernel("gemm", 0, 5, 100, 500);
    s.kernel("ncclDevKernel_AllReduce_Sum", 20, 5, 500, 300, "20", "");

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.id()).isEqualTo("gpu.timeline/exposed-communication");
    assertThat(finding.impact().ns()).isEqualTo(200);
    assertThat(finding.contexts().getFirst().line()).isEqualTo(20);
  }

  @Test
  void theTwinThatOverlapsHasOnlyItsTable() {
    Scenario s = new Scenario();
    s.kernel("gemm", 0, 5, 100, 500);
    s.kernel("ncclDevKernel_AllReduce_Sum", 20, 5, 200, 300, "20", "");

    List<Finding> findings = Asked.findings(analysis, s.facts());

    assertThat(findings).extracting(Finding::severity).containsExactly(FindingSeverity.INFO);
  }

  @Test
  void exposedCopiesAreFound() {
    Scenario s = new Scenario();
    s.python("load.py", 8, "load", 0, 90);
    s.copy("cudaMemcpyAsync", "Memcpy HtoD (Pinned -> Device)", 10, 5, 20, 100, 1 << 20);
    s.kernel("gemm", 30, 5, 120, 500);

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.id()).isEqualTo("gpu.timeline/exposed-copies");
    assertThat(finding.ceiling().ns()).isEqualTo(100);
    assertThat(finding.contexts().getFirst().file()).isEqualTo("load.py");
  }

  @Test
  void exposedCopiesToTheHostAreNotAnsweredByLoaders() {
    Scenario s = new Scenario();
    s.copy("cudaMemcpyAsync", "Memcpy DtoH (Device -> Pinned)", 10, 5, 20, 100, 1 << 20);
    s.kernel("gemm", 30, 5, 120, 500);

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.advice().text()).contains("wait for the copy before the host reads");
    assertThat(finding.advice().code()).contains("copy_(x").doesNotContain("DataLoader");
  }

  @Test
  void exposedCopiesWithinTheDeviceHaveNothingToPin() {
    Scenario s = new Scenario();
    s.copy("cudaMemcpyAsync", "Memcpy DtoD (Device -> Device)", 10, 5, 20, 100, 1 << 20);
    s.kernel("gemm", 30, 5, 120, 500);

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.advice().text()).doesNotContain("pin");
    assertThat(finding.advice().code()).isNull();
  }

  /** Ten milliseconds of copies do not fit behind two of compute. */
  @Test
  void copiesCannotHideBehindLessComputeThanTheyAreLong() {
    Scenario s = new Scenario();
    s.copy("cudaMemcpyAsync", "Memcpy HtoD (Pinned -> Device)", 10, 5, 20, 10_000, 1 << 20);
    s.kernel("gemm", 30, 5, 10_020, 1_500);
    s.kernel("ncclDevKernel_AllReduce_Sum", 40, 5, 11_520, 500, "20", "");

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.id()).isEqualTo("gpu.timeline/exposed-copies");
    assertThat(finding.impact().ns()).isEqualTo(10_000);
    assertThat(finding.ceiling().ns()).isEqualTo(2_000);
    assertThat(finding.advice().text()).startsWith("There is too little other work");
  }

  @Test
  void whatHidesACopyAlreadyHidesNoOther() {
    Scenario s = new Scenario();
    s.copy("cudaMemcpyAsync", "Memcpy HtoD (Pinned -> Device)", 10, 5, 20, 1_000, 1 << 20);
    s.kernel("gemm", 30, 5, 1_020, 500);
    s.copy("cudaMemcpyAsync", "Memcpy HtoD (Pinned -> Device)", 40, 5, 1_020, 400, 1 << 20);

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.impact().ns()).isEqualTo(1_000);
    assertThat(finding.ceiling().ns()).isEqualTo(100);
  }

  @Test
  void communicationCannotHideBehindLessComputeThanItIsLong() {
    Scenario s = new Scenario();
    s.kernel("gemm", 0, 5, 100, 300);
    s.kernel("ncclDevKernel_AllReduce_Sum", 20, 5, 300, 1_000, "20", "");

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.impact().ns()).isEqualTo(900);
    assertThat(finding.ceiling().ns()).isEqualTo(200);
  }

  @Test
  void withoutDeviceWorkNothingCanBeSaid() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 10);
    assertThat(Asked.outcome(analysis, s.facts())).isInstanceOf(NotApplicable.class);
  }

  @Test
  void thePartsOfAllWindowsAddUpToTheReportsTimeline() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Scenario s = new Scenario();
      for (int step = 0; step < random.nextInt(5); step++) {
        s.step(step, 300L * step + random.nextInt(20), 250);
      }
      for (int i = 0; i < 40; i++) {
        long at = random.nextInt(1_500);
        int dur = random.nextInt(40);
        switch (random.nextInt(3)) {
          case 0 -> s.kernel("gemm", at, 1, at + 5, dur, "7", "");
          case 1 -> s.kernel("ncclDevKernel_AllReduce", at, 1, at + 5, dur, "8", "");
          default -> s.copy("cudaMemcpyAsync", "Memcpy DtoD", at, 1, at + 5, dur, 8);
        }
      }
      Facts facts = s.facts();
      List<StepSplit> splits = StepSplit.of(facts, facts.lanes().getFirst());
      DeviceStats stats = facts.summary().devices().getFirst();
      assertThat(sum(splits, StepSplit::computeNs)).isEqualTo(stats.computeNs());
      assertThat(sum(splits, StepSplit::exposedCommunicationNs)).isEqualTo(stats.exposedCommNs());
      assertThat(sum(splits, StepSplit::exposedCopyNs)).isEqualTo(stats.exposedMemcpyNs());
      assertThat(sum(splits, StepSplit::idleNs)).isEqualTo(stats.idleNs());
      for (StepSplit each : splits) {
        assertThat(
                each.computeNs()
                    + each.exposedCommunicationNs()
                    + each.exposedCopyNs()
                    + each.idleNs())
            .as("seed %d, %s", seed, each.name())
            .isEqualTo(each.toNs() - each.fromNs());
      }
    }
  }

  private static long sum(List<StepSplit> splits, ToLongFunction<StepSplit> part) {
    return splits.stream().mapToLong(part).sum();
  }
}
