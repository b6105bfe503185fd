package dev.plumb.explain.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import dev.plumb.explain.host.DataLoading;
import org.junit.jupiter.api.Test;

class LoadingAnalysisTest {
  private final LoadingAnalysis analysis = new LoadingAnalysis();

  private static Scenario steps(long loading, boolean device) {
    Scenario s = new Scenario();
    for (int i = 0; i < 3; i++) {
      long at = 1_000L * i;
      s.step(i, at, 1_000);
      s.python("train.py", 42, "main", at, 990);
      s.op("enumerate(DataLoader)#_SingleProcessDataLoaderIter.__next__", at + 1, loading);
      if (device) {
        s.kernel("gemm", at + 500, 5, at + 510, 700);
      }
    }
    return s;
  }

  @Test
  void onTheHostAloneAllOfItCanBeSaved() {
    Finding finding = Asked.findings(analysis, steps(400, false).facts()).getFirst();

    assertThat(finding.impact().ns()).isEqualTo(1_200);
    assertThat(finding.ceiling().ns()).isEqualTo(1_200);
    assertThat(finding.contexts().getFirst().line()).isEqualTo(42);
    assertThat(finding.advice().code()).contains("num_workers=4");
  }

  @Test
  void besideADeviceOnlyItsIdleTimeCanBeSaved() {
    Finding finding = Asked.findings(analysis, steps(400, true).facts()).getFirst();

    assertThat(finding.impact().ns()).isEqualTo(1_200);
    // Idle from 1210 on: the loader ends at 1401 and at 2401.
    assertThat(finding.ceiling().ns()).isEqualTo(2 * 191);
  }

  @Test
  void aLoaderThatIsReadyIsClean() {
    assertThat(Asked.outcome(analysis, steps(10, false).facts())).isInstanceOf(Clean.class);
  }

  @Test
  void aProgramWithoutALoaderIsNoEvidence() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 10);
    assertThat(Asked.outcome(analysis, s.facts())).isInstanceOf(NotApplicable.class);
  }

  @Test
  void loadersAreKnownByName() {
    assertThat(DataLoading.isLoading("torch/utils/data/dataloader.py(703): __next__")).isTrue();
    assertThat(DataLoading.isLoading("data_loading")).isTrue();
    assertThat(DataLoading.isLoading("IteratorGetNextOp")).isTrue();
    assertThat(DataLoading.isLoading("aten::load_something")).isFalse();
    assertThat(DataLoading.isLoading("DataParallel.forward")).isFalse();
  }
}
