package dev.plumb.explain.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Program;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixUnitsTest {
  private static final Analysis ANALYSIS = new MatrixUnits();
  private static final String A100 = "NVIDIA A100-SXM4-80GB";
  private static final String FP32 = "fp32[4096,4096] fp32[4096,4096]";
  private static final String BF16 = "bf16[4096,4096] bf16[4096,4096]";

  @Test
  void fp32WithoutTf32IsNamedWithItsLineAndTheSwitch() {
    Program program = Program.on(A100);
    program.at(21, "forward", () -> program.call("aten::mm", FP32, "ampere_sgemm_128x64_nn", 7000));

    List<Finding> findings = program.findings(ANALYSIS);

    assertThat(findings).extracting(Finding::id).containsExactly("gemm.matrix-units/no-tf32");
    Finding finding = findings.getFirst();
    assertThat(finding.contexts().getFirst().line()).isEqualTo(21);
    assertThat(finding.advice().code()).contains("set_float32_matmul_precision");
    // 137 GFLOP at 156 TFLOP/s take 0.88 ms.
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isBetween(6_115_000L, 6_125_000L);
  }

  @Test
  void theTwinInBf16IsClean() {
    Program program = Program.on(A100);
    program.at(
        21,
        "forward",
        () -> program.call("aten::mm", BF16, "ampere_bf16_s16816gemm_bf16_128x256_nn", 550));
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void tf32IsWiderThanItNeedsToBe() {
    Program program = Program.on(A100);
    String kernel = "cutlass_80_tensorop_s1688gemm_256x128_16x3_nn_align4";
    program.call("aten::mm", FP32, kernel, 1000);
    Finding finding = program.findings(ANALYSIS).getFirst();
    assertThat(finding.id()).isEqualTo("gemm.matrix-units/wide");
    assertThat(finding.advice().code()).contains("torch.bfloat16");
  }

  @Test
  void aDeviceWithoutBf16IsAdvisedFp16() {
    Program program = Program.on("Tesla V100-SXM2-16GB");
    program.call("aten::mm", FP32, "volta_sgemm_128x64_nn", 12_000);
    Finding finding = program.findings(ANALYSIS).getFirst();
    assertThat(finding.id()).isEqualTo("gemm.matrix-units/wide");
    assertThat(finding.advice().code()).contains("torch.float16");
    assertThat(finding.advice().text()).contains("GradScaler");
  }

  @Test
  void halfPrecisionOnPlainLanesIsUnused() {
    Program program = Program.on(A100);
    program.at(
        5,
        "conv",
        () ->
            program.call(
                "aten::cudnn_convolution",
                "fp16[64,256,56,56] fp16[256,256,3,3] =[1,1] =[1,1] =[1,1] =1",
                "void cudnn::cnn::wgrad_alg0_engine<__half, 128, 6>",
                9000));
    Finding finding = program.findings(ANALYSIS).getFirst();
    assertThat(finding.id()).isEqualTo("gemm.matrix-units/unused");
    assertThat(finding.advice().code()).contains("channels_last");
  }

  @Test
  void anUnknownDeviceIsNotApplicable() {
    Program program = Program.on("Frobnicator 3000");
    program.call("aten::mm", FP32, "ampere_sgemm_128x64_nn", 7000);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(NotApplicable.class);
  }
}
