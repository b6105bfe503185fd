package dev.plumb.explain.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
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
  }

  @Test
  void withoutLaunchesThereIsNoPath() {
    Scenario s = new Scenario();
    s.orphan("gemm", 0, 10);
    assertThat(Asked.outcome(new PathAnalysis(), s.facts())).isInstanceOf(NotApplicable.class);
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
}
