package dev.plumb.explain.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import org.junit.jupiter.api.Test;

class PageableCopyAnalysisTest {
  private final PageableCopyAnalysis analysis = new PageableCopyAnalysis();

  private static Scenario loop(String memory) {
    Scenario s = new Scenario();
    for (int i = 0; i < 4; i++) {
      long at = 1_000L * i;
      s.python("train.py", 23, "main", at, 900);
      String name = "Memcpy HtoD (" + memory + " -> Device)";
      s.copy("cudaMemcpyAsync", name, at, 5, at + 10, 100, 1_000);
      s.kernel("gemm", at + 20, 5, at + 80, 400);
    }
    return s;
  }

  @Test
  void copiesOfPageableMemoryAreFoundAtTheirLine() {
    Finding finding = Asked.findings(analysis, loop("Pageable").facts()).getFirst();

    assertThat(finding.contexts().getFirst().line()).isEqualTo(23);
    assertThat(finding.impact().ns()).isEqualTo(400);
    // Thirty of each hundred run beside the kernel.
    assertThat(finding.ceiling().ns()).isEqualTo(4 * 70);
    assertThat(finding.evidence().rows().getFirst())
        .containsExactly("pageable", "4", "0.000", "0.000", "0.004000", "10");
  }

  @Test
  void copiesToTheDeviceArePinnedByWhoMakesTheData() {
    Advice advice = Asked.findings(analysis, loop("Pageable").facts()).getFirst().advice();

    assertThat(advice.code()).contains("DataLoader(", "pin_memory()").doesNotContain("empty_like");
  }

  @Test
  void copiesToTheHostNeedAPinnedDestinationAndAWait() {
    Scenario s = new Scenario();
    s.copy("cudaMemcpyAsync", "Memcpy DtoH (Device -> Pageable)", 0, 5, 10, 100, 1_000);
    Advice advice = Asked.findings(analysis, s.facts()).getFirst().advice();

    assertThat(advice.text()).contains("wait for the copy before the host reads");
    assertThat(advice.code())
        .contains("pin_memory=True", "copy_(x, non_blocking=True)", "synchronize()")
        .doesNotContain("DataLoader");
  }

  @Test
  void bothDirectionsAreAnsweredByTheirShare() {
    Scenario s = new Scenario();
    s.copy("cudaMemcpyAsync", "Memcpy HtoD (Pageable -> Device)", 0, 5, 10, 100, 1_000);
    s.copy("cudaMemcpyAsync", "Memcpy DtoH (Device -> Pageable)", 200, 5, 210, 300, 1_000);
    Advice advice = Asked.findings(analysis, s.facts()).getFirst().advice();

    assertThat(advice.text())
        .containsSubsequence(
            "To the host (75.0 % of the time)", "To the device (25.0 % of the time)");
    assertThat(advice.code()).containsSubsequence("empty_like", "DataLoader");
  }

  @Test
  void programsOfOtherFrameworksAreNotToldOfTorch() {
    Scenario s = Scenario.of("nsys-sqlite");
    s.copy("cudaMemcpyAsync", "Memcpy DtoH (Device -> Pageable)", 0, 5, 10, 100, 1_000);
    Advice advice = Asked.findings(analysis, s.facts()).getFirst().advice();

    assertThat(advice.text()).doesNotContainIgnoringCase("torch").doesNotContain("DataLoader");
    assertThat(advice.code()).isNull();
  }

  @Test
  void theTwinThatPinsIsClean() {
    assertThat(Asked.outcome(analysis, loop("Pinned").facts())).isInstanceOf(Clean.class);
  }

  @Test
  void namesThatDoNotTellAreNoEvidence() {
    Scenario s = new Scenario();
    s.copy("hipMemcpyAsync", "CopyHostToDevice", 0, 5, 10, 100, 1_000);
    assertThat(Asked.outcome(analysis, s.facts())).isInstanceOf(NotApplicable.class);
  }
}
