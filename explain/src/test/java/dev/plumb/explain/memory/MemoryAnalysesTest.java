package dev.plumb.explain.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Context;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Scenario;
import dev.plumb.profile.timeline.MemoryTimeline;
import dev.plumb.trace.Ids;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryAnalysesTest {
  private static final long MIB = 1 << 20;

  /**
   * Steps of 1000 ns that each allocate {@code activation} in a module's forward pass, give it back
   * in the backward pass, and keep {@code leak}.
   */
  private static Scenario steps(int count, long activation, long leak, long reserved) {
    return steps(new Scenario(), count, activation, leak, reserved);
  }

  private static Scenario steps(Scenario s, int count, long activation, long leak, long reserved) {
    long used = 50 * MIB;
    for (int i = 0; i < count; i++) {
      long at = 1_000L * i;
      s.step(i, at, 1_000);
      s.python("train.py", 30, "main", at + 1, 900);
      s.module("Model_0", at + 5, 400);
      s.module("Block_0", at + 10, 200);
      s.op("aten::mm", at + 20, 100, "\"Input type\": [\"float\", \"float\"]");
      s.memory(at + 30, activation, 0x1000, used + activation, reserved);
      s.kernel("gemm", at + 40, 5, at + 50, 60);
      s.module("Head_0", at + 220, 180);
      s.op("aten::relu", at + 230, 100);
      s.memory(at + 240, MIB, 0x2000, used + activation + MIB, reserved);
      s.python("train.py", 44, "log", at + 500, 50);
      if (leak > 0) {
        s.memory(at + 510, leak, 0x100000L * (i + 1), used + activation + MIB + leak, reserved);
      }
      s.op("autograd::engine::evaluate_function: MmBackward0", at + 560, 300);
      s.memory(at + 600, -activation, 0x1000, used + MIB + leak, reserved);
      s.memory(at + 610, -MIB, 0x2000, used + leak, reserved);
      used += leak;
    }
    return s;
  }

  @Test
  void thePeakIsAddedUpByWhoAllocated() {
    Finding finding =
        Asked.findings(new PeakAnalysis(), steps(3, 100 * MIB, 0, 200 * MIB).facts()).getFirst();

    assertThat(finding.title()).contains("at most 151.00 MiB in use, 200.00 MiB reserved");
    assertThat(finding.title()).contains("in ProfilerStep#0");
    assertThat(finding.contexts().getFirst().line()).isEqualTo(30);
    assertThat(finding.evidence().rows().getFirst()).contains("100.00 MiB");
    assertThat(finding.evidence().rows().getLast())
        .containsExactly("[allocated before the recording]", "50.00 MiB", "33.1 %", "");
  }

  /** Ranks do the same, so they are one finding, not one each. */
  @Test
  void ranksAreToldTogether() {
    Facts facts =
        Scenario.facts(
            steps(new Scenario(0), 7, 100 * MIB, MIB, 1_000 * MIB),
            steps(new Scenario(1), 7, 120 * MIB, 2 * MIB, 1_200 * MIB),
            steps(new Scenario(2), 7, 110 * MIB, MIB, 1_000 * MIB));

    assertThat(onlyOne(new PeakAnalysis(), facts).title())
        .startsWith("rank 1, GPU 0: at most 185.00 MiB in use, 1.17 GiB reserved in ProfilerStep#6")
        .endsWith("; also 168.00 MiB (rank 2, GPU 0), 158.00 MiB (rank 0, GPU 0)");
    assertThat(onlyOne(new GrowthAnalysis(), facts).title())
        .startsWith("rank 1, GPU 0: memory in use grows by 2.00 MiB a step, over 6 steps")
        .endsWith("; also 1.00 MiB (rank 0, GPU 0), 1.00 MiB (rank 2, GPU 0)");
    assertThat(onlyOne(new FragmentationAnalysis(), facts).title())
        .startsWith("rank 1, GPU 0: at the peak 1015.00 MiB are reserved and not in use")
        .endsWith("; also 842.00 MiB (rank 0, GPU 0), 832.00 MiB (rank 2, GPU 0)");
    assertThat(onlyOne(new SavingsAnalysis(), facts).title())
        .startsWith("rank 1, GPU 0: 65.4 % of the peak, 121.00 MiB, are activations");
  }

  private static Finding onlyOne(Analysis analysis, Facts facts) {
    List<Finding> findings = Asked.findings(analysis, facts);
    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.id()).isEqualTo(analysis.id() + "/devices");
    return finding;
  }

  @Test
  void theEvidenceHasTheBytesOfEachRank() {
    Finding finding =
        onlyOne(
            new PeakAnalysis(),
            Scenario.facts(
                steps(new Scenario(0), 3, 100 * MIB, 0, 200 * MIB),
                steps(new Scenario(1), 3, 120 * MIB, 0, 200 * MIB)));

    assertThat(finding.evidence().columns())
        .containsExactly("device", "bytes in all", "allocated by", "bytes", "of all", "blocks");
    assertThat(finding.evidence().rows())
        .extracting(row -> row.subList(0, 2))
        .contains(
            List.of("rank 0, GPU 0", String.valueOf(151 * MIB)),
            List.of("rank 1, GPU 0", String.valueOf(171 * MIB)));
    assertThat(finding.contexts())
        .extracting(Context::label)
        .containsExactly("main > aten::mm", "main > aten::relu");
  }

  /** A list of all of many would be no title. */
  @Test
  void ofManyRanksTheTitleHasTheRange() {
    Scenario[] ranks = new Scenario[8];
    for (int rank = 0; rank < ranks.length; rank++) {
      ranks[rank] = steps(new Scenario(rank), 3, (100 + rank) * MIB, 0, 200 * MIB);
    }
    Finding finding = onlyOne(new PeakAnalysis(), Scenario.facts(ranks));

    assertThat(finding.title())
        .startsWith("rank 7, GPU 0: at most 158.00 MiB")
        .endsWith("; 7 others 151.00 MiB (rank 0, GPU 0) to 157.00 MiB (rank 6, GPU 0)");
  }

  /** One that is nearly full stands first, whatever the others hold. */
  @Test
  void theWorstOfTheRanksDecides() {
    Scenario full = steps(new Scenario(0), 3, 100 * MIB, 0, 31 * 1024 * MIB);
    full.device("0", "Tesla V100-SXM2-32GB");
    Scenario room = steps(new Scenario(1), 3, 200 * MIB, 0, 300 * MIB);
    room.device("0", "Tesla V100-SXM2-32GB");

    Finding finding = onlyOne(new PeakAnalysis(), Scenario.facts(full, room));

    assertThat(finding.severity()).isEqualTo(FindingSeverity.HIGH);
    assertThat(finding.title()).startsWith("rank 0, GPU 0");
  }

  @Test
  void aDeviceThatIsNearlyFullIsNoMereInformation() {
    Scenario full = steps(3, 100 * MIB, 0, 31 * 1024 * MIB);
    full.device("0", "Tesla V100-SXM2-32GB");
    Finding finding = Asked.findings(new PeakAnalysis(), full.facts()).getFirst();
    assertThat(finding.severity()).isEqualTo(FindingSeverity.HIGH);
    assertThat(finding.title()).contains("96.9 % of the device's 32.00 GiB");

    Scenario room = steps(3, 100 * MIB, 0, 20 * 1024 * MIB);
    room.device("0", "Tesla V100-SXM2-32GB");
    assertThat(Asked.findings(new PeakAnalysis(), room.facts()).getFirst().severity())
        .isEqualTo(FindingSeverity.INFO);
  }

  @Test
  void anAllocatorThatReservesNothingIsNotSaidToReserveZero() {
    Finding finding =
        Asked.findings(new PeakAnalysis(), steps(3, 100 * MIB, 0, 0).facts()).getFirst();
    assertThat(finding.title()).contains("151.00 MiB in use in ").doesNotContain("reserved");
  }

  @Test
  void withoutTotalsThePeakIsWhatTheRecordingSaw() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 100);
    s.memory(10, -30, 64, Ids.ABSENT, Ids.ABSENT);
    s.memory(20, 100, 128, Ids.ABSENT, Ids.ABSENT);
    s.memory(30, -100, 128, Ids.ABSENT, Ids.ABSENT);
    MemoryTimeline timeline = MemoryTimeline.of(s.facts().run()).getFirst();

    assertThat(timeline.saysTotals()).isFalse();
    assertThat(timeline.peak()).isEqualTo(1);
    assertThat(timeline.allocatedBytes(0)).isZero();
    assertThat(timeline.allocatedBytes(1)).isEqualTo(100);
    assertThat(timeline.at(9)).isEqualTo(-1);
    assertThat(timeline.at(29)).isEqualTo(1);
  }

  @Test
  void memoryThatGrowsIsBlamedOnTheLineThatKeepsIt() {
    Finding finding =
        Asked.findings(new GrowthAnalysis(), steps(7, 10 * MIB, MIB, 100 * MIB).facts()).getFirst();

    assertThat(finding.title()).contains("grows by 1.00 MiB a step, over 6 steps");
    assertThat(finding.contexts()).hasSize(1);
    assertThat(finding.contexts().getFirst().line()).isEqualTo(44);
  }

  @Test
  void memoryThatIsGivenBackDoesNotGrow() {
    assertThat(Asked.outcome(new GrowthAnalysis(), steps(7, 10 * MIB, 0, 100 * MIB).facts()))
        .isInstanceOf(Clean.class);
  }

  @Test
  void growthOfThreeStepsIsNoEvidence() {
    assertThat(Asked.outcome(new GrowthAnalysis(), steps(3, MIB, MIB, 100 * MIB).facts()))
        .isInstanceOf(NotApplicable.class);
  }

  @Test
  void memoryReservedAndNotInUseIsFound() {
    Finding finding =
        Asked.findings(new FragmentationAnalysis(), steps(3, 100 * MIB, 0, 1_000 * MIB).facts())
            .getFirst();
    assertThat(finding.title()).contains("849.00 MiB are reserved and not in use, 84.9 %");
  }

  @Test
  void aTightAllocatorIsClean() {
    assertThat(
            Asked.outcome(new FragmentationAnalysis(), steps(3, 100 * MIB, 0, 160 * MIB).facts()))
        .isInstanceOf(Clean.class);
  }

  @Test
  void freePiecesOfASnapshotAreNotFreeSegments() {
    Scenario s = new Scenario();
    var out = s.tables();
    int device = out.devices().row("0");
    int live = s.text("active_allocated");
    int free = s.text("inactive");
    int shared =
        out.segments()
            .add(device, 0, 1_000 * MIB, 600 * MIB, 600 * MIB, Ids.NONE, Ids.NONE, 0, Ids.NONE);
    int whole = out.segments().add(device, 0, 500 * MIB, 0, 0, Ids.NONE, Ids.NONE, 0, Ids.NONE);
    out.blocks().add(shared, 0, 600 * MIB, Ids.ABSENT, live, Ids.NONE);
    out.blocks().add(shared, 600, 300 * MIB, Ids.ABSENT, free, Ids.NONE);
    out.blocks().add(shared, 900, 100 * MIB, Ids.ABSENT, free, Ids.NONE);
    out.blocks().add(whole, 0, 500 * MIB, Ids.ABSENT, free, Ids.NONE);

    Finding finding = Asked.findings(new FragmentationAnalysis(), s.facts()).getFirst();

    assertThat(finding.title())
        .contains("400.00 MiB lie free in pieces", "26.7 %", "the largest has 300.00 MiB");
    assertThat(finding.evidence().rows()).contains(List.of("free segments", "500.00 MiB"));
  }

  /** Blocks without a stack are allocated by somebody, whom nobody recorded. */
  @Test
  void whoAllocatedIsNotNobody() {
    Finding finding = Asked.findings(new PeakAnalysis(), snapshot(0, 9 * MIB).facts()).getFirst();

    assertThat(finding.title())
        .isEqualTo(
            "rank 0, device 0: when the snapshot was taken, 9.00 MiB were in use; 9.00 MiB without"
                + " a stack");
  }

  /** No device holds what two hold together. */
  @Test
  void snapshotsOfRanksAreNotAddedUp() {
    Finding finding =
        Asked.findings(
                new PeakAnalysis(), Scenario.facts(snapshot(0, 9 * MIB), snapshot(1, 12 * MIB)))
            .getFirst();

    assertThat(finding.title())
        .isEqualTo(
            "rank 1, device 0: when the snapshot was taken, 12.00 MiB were in use; 12.00 MiB"
                + " without a stack; also 9.00 MiB (rank 0, device 0)");
    assertThat(finding.evidence().rows())
        .extracting(row -> row.subList(0, 4))
        .containsExactly(
            List.of("rank 1, device 0", String.valueOf(12 * MIB), "no stack recorded", "12.00 MiB"),
            List.of("rank 0, device 0", String.valueOf(9 * MIB), "no stack recorded", "9.00 MiB"));
  }

  @Test
  void devicesOfOneSnapshotAreNotAddedUp() {
    Scenario both = snapshot(0, 9 * MIB);
    held(both, "1", 5 * MIB);
    Finding finding = Asked.findings(new PeakAnalysis(), both.facts()).getFirst();

    assertThat(finding.title())
        .startsWith("rank 0, device 0: when the snapshot was taken, 9.00 MiB were in use")
        .endsWith("; also 5.00 MiB (rank 0, device 1)");
  }

  private static Scenario snapshot(int rank, long bytes) {
    Scenario s = new Scenario(rank);
    held(s, "0", bytes);
    return s;
  }

  private static void held(Scenario s, String device, long bytes) {
    var out = s.tables();
    int row = out.devices().row(device);
    int segment = out.segments().add(row, 0, bytes, bytes, bytes, Ids.NONE, Ids.NONE, 0, Ids.NONE);
    out.blocks().add(segment, 0, bytes, Ids.ABSENT, s.text("active_allocated"), Ids.NONE);
  }

  @Test
  void theModuleThatHoldsMostIsTheLargestSaving() {
    Outcome outcome =
        Asked.outcome(
            new SavingsAnalysis(),
            steps(3, 3 * MIB, 0, 200 * MIB).facts(),
            Map.of("min_share", 0.01));
    Finding finding = ((Found) outcome).findings().getFirst();

    assertThat(finding.title()).contains("recomputing nn.Module: Block_0 saves up to 3.00 MiB");
    assertThat(finding.evidence().rows())
        .anySatisfy(row -> assertThat(row).startsWith("half precision", "2.00 MiB"))
        .anySatisfy(row -> assertThat(row).startsWith("half the batch", "2.00 MiB"));
    assertThat(finding.evidence().rows().getFirst().get(2)).startsWith("0.000 ms of kernels");
  }

  @Test
  void activationsThatAreFewAreClean() {
    assertThat(Asked.outcome(new SavingsAnalysis(), steps(3, MIB, 0, 200 * MIB).facts()))
        .isInstanceOf(Clean.class);
  }

  @Test
  void inferenceKeepsNoActivations() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 100);
    s.memory(10, 64 * MIB, 64, 64 * MIB, 64 * MIB);
    s.memory(50, -64 * MIB, 64, 0, 64 * MIB);
    assertThat(Asked.outcome(new SavingsAnalysis(), s.facts())).isInstanceOf(NotApplicable.class);
  }

  @Test
  void withoutEventsOfTheAllocatorNothingCanBeSaid() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 10);
    for (Analysis analysis :
        List.<Analysis>of(
            new PeakAnalysis(),
            new GrowthAnalysis(),
            new FragmentationAnalysis(),
            new SavingsAnalysis())) {
      assertThat(Asked.outcome(analysis, s.facts())).isInstanceOf(NotApplicable.class);
    }
  }
}
