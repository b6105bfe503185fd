package dev.plumb.explain.unfused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Program;
import org.junit.jupiter.api.Test;

class UnfusedNormsTest {
  private static final Analysis ANALYSIS = new UnfusedNorms();
  private static final String H100 = "NVIDIA H100 80GB HBM3";

  private static void rms(Program p) {
    p.call("aten::copy_", "fp32[8,512,1024] bf16[8,512,1024] =False", "copy", 20);
    p.call("aten::pow", "fp32[8,512,1024] =2", "pow", 30);
    p.call("aten::mean", "fp32[8,512,1024] =[-1] =True", "mean", 20);
    p.call("aten::add", "fp32[8,512,1] fp64[] =1", "add", 2);
    p.call("aten::rsqrt", "fp32[8,512,1]", "rsqrt", 2);
    p.call("aten::mul", "fp32[8,512,1024] fp32[8,512,1]", "mul", 30);
    p.call("aten::copy_", "bf16[8,512,1024] fp32[8,512,1024] =False", "copy", 20);
    p.call("aten::mul", "bf16[1024] bf16[8,512,1024]", "mul", 20);
  }

  @Test
  void anRmsNormWrittenOutIsNamedWithItsLine() {
    Program program = Program.on(H100);
    program.at(77, "norm", () -> rms(program));
    program.call("aten::mm", "bf16[4096,1024] bf16[1024,1024]", "gemm", 100);

    Finding finding = program.findings(ANALYSIS).getFirst();

    assertThat(finding.id()).isEqualTo("norm.unfused/chains");
    assertThat(finding.title()).startsWith("1 normalisation in 8 separate operators");
    assertThat(finding.impact().ns()).isEqualTo(144_000);
    assertThat(finding.contexts()).extracting(each -> each.line()).containsOnly(77);
    // 16 MiB at 3.35 TB/s take 5 us.
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isBetween(138_500L, 139_500L);
  }

  @Test
  void theFusedTwinIsClean() {
    Program program = Program.on(H100);
    program.at(
        77,
        "norm",
        () ->
            program.call(
                "aten::_fused_rms_norm", "bf16[8,512,1024] =[1024] bf16[1024] =1e-6", "rms", 8));
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void rootsOfEachElementAreNoNorm() {
    Program program = Program.on(H100);
    program.at(
        88,
        "adam",
        () -> {
          program.call("aten::mul_", "fp32[1000,1000] =0.9", "mul", 30);
          program.call("aten::sqrt", "fp32[1000,1000]", "sqrt", 30);
          program.call("aten::div_", "fp32[1000,1000] fp32[1000,1000]", "div", 30);
        });
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void aLayerNormWrittenOutIsFound() {
    Program program = Program.on(H100);
    program.at(
        99,
        "norm",
        () -> {
          program.call("aten::mean", "fp32[4096,1024] =[-1] =True", "mean", 20);
          program.call("aten::sub", "fp32[4096,1024] fp32[4096,1] =1", "sub", 30);
          program.call("aten::pow", "fp32[4096,1024] =2", "pow", 30);
          program.call("aten::mean", "fp32[4096,1024] =[-1] =True", "mean", 20);
          program.call("aten::add", "fp32[4096,1] fp64[] =1", "add", 2);
          program.call("aten::sqrt", "fp32[4096,1]", "sqrt", 2);
          program.call("aten::div", "fp32[4096,1024] fp32[4096,1]", "div", 30);
        });
    assertThat(program.findings(ANALYSIS).getFirst().impact().ns()).isGreaterThanOrEqualTo(114_000);
  }

  @Test
  void withoutShapesItIsNotApplicable() {
    Program program = Program.on(H100);
    program.scenario().op("aten::rsqrt", 0, 100);
    program.scenario().kernel("rsqrt", 10, 5, 200, 600_000);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(NotApplicable.class);
  }
}
