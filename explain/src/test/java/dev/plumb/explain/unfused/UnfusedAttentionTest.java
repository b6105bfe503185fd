package dev.plumb.explain.unfused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Program;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnfusedAttentionTest {
  private static final Analysis ANALYSIS = new UnfusedAttention();
  private static final String H100 = "NVIDIA H100 80GB HBM3";

  private static void written(Program p) {
    p.call("aten::bmm", "bf16[32,2048,64] bf16[32,64,2048]", "gemm", 200);
    p.call("aten::div", "bf16[32,2048,2048] fp64[]", "div", 150);
    p.call("aten::add", "bf16[2,16,2048,2048] bf16[2,1,1,2048] =1", "add", 150);
    p.call("aten::_softmax", "bf16[2,16,2048,2048] =-1 =False", "softmax", 300);
    p.call("aten::native_dropout", "bf16[2,16,2048,2048] =0.1 =True", "dropout", 200);
    p.call("aten::bmm", "bf16[32,2048,2048] bf16[32,2048,64]", "gemm", 200);
  }

  @Test
  void attentionThatIsWrittenOutIsNamedWithItsLines() {
    Program program = Program.on(H100);
    program.at(40, "attend", () -> written(program));
    program.at(50, "mlp", () -> program.call("aten::gelu", "bf16[4096,4096] =none", "gelu", 90));

    List<Finding> findings = program.findings(ANALYSIS);

    assertThat(findings).extracting(Finding::id).containsExactly("attention.unfused/chains");
    Finding finding = findings.getFirst();
    assertThat(finding.impact().ns()).isEqualTo(1_200_000);
    assertThat(finding.contexts()).extracting(each -> each.line()).containsOnly(40);
    // 34 GFLOP at 989 TFLOP/s: 35 us.
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isBetween(1_160_000L, 1_170_000L);
    assertThat(finding.advice().code()).contains("scaled_dot_product_attention");
  }

  @Test
  void theFusedTwinIsClean() {
    Program program = Program.on(H100);
    program.at(
        40,
        "attend",
        () ->
            program.call(
                "aten::_scaled_dot_product_flash_attention",
                "bf16[2,16,2048,64] bf16[2,16,2048,64] bf16[2,16,2048,64] =0. =False",
                "flash_fwd_kernel",
                80));
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void theBackwardPassIsFoundAsWell() {
    Program program = Program.on(H100);
    String scores = "bf16[32,2048,2048]";
    program.at(
        60,
        "backward",
        () -> {
          program.call("aten::bmm", "bf16[32,2048,2048] bf16[32,2048,64]", "gemm", 200);
          program.call("aten::bmm", "bf16[32,2048,64] bf16[32,64,2048]", "gemm", 200);
          program.call(
              "aten::_softmax_backward_data", scores + " " + scores + " =-1 =15", "softmax", 300);
          program.call("aten::bmm", "bf16[32,64,2048] bf16[32,2048,2048]", "gemm", 200);
          program.call("aten::bmm", "bf16[32,2048,2048] bf16[32,2048,64]", "gemm", 200);
        });
    assertThat(program.findings(ANALYSIS).getFirst().impact().ns()).isEqualTo(1_100_000);
  }

  @Test
  void aSoftmaxOfOtherSizeBetweenProductsIsNone() {
    Program program = Program.on(H100);
    program.call("aten::mm", "bf16[4096,1024] bf16[1024,1024]", "gemm", 100);
    program.call("aten::_softmax", "bf16[4096,8] =-1 =False", "softmax", 10);
    program.call("aten::mm", "bf16[4096,1024] bf16[1024,1024]", "gemm", 100);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void onAnUnknownDeviceThereIsNoCeiling() {
    Program program = Program.on("Frobnicator 3000");
    program.at(40, "attend", () -> written(program));
    assertThat(program.findings(ANALYSIS).getFirst().ceiling()).isNull();
  }

  @Test
  void withoutShapesItIsNotApplicable() {
    Program program = Program.on(H100);
    program.scenario().op("aten::_softmax", 0, 100);
    program.scenario().kernel("softmax", 10, 5, 200, 600_000);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(NotApplicable.class);
  }
}
