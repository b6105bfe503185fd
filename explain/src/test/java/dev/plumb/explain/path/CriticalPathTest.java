package dev.plumb.explain.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import dev.plumb.explain.collectives.Ranks;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CriticalPathTest {
  private static CriticalPath path(Scenario s) {
    return CriticalPath.of(s.facts()).getFirst();
  }

  @Test
  void aDeviceThatIsAlwaysBusyIsThePath() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 300);
    for (int i = 0; i < 4; i++) {
      s.kernel("gemm", 10 + 50 * i, 5, 100 + 1_000 * i, 1_000);
    }

    CriticalPath path = path(s);

    assertThat(path.ns(PathPart.COMPUTE)).isEqualTo(4_000);
    assertThat(path.ns(PathPart.LAUNCH)).isEqualTo(90);
    assertThat(path.ns(PathPart.HOST)).isEqualTo(10);
    assertThat(path.totalNs()).isEqualTo(4_100);
    assertThat(path.isInferred()).isFalse();
  }

  @Test
  void aHostThatLaunchesLateIsThePath() {
    Scenario s = new Scenario();
    for (int i = 0; i < 4; i++) {
      s.op("aten::add", 1_000L * i, 1_000);
      s.kernel("add", 1_000L * i + 900, 5, 1_000L * i + 950, 30);
    }

    CriticalPath path = path(s);

    assertThat(path.ns(PathPart.HOST)).isEqualTo(3_900);
    assertThat(path.ns(PathPart.COMPUTE)).isEqualTo(30);
    assertThat(path.ns(PathPart.LAUNCH)).isEqualTo(50);
  }

  @Test
  void aWaitLeadsToTheWorkThatEndedIt() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 100);
    s.kernel("gemm", 10, 5, 100, 5_000);
    s.op("aten::item", 200, 5_000);
    s.runtime("cudaStreamSynchronize", 210, 4_950);
    s.op("aten::add", 5_200, 400);
    s.kernel("add", 5_500, 5, 5_600, 50);

    CriticalPath path = path(s);

    assertThat(path.ns(PathPart.COMPUTE)).isEqualTo(5_050);
    assertThat(path.ns(PathPart.WAIT_RETURN)).isEqualTo(60);
    assertThat(path.ns(PathPart.HOST)).isEqualTo(340 + 10);
    assertThat(path.totalNs()).isEqualTo(5_650);
  }

  @Test
  void backwardIsOnTheEnginesThread() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 10_000);
    s.thread("engine");
    s.op("autograd::engine::evaluate_function: MmBackward0", 12_000, 90_000);
    s.thread("100");
    s.python("train.py", 9, "backward", 11_000, 92_000);
    s.op("Optimizer.step#SGD.step", 104_000, 1_000);
    s.kernel("sgd", 104_500, 5, 104_600, 100);

    CriticalPath path = path(s);

    assertThat(path.totalNs()).isEqualTo(104_700);
    assertThat(path.isInferred()).isTrue();
  }

  @Test
  void whatBoundsThePathIsSaidWithItsLine() {
    Scenario s = new Scenario();
    s.python("train.py", 33, "main", 0, 900);
    s.op("aten::mm", 1, 300);
    s.kernel("gemm", 10, 5, 100, 5_000);

    Finding finding = Asked.findings(new PathAnalysis(), s.facts()).getFirst();

    assertThat(finding.title()).contains("bound by compute");
    assertThat(finding.contexts().getFirst().line()).isEqualTo(33);
    assertThat(finding.severity()).isEqualTo(FindingSeverity.INFO);
  }

  @Test
  void withoutLaunchesThereIsNoPath() {
    Scenario s = new Scenario();
    s.orphan("gemm", 0, 10);
    assertThat(Asked.outcome(new PathAnalysis(), s.facts())).isInstanceOf(NotApplicable.class);
  }

  /**
   * The engine's thread sleeps while the main thread loads and launches: that is no work of its.
   */
  @Test
  void aLongPauseLeadsToTheThreadThatWorkedMeanwhile() {
    Scenario s = new Scenario();
    s.op("autograd::engine::evaluate_function: Early", -10_000, 1_000);
    s.thread("main");
    s.op("enumerate(DataLoader)#_SingleProcessDataLoaderIter.__next__", 0, 900_000);
    s.op("aten::mm", 900_000, 90_000);
    s.thread("100");
    s.op("autograd::engine::evaluate_function: MmBackward0", 1_030_000, 20_000);
    s.kernel("gemm", 1_040_000, 5_000, 1_050_000, 10_000);

    CriticalPath path = path(s);

    assertThat(path.ns(PathPart.DATA_LOADING)).isEqualTo(900_000);
    assertThat(path.ns(PathPart.COMPUTE)).isEqualTo(10_000);
    assertThat(path.isInferred()).isTrue();
  }

  /** Each piece of the host is blamed on what the thread did then, not on the launch it led to. */
  @Test
  void hostTimeIsBlamedOnWhatTheThreadDid() {
    Scenario s = new Scenario();
    s.python("train.py", 1, "main", 0, 100_000);
    s.python("train.py", 10, "prepare", 1, 60_000);
    s.op("aten::stack", 1_000, 50_000);
    s.python("train.py", 20, "step", 61_000, 30_000);
    s.op("aten::mm", 62_000, 9_000);
    s.kernel("gemm", 70_000, 500, 71_000, 100);

    Finding finding = Asked.findings(new PathAnalysis(), s.facts()).getFirst();

    assertThat(finding.contexts().getFirst().text()).isEqualTo("train.py:10 prepare > aten::stack");
    assertThat(finding.contexts().getFirst().ns()).isEqualTo(50_000);
  }

  /** Nothing recorded what the thread did before its first call: that is not the call's fault. */
  @Test
  void timeBeforeACallIsNotTheCalls() {
    Scenario s = new Scenario();
    s.op("aten::rand", 0, 100);
    s.op("aten::mm", 500_000, 1_000);
    s.kernel("gemm", 500_500, 5, 501_000, 100);

    Finding finding = Asked.findings(new PathAnalysis(), s.facts()).getFirst();

    assertThat(finding.contexts().getFirst().label()).isEqualTo("[unattributed]");
    assertThat(finding.contexts().getFirst().ns()).isEqualTo(499_900);
  }

  /** Rank 0 waits 4,000 in the collective for rank 1, which computes for as long. */
  @Test
  void aCollectiveLeadsToTheLastRankToEnter() {
    Scenario[] ranks = {new Scenario(0), new Scenario(1)};
    int[] compute = {1_000, 5_000};
    for (int rank = 0; rank < 2; rank++) {
      long clock = 700_000L * rank;
      for (int step = 0; step < 4; step++) {
        long at = clock + 6_000L * step;
        long launch = clock - 1_000 + 100L * step;
        ranks[rank].python("train.py", 7, "step", launch, 50);
        ranks[rank].kernel("gemm", launch + 1, 5, at + 100, compute[rank]);
        long entered = at + 100 + compute[rank];
        long end = at + 5_100 + 500;
        ranks[rank].kernel(
            "ncclDevKernel_AllReduce_Sum_f32_RING_LL",
            launch + 20,
            5,
            entered,
            end - entered,
            "20",
            "");
      }
    }
    Facts facts = Scenario.facts(ranks);

    CriticalPath path = CriticalPath.acrossRanks(facts);

    assertThat(path).isNotNull();
    assertThat(path.hops()).isEqualTo(1); // rank 0 ends it as well as rank 1; from there on rank 1
    assertThat(path.ns(PathPart.COMMUNICATION)).isEqualTo(4 * 500);
    assertThat(path.ns(PathPart.COMPUTE)).isEqualTo(4 * 5_000);
    assertThat(path.ns(PathPart.QUEUE)).isEqualTo(3 * 500);
    Finding finding = Asked.findings(new PathAnalysis(), facts).getFirst();
    assertThat(finding.title()).contains("all ranks", "bound by compute", "of it on rank 1");
  }

  @Test
  void theSlowRankHasThePath() {
    Facts facts = new Ranks(4, 7).ahead().slow(2, 1.5).facts();
    assertThat(Asked.findings(new PathAnalysis(), facts).getFirst().title())
        .contains("of it on rank 2");
  }

  /** Alike, each of four ranks is the last in turn. */
  @Test
  void ofRanksThatAreAlikeNoneHasMostOfThePath() {
    CriticalPath path = CriticalPath.acrossRanks(new Ranks(4, 11).ahead().facts());
    long[] byRank = new long[4];
    for (int piece = 0; piece < path.size(); piece++) {
      byRank[path.lane(piece).rank()] += path.durNs(piece);
    }
    for (long each : byRank) {
      assertThat(each).isBetween(1L, path.totalNs() * 6 / 10);
    }
    assertThat(path.hops()).isGreaterThan(3);
  }

  @Test
  void ranksWithoutCollectivesAreNotConnected() {
    Scenario zero = new Scenario(0);
    zero.kernel("gemm", 0, 5, 100, 50);
    Scenario one = new Scenario(1);
    one.kernel("gemm", 0, 5, 100, 50);
    Facts facts = Scenario.facts(zero, one);
    assertThat(CriticalPath.acrossRanks(facts)).isNull();
    assertThat(Asked.findings(new PathAnalysis(), facts)).hasSize(2);
  }

  @Test
  void piecesFollowOneAnotherWithoutAGap() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      Scenario s = new Scenario();
      if (random.nextBoolean()) {
        s.step(0, random.nextInt(500), 40_000 + random.nextInt(30_000));
      }
      for (int i = 0; i < 60; i++) {
        s.thread("t" + random.nextInt(3));
        long at = random.nextInt(60_000);
        int dur = random.nextInt(4_000);
        String stream = String.valueOf(random.nextInt(3));
        switch (random.nextInt(6)) {
          case 0 -> s.runtime("cudaStreamSynchronize", at, dur);
          case 1 -> s.op("enumerate(DataLoader)#x.__next__", at, dur);
          case 2 -> s.op("aten::mm", at, dur);
          case 3 -> s.orphan("k", at, dur);
          default -> s.kernel("k", at, 5, at + random.nextInt(3_000) - 100, dur, stream, "");
        }
      }
      s.kernel("k", 100, 5, 200, 10);
      Facts facts = s.facts();
      CriticalPath path = CriticalPath.of(facts).getFirst();
      long at = path.size() == 0 ? path.beginNs() : path.startNs(0) + path.durNs(0);
      for (int piece = 0; piece < path.size(); piece++) {
        assertThat(path.startNs(piece) + path.durNs(piece)).as("seed %d", seed).isEqualTo(at);
        at = path.startNs(piece);
      }
      assertThat(at).as("seed %d", seed).isEqualTo(path.beginNs());
    }
  }

  @Test
  void piecesFollowOneAnotherAcrossRanksToo() {
    for (int seed = 0; seed < 40; seed++) {
      CriticalPath path =
          CriticalPath.acrossRanks(
              new Ranks(3 + seed % 3, seed).ahead().slow(seed % 3, 1.2).facts());
      long at = path.startNs(0) + path.durNs(0);
      for (int piece = 0; piece < path.size(); piece++) {
        assertThat(path.startNs(piece) + path.durNs(piece)).as("seed %d", seed).isEqualTo(at);
        at = path.startNs(piece);
      }
      assertThat(at).as("seed %d", seed).isEqualTo(path.beginNs());
    }
  }
}
