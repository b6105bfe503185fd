package dev.plumb.explain.phases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Asked;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseAnalysisTest {
  private final PhaseAnalysis analysis = new PhaseAnalysis();

  /** 300 forward and 500 backward; the forward work again, and the update, where they take any. */
  private static Scenario step(long recomputed, long update) {
    Scenario s = new Scenario();
    s.python("train.py", 10, "train", 0, 10_000);
    s.op("aten::mm", 10, 100);
    s.kernel("gemm", 20, 5, 100, 300);
    s.op("autograd::engine::evaluate_function: MmBackward0", 200, 300);
    s.kernel("gemm", 210, 5, 400, 500);
    if (recomputed > 0) {
      s.op("autograd::engine::evaluate_function: CheckpointFunctionBackward", 600, 1_000);
      s.python("torch/utils/checkpoint.py", 1100, "recompute_fn", 610, 900);
      s.op("aten::mm", 620, 100);
      s.kernel("gemm", 630, 5, 1_000, recomputed);
    }
    if (update > 0) {
      s.annotation("Optimizer.step#AdamW.step", 3_000, 500);
      s.kernel("adam", 3_010, 5, 3_100, update);
    }
    return s;
  }

  @Test
  void workThatIsDoneTwiceIsFound() {
    List<Finding> findings = Asked.findings(analysis, step(200, 0).facts());

    assertThat(findings.getFirst().id()).contains("recomputation");
    assertThat(findings.getFirst().impact().ns()).isEqualTo(200);
    assertThat(findings.getFirst().impact().ofNs()).isEqualTo(1_000);
  }

  @Test
  void anOptimizerThatTakesLongIsFound() {
    List<Finding> findings = Asked.findings(analysis, step(0, 400).facts());

    assertThat(findings.getFirst().id()).contains("optimizer");
    assertThat(findings.getFirst().impact().ns()).isEqualTo(400);
  }

  /** Options of an optimizer that the program does not have help nobody. */
  @Test
  void theAdviceIsOfTheOptimizerThatRan() {
    for (String name : List.of("AdamW", "SGD", "Shampoo")) {
      Scenario s = step(0, 0);
      s.annotation("Optimizer.step#" + name + ".step", 3_000, 500);
      s.kernel("update", 3_010, 5, 3_100, 400);
      Advice advice = Asked.findings(analysis, s.facts()).getFirst().advice();
      if (name.equals("Shampoo")) {
        assertThat(advice.text()).contains("where Shampoo has one");
        assertThat(advice.code()).isNull();
      } else {
        assertThat(advice.code()).isEqualTo("torch.optim." + name + "(params, fused=True)");
      }
    }
  }

  @Test
  void theTwinThatDoesNeitherHasOnlyItsTable() {
    List<Finding> findings = Asked.findings(analysis, step(0, 50).facts());

    assertThat(findings).extracting(Finding::severity).containsExactly(FindingSeverity.INFO);
    assertThat(findings.getFirst().title()).contains("1.67 times as long as forward");
  }

  /**
   * An all-reduce that the backward pass launched waits for other ranks: it is no backward work.
   */
  @Test
  void communicationIsNoPhase() {
    Scenario s = step(0, 0);
    s.op("autograd::engine::evaluate_function: AccumulateGrad", 700, 100);
    s.kernel("ncclDevKernel_AllReduce_Sum_f32", 710, 5, 2_000, 9_000, "20", "");

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.title()).contains("5.1 % of device work, 1.67 times");
    assertThat(finding.evidence().rows().getLast())
        .containsExactly("communication", "0.009", "91.8 %", "");
  }

  @Test
  void onTheHostTooWaitingForRanksIsNoPhase() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 300);
    s.annotation("## backward ##", 400, 500);
    s.annotation("gloo:all_reduce", 1_000, 9_000);

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.title()).contains("5.1 % of host time, 1.67 times");
  }

  /** Backward work is known by Python, too, forward work only where operators were recorded. */
  @Test
  void whereOperatorsAreOfSomeStepsBothAreOfThose() {
    Scenario s = new Scenario();
    s.tables().problems().add(ProblemCode.OPERATORS_PARTLY, Problems.NO_OFFSET);
    s.op("aten::mm", 0, 300);
    s.op("autograd::engine::evaluate_function: MmBackward0", 400, 600);
    s.python("train.py", 10, "train", 1_000, 10_000);
    s.python("torch/autograd/__init__.py", 200, "backward", 2_000, 6_000);

    Finding finding = Asked.findings(analysis, s.facts()).getFirst();

    assertThat(finding.title()).contains("60.6 % of host time, 2.00 times");
  }

  @Test
  void inferenceHasNoPhases() {
    Scenario s = new Scenario();
    s.op("aten::mm", 10, 100);
    s.kernel("gemm", 20, 5, 100, 300);
    assertThat(Asked.outcome(analysis, s.facts())).isInstanceOf(NotApplicable.class);
  }
}
