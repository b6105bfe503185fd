package dev.plumb.explain.unfused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Program;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnfusedLossTest {
  private static final Analysis ANALYSIS = new UnfusedLoss();
  private static final String H100 = "NVIDIA H100 80GB HBM3";
  private static final String LOGITS = "fp32[8192,50304]";

  @Test
  void crossEntropyOverLargeLogitsIsNamedWithItsLine() {
    Program program = Program.on(H100);
    program.at(
        15,
        "loss",
        () -> {
          program.call("aten::copy_", LOGITS + " bf16[8192,50304] =False", "copy", 900);
          program.call("aten::_log_softmax", LOGITS + " =1 =False", "log_softmax", 1500);
          program.call("aten::nll_loss_forward", LOGITS + " i64[8192] - =1 =-100", "nll", 20);
        });
    program.call("aten::mm", "bf16[8192,1024] bf16[1024,50304]", "gemm", 1500);

    List<Finding> findings = program.findings(ANALYSIS);

    assertThat(findings).extracting(Finding::id).containsExactly("loss.unfused/cross-entropy");
    Finding finding = findings.getFirst();
    assertThat(finding.impact().ns()).isEqualTo(2_420_000);
    assertThat(finding.contexts()).extracting(each -> each.line()).containsOnly(15);
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isLessThan(2_420_000);
  }

  @Test
  void aSmallLossIsClean() {
    Program program = Program.on(H100);
    program.call("aten::_log_softmax", "fp32[256,10] =1 =False", "log_softmax", 3);
    program.call("aten::nll_loss_forward", "fp32[256,10] i64[256] - =1 =-100", "nll", 3);
    program.call("aten::mm", "bf16[8192,1024] bf16[1024,50304]", "gemm", 1500);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void aLogSoftmaxWithoutAPickIsNoLoss() {
    Program program = Program.on(H100);
    program.call("aten::_log_softmax", LOGITS + " =1 =False", "log_softmax", 1500);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void aLossOfManyKernelsIsFound() {
    Program program = Program.on(H100);
    program.at(
        16,
        "loss",
        () ->
            program.within(
                "aten::binary_cross_entropy_with_logits",
                "fp32[1000000] fp32[1000000] - - =1",
                () -> {
                  for (String each : List.of("clamp", "neg", "exp", "log", "mul", "mean")) {
                    program.launch(each, 20, "");
                  }
                }));
    Finding finding = program.findings(ANALYSIS).getFirst();
    assertThat(finding.id()).isEqualTo("loss.unfused/elementwise");
    assertThat(finding.contexts().getFirst().line()).isEqualTo(16);
  }

  @Test
  void withoutShapesItIsNotApplicable() {
    Program program = Program.on(H100);
    program.scenario().op("aten::_log_softmax", 0, 100);
    program.scenario().kernel("k", 10, 5, 200, 600_000);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(NotApplicable.class);
  }
}
