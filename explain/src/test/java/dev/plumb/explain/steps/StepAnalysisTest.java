package dev.plumb.explain.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import dev.plumb.explain.base.Robust;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepAnalysisTest {
  private final StepAnalysis analysis = new StepAnalysis();

  /** Steps of these lengths; in each a function that takes half of it, and a checkpoint. */
  private static Scenario steps(long... durs) {
    Scenario s = new Scenario();
    long at = 0;
    for (int i = 0; i < durs.length; i++) {
      s.step(i, at, durs[i]);
      s.python("train.py", 30, "train", at + 1, durs[i] - 2);
      s.python("train.py", 50, "forward", at + 2, 400);
      if (durs[i] > 1_100) {
        s.python("train.py", 90, "save", at + 500, durs[i] - 900);
      }
      at += durs[i];
    }
    return s;
  }

  @Test
  void theLongStepIsNamedWithWhatItDidOnly() {
    List<Finding> findings =
        Asked.findings(analysis, steps(1_000, 1_010, 990, 3_000, 1_005, 995).facts());

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.id()).isEqualTo("steps.outliers/ProfilerStep#3");
    assertThat(finding.contexts().getFirst().line()).isEqualTo(90);
    assertThat(finding.impact().ns()).isEqualTo(3_000 - 1_002);
  }

  @Test
  void manyLongStepsAreOneFinding() {
    Finding finding =
        Asked.findings(
                analysis,
                steps(
                        1_000, 1_010, 990, 3_000, 1_005, 995, 1_000, 2_000, 1_000, 4_000, 1_000,
                        1_000)
                    .facts())
            .getFirst();

    assertThat(finding.id()).isEqualTo("steps.outliers/several");
    assertThat(finding.title())
        .isEqualTo(
            "3 of 12 steps took longer than the others, up to 0.004 ms in ProfilerStep#9;"
                + " the median is 0.001 ms");
    assertThat(finding.impact().ns()).isEqualTo(2_000 + 1_000 + 3_000);
    assertThat(finding.evidence().rows()).hasSize(3);
    assertThat(finding.contexts().getFirst().line()).isEqualTo(90);
  }

  @Test
  void warmUpIsToldAndNotBlamed() {
    Clean clean =
        (Clean) Asked.outcome(analysis, steps(5_000, 2_000, 1_000, 1_010, 990, 1_000).facts());

    assertThat(clean.why()).contains("behind 2 of warm-up");
  }

  /** Else the number would be one that no other line of the report has. */
  @Test
  void theStepsThatAreHeldAgainstEachOtherAreThoseBehindTheWarmUp() {
    Finding finding =
        Asked.findings(
                analysis,
                steps(
                        9_000, 1_010, 990, 3_000, 1_005, 995, 1_000, 2_000, 1_000, 4_000, 1_000,
                        1_000)
                    .facts())
            .getFirst();

    assertThat(finding.title())
        .startsWith("3 of 11 steps behind 1 of warm-up took longer than the others, ");
  }

  @Test
  void stepsThatDifferByAFewPercentAreClean() {
    assertThat(Asked.outcome(analysis, steps(1_000, 1_030, 980, 1_010).facts()))
        .isInstanceOf(Clean.class);
  }

  @Test
  void twoStepsAreTooFew() {
    assertThat(Asked.outcome(analysis, steps(1_000, 3_000).facts()))
        .isInstanceOf(NotApplicable.class);
  }

  @Test
  void medianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
    assertThat(Robust.median(new long[] {7, 1, 4, 2})).isEqualTo(3);
    assertThat(Robust.median(new long[] {7})).isEqualTo(7);
  }
}
