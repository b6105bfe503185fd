package dev.plumb.explain.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Context;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Scenario;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdleAnalysisTest {
  private static Outcome outcome(Facts facts) {
    return Asked.outcome(new IdleAnalysis(), facts);
  }

  private static List<Finding> findings(Facts facts) {
    return Asked.findings(new IdleAnalysis(), facts);
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
  void aLaunchThatLoadsItsKernelIsNotCalledSmall() {
    Scenario s = new Scenario();
    s.kernel("a", 0, 5, 10, 100);
    s.kernel("first of its kind", 50, 6_000_000, 6_000_100, 100);
    s.kernel("usual", 6_000_300, 1_000, 6_001_400, 100);
    // Its call begins when the queue is empty.
    s.kernel("loads", 6_002_000, 6_000_000, 12_002_100, 100);

    Finding finding =
        findings(s.facts()).stream()
            .filter(each -> each.id().equals("gpu.idle/launch-latency"))
            .findFirst()
            .orElseThrow();

    assertThat(finding.advice().text()).contains("one launch");
  }

  @Test
  void severalFirstLaunchesAreToldAsOneIs() {
    Scenario s = new Scenario();
    for (int i = 0; i < 4; i++) {
      s.kernel("gemm" + i, 300_000_000L * i, 290_000_000, 300_000_000L * i + 291_000_000, 10_000);
    }
    assertThat(findings(s.facts()))
        .filteredOn(each -> each.id().equals("gpu.idle/launch-latency"))
        .singleElement()
        .satisfies(each ->
            assertThat(each.advice().text())
                .startsWith("Most of it is 3 launches of more than 1 ms each")
                .doesNotContain("Fuse"));
  }

  @Test
  void aHostThatDoesSomethingElseIsNotToldToLaunchLess() {
    Scenario s = new Scenario();
    s.python("train.py", 7, "main", 0, 100_000_000);
    s.kernel("gemm", 10, 5, 100, 400);
    s.kernel("gemm", 50_000_000, 5, 50_000_100, 400);
    s.kernel("gemm", 50_600_000, 5, 50_600_100, 400);

    Finding finding = findings(s.facts()).getFirst();

    assertThat(finding.id()).isEqualTo("gpu.idle/host-late");
    assertThat(finding.advice().text())
        .startsWith("98.8 % of it is a gap of more than 10 ms")
        .doesNotContain("fewer");
    assertThat(finding.advice().code()).isNull();
  }

  @Test
  void programsOfXlaAreCompiledAlready() {
    Scenario s = Scenario.xla();
    for (int i = 0; i < 5; i++) {
      s.program(1_000L * i, 5, 1_000L * i + 10, 100, "fusion");
    }
    assertThat(findings(s.facts()).getFirst().advice().text())
        .contains("compiled programs", "jit the whole step")
        .doesNotContain("compile the model");
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

  @Test
  void eachOfSeveralStreamsSaysWhyItWaited() {
    Scenario s = new Scenario();
    s.kernel("gemm", 0, 5, 100, 1_000, "7", "");
    s.kernel("ncclDevKernel_AllReduce_Sum", 10, 5, 200, 100, "20", "");
    s.kernel("ncclDevKernel_AllReduce_Sum", 20, 5, 900, 100, "20", "");
    s.kernel("gemm", 1_150, 50, 1_250, 1_000, "7", "");
    Facts facts = s.facts();

    List<StreamIdle> streams = StreamIdle.of(facts, facts.lanes().getFirst());

    assertThat(streams).extracting(StreamIdle::totalNs).containsExactly(2_150L, 800L);
    assertThat(streams).extracting(StreamIdle::busyNs).containsExactly(2_000L, 200L);
    assertThat(streams.get(0).ns(IdleCause.HOST_LATE)).isEqualTo(50);
    assertThat(streams.get(0).ns(IdleCause.LAUNCH_LATENCY)).isEqualTo(100);
    assertThat(streams.get(1).ns(IdleCause.QUEUED)).isEqualTo(600);
    assertThat(findings(facts)).extracting(Finding::id).contains("gpu.idle/streams");
  }

  @Test
  void aSingleStreamIsTheDevice() {
    Scenario s = new Scenario();
    s.kernel("a", 0, 5, 10, 100);
    s.kernel("b", 20, 5, 110, 100);
    Facts facts = s.facts();
    assertThat(StreamIdle.of(facts, facts.lanes().getFirst())).isEmpty();
    assertThat(outcome(facts)).isInstanceOf(Clean.class);
  }

  /** Against a count of instants that knows nothing of intervals. */
  @Test
  void busyTimeAndCausesOfAStreamAddUpToItsTime() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Scenario s = new Scenario();
      boolean[][] works = new boolean[3][4_000];
      long[] first = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
      long[] last = new long[3];
      long launch = 0;
      for (int i = 0; i < 60; i++) {
        s.thread("t" + random.nextInt(2));
        launch += random.nextInt(40);
        int start = (int) launch + 5 + random.nextInt(60);
        int stream = random.nextInt(3);
        int dur = random.nextInt(30);
        switch (random.nextInt(4)) {
          case 0 -> s.runtime("cudaStreamSynchronize", launch, random.nextInt(50));
          case 1 -> s.op("enumerate(DataLoader)#x.__next__", launch, random.nextInt(50));
          default -> {
            s.kernel("k", launch, 5, start, dur, String.valueOf(stream), "");
            Arrays.fill(works[stream], start, start + dur, true);
            first[stream] = Math.min(first[stream], start);
            last[stream] = Math.max(last[stream], start + dur);
          }
        }
      }
      Facts facts = s.facts();
      List<StreamIdle> streams = StreamIdle.of(facts, facts.lanes().getFirst());
      assertThat(streams).as("seed %d", seed).hasSize(3);
      for (StreamIdle each : streams) {
        int stream = Integer.parseInt(each.lane().trace().strings().get(each.streamId()));
        long busy = 0;
        for (boolean instant : works[stream]) {
          busy += instant ? 1 : 0;
        }
        long idle = 0;
        for (IdleCause cause : IdleCause.values()) {
          assertThat(each.ns(cause)).isNotNegative();
          idle += each.ns(cause);
        }
        assertThat(each.busyNs()).as("seed %d stream %d", seed, stream).isEqualTo(busy);
        assertThat(each.totalNs()).isEqualTo(last[stream] - first[stream]);
        assertThat(busy + idle).isEqualTo(each.totalNs());
      }
    }
  }
}
