package dev.plumb.explain.hot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Context;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class HotAnalysisTest {
  private final HotAnalysis analysis = new HotAnalysis();

  @Test
  void deviceTimeBelongsToTheLineThatLaunchedIt() {
    Scenario s = new Scenario();
    s.python("train.py", 5, "main", 0, 1_000);
    s.python("model.py", 31, "attend", 1, 400);
    s.kernel("flash", 10, 5, 100, 700);
    s.kernel("void softmax<float, 4>(float*)", 20, 5, 900, 100);
    s.python("model.py", 40, "mlp", 500, 100);
    s.kernel("gemm", 510, 5, 1_100, 200);

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.title()).isEqualTo("Most device work belongs to model.py:31 attend: 80.0 %");
    assertThat(finding.contexts()).extracting(Context::line).containsExactly(31, 40);
    assertThat(finding.contexts()).extracting(Context::ns).containsExactly(800L, 200L);
    assertThat(finding.impact().ns()).isEqualTo(1_000);
  }

  @Test
  void lessThanHalfIsNotMost() {
    Scenario s = new Scenario();
    for (String kernel : List.of("a", "b", "c")) {
      s.orphan(kernel, 0, 100);
    }
    assertThat(Asked.findings(analysis, s.facts()))
        .extracting(Finding::title)
        .containsExactly("The largest share of device work belongs to a: 33.3 %");
  }

  /** What has no time of its own is no row, and is not counted as one that was left out. */
  @Test
  void callersWithoutTimeOfTheirOwnAreNoRows() {
    Scenario s = new Scenario();
    s.kernel("gemm", 1, 2, 5, 10);
    EvidenceTable evidence = Asked.findings(analysis, s.facts()).getFirst().evidence();
    assertThat(evidence.rows()).hasSize(1);
    assertThat(evidence.total()).isEqualTo(1);
  }

  /** A trace without categories does not say whether a name is a call or a kernel. */
  @Test
  void timeOfUnknownPlaceIsNotTheHosts() {
    Scenario s = new Scenario();
    s.slice("CopyHostToDevice", 0, 100);
    Finding finding = Asked.findings(analysis, s.facts()).getFirst();
    assertThat(finding.title()).isEqualTo("Most time belongs to CopyHostToDevice: 100.0 %");
    assertThat(finding.impact().ofWhat()).isEqualTo("time");
  }

  /** Whatever is hot is no fault: the list informs and never ranks among what can be saved. */
  @Test
  void itOnlyInforms() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 10);
    Finding finding = Asked.findings(analysis, s.facts()).getFirst();
    assertThat(finding.severity()).isEqualTo(FindingSeverity.INFO);
    assertThat(finding.ceiling()).isNull();
  }

  @Test
  void recursionCountsALineOnce() {
    Scenario s = new Scenario();
    s.python("tree.py", 3, "visit", 0, 100);
    s.python("tree.py", 3, "visit", 10, 80);
    Facts facts = s.facts();
    Finding finding = Asked.findings(analysis, facts).getFirst();
    assertThat(finding.evidence().rows()).hasSize(1);
    assertThat(finding.impact().ns()).isEqualTo(100);
  }

  @Test
  void withoutAnyTimeNothingCanBeSaid() {
    assertThat(Asked.outcome(analysis, new Scenario().facts())).isInstanceOf(NotApplicable.class);
  }
}
