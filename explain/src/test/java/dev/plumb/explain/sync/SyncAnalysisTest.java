package dev.plumb.explain.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import dev.plumb.explain.host.SyncCalls;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncAnalysisTest {
  private final SyncAnalysis analysis = new SyncAnalysis();

  /** Steps of 1 µs, in each a kernel of 400 ns that is waited for, and 200 ns of host work. */
  private static Scenario training(int steps, boolean reads) {
    Scenario s = new Scenario();
    for (int i = 0; i < steps; i++) {
      long at = 1_000L * i;
      s.python("train.py", 30, "train", at, 990);
      s.kernel("gemm", at + 10, 5, at + 100, 400);
      s.python("train.py", 77, "log", at + 110, 420);
      if (reads) {
        s.op("aten::item", at + 120, 400);
        s.op("aten::_local_scalar_dense", at + 121, 398);
        s.runtime("cudaStreamSynchronize", at + 122, 395);
      }
    }
    return s;
  }

  @Test
  void aValueThatIsReadInEachStepIsFoundAtItsLine() {
    List<Finding> findings = Asked.findings(analysis, training(5, true).facts());

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.id()).isEqualTo("sync.blocking/train.py:log > aten::item");
    assertThat(finding.contexts().getFirst().line()).isEqualTo(77);
    assertThat(finding.advice().code()).contains("detach()");
    // Four gaps of 600 ns: 510 until the next launch, of which the wait explains 395.
    assertThat(finding.impact().ns()).isEqualTo(4 * 395);
  }

  @Test
  void theTwinThatDoesNotReadIsClean() {
    assertThat(Asked.outcome(analysis, training(5, false).facts())).isInstanceOf(Clean.class);
  }

  @Test
  void aWaitAtTheEndOfTheProgramIsNone() {
    Scenario s = training(1, true);
    assertThat(Asked.outcome(analysis, s.facts())).isInstanceOf(Clean.class);
  }

  @Test
  void aCopyThatReturnsOnlyWhenItIsDoneIsAWait() {
    Scenario s = new Scenario();
    for (int i = 0; i < 3; i++) {
      long at = 1_000L * i;
      s.python("train.py", 12, "main", at, 900);
      s.op("aten::to", at + 10, 320);
      s.copy("cudaMemcpyAsync", "Memcpy HtoD (Pageable -> Device)", at + 15, 300, at + 20, 290, 8);
    }

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.contexts().getFirst().line()).isEqualTo(12);
    assertThat(finding.advice().code()).contains("non_blocking=True");
  }

  @Test
  void aCopyToTheHostIsNotAnsweredByPinningItsSource() {
    Scenario s = new Scenario();
    for (int i = 0; i < 3; i++) {
      long at = 1_000L * i;
      s.python("train.py", 12, "main", at, 900);
      s.op("aten::to", at + 10, 320);
      s.copy("cudaMemcpyAsync", "Memcpy DtoH (Device -> Pageable)", at + 15, 300, at + 20, 290, 8);
    }

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.advice().text()).contains("wait for the copy before the host reads");
    assertThat(finding.advice().code())
        .contains("copy_(x, non_blocking=True)", "synchronize()")
        .doesNotContain("DataLoader", "x.pin_memory()");
  }

  @Test
  void withoutDeviceWorkNothingCanBeSaid() {
    Scenario s = new Scenario();
    s.op("aten::item", 0, 5);
    assertThat(Asked.outcome(analysis, s.facts())).isInstanceOf(NotApplicable.class);
  }

  @Test
  void callsThatWaitAreKnownByName() {
    for (String name :
        List.of(
            "cudaStreamSynchronize",
            "hipDeviceSynchronize",
            "cuEventSynchronize",
            "cudaMemcpy",
            "hipMemcpyDtoH",
            "cuMemcpyDtoH_v2",
            "aclrtSynchronizeStream")) {
      assertThat(SyncCalls.isSynchronising(name)).as(name).isTrue();
    }
    for (String name :
        List.of("cudaMemcpyAsync", "cudaEventQuery", "cudaLaunchKernel", "cuMemcpyDtoHAsync_v2")) {
      assertThat(SyncCalls.isSynchronising(name)).as(name).isFalse();
    }
  }
}
