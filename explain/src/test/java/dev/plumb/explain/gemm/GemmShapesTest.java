package dev.plumb.explain.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Program;
import java.util.List;
import org.junit.jupiter.api.Test;

class GemmShapesTest {
  private static final Analysis ANALYSIS = new GemmShapes();
  private static final String H100 = "NVIDIA H100 80GB HBM3";
  private static final String GEMM = "sm90_xmma_gemm_bf16bf16_cublas";

  @Test
  void anOddVocabularyIsNamedWithItsLineAndTheNextGoodSize() {
    Program program = Program.on(H100);
    program.at(
        30,
        "lm_head",
        () -> program.call("aten::mm", "bf16[4096,1024] bf16[1024,50257]", GEMM, 2000));
    program.at(
        31, "mlp", () -> program.call("aten::mm", "bf16[4096,1024] bf16[1024,4096]", GEMM, 100));

    List<Finding> findings = program.findings(ANALYSIS);

    assertThat(findings).extracting(Finding::id).containsExactly("gemm.shapes/misaligned");
    Finding finding = findings.getFirst();
    assertThat(finding.contexts()).extracting(each -> each.line()).containsExactly(30);
    assertThat(finding.advice().code()).contains("50257 -> 50304");
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isLessThan(2_000_000);
  }

  @Test
  void thePaddedTwinIsClean() {
    Program program = Program.on(H100);
    program.at(
        30,
        "lm_head",
        () -> program.call("aten::mm", "bf16[4096,1024] bf16[1024,50304]", GEMM, 600));
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void aTransposedOperandIsJudgedByTheRowsThatLieInMemory() {
    // Rows of both lie along K, which is even; M is odd, and nothing depends on it.
    Program program = Program.on(H100);
    program.call("aten::mm", "bf16[8193,1024]/[1024,1] bf16[1024,4096]/[1,1024]", GEMM, 150);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
    Program odd = Program.on(H100);
    odd.call("aten::mm", "bf16[8193,1024]/[1,8193] bf16[1024,4096]/[1,1024]", GEMM, 150);
    assertThat(odd.findings(ANALYSIS))
        .extracting(Finding::id)
        .containsExactly("gemm.shapes/misaligned");
  }

  @Test
  void theKernelsOwnWordOnAlignmentCounts() {
    Program program = Program.on(H100);
    String kernel = "cutlass_80_tensorop_bf16_s16816gemm_bf16_64x64_64x6_nn_align8";
    program.call("aten::mm", "bf16[4096,1024] bf16[1024,50257]", kernel, 600);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void manySmallProductsAreOneFinding() {
    Program program = Program.on(H100);
    program.at(
        7,
        "heads",
        () -> {
          for (int i = 0; i < 40; i++) {
            program.call("aten::mm", "bf16[64,64] bf16[64,64]", GEMM, 4);
          }
        });
    Finding finding = program.findings(ANALYSIS).getFirst();
    assertThat(finding.id()).isEqualTo("gemm.shapes/small");
    assertThat(finding.title()).startsWith("40 matrix products");
    assertThat(finding.contexts().getFirst().line()).isEqualTo(7);
  }

  @Test
  void aHandfulOfRowsAgainstLargeWeightsIsOne() {
    Program program = Program.on(H100);
    program.at(
        9, "decode", () -> program.call("aten::mm", "bf16[4,8192] bf16[8192,8192]", GEMM, 50));
    Finding finding = program.findings(ANALYSIS).getFirst();
    assertThat(finding.id()).isEqualTo("gemm.shapes/few-rows");
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isEqualTo(25_000);
  }

  @Test
  void plainLanesNeedNoAlignment() {
    Program program = Program.on(H100);
    program.call("aten::mm", "fp32[4097,1023] fp32[1023,4097]", "ampere_sgemm_128x64_nn", 900);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void withoutAnyProductItIsNotApplicable() {
    Program program = Program.on(H100);
    program.call("aten::add", "bf16[64] bf16[64] =1", "add", 10);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(NotApplicable.class);
  }
}
