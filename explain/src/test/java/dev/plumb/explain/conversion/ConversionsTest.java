package dev.plumb.explain.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Program;
import dev.plumb.explain.Scenario;
import org.junit.jupiter.api.Test;

class ConversionsTest {
  private static final Analysis LAYOUT = new LayoutConversions();
  private static final Analysis PRECISION = new PrecisionConversions();
  private static final String H100 = "NVIDIA H100 80GB HBM3";
  private static final String PERMUTED =
      "bf16[8,16,512,64]/[524288,32768,64,1] bf16[8,16,512,64]/[524288,64,1024,1] =False";

  @Test
  void castsAreNamedWithTheirLine() {
    Program program = Program.on(H100);
    program.at(
        11,
        "to_float",
        () ->
            program.within(
                "aten::_to_copy",
                "bf16[4096,4096]",
                () ->
                    program.call(
                        "aten::copy_", "fp32[4096,4096] bf16[4096,4096] =False", "copy", 50)));
    program.call("aten::mm", "bf16[4096,4096] bf16[4096,4096]", "gemm", 200);

    Finding finding = program.findings(PRECISION).getFirst();

    assertThat(finding.id()).isEqualTo("conversion.precision/casts");
    assertThat(finding.impact().ns()).isEqualTo(50_000);
    assertThat(finding.contexts().getFirst().line()).isEqualTo(11);
    assertThat(finding.evidence().rows().getFirst()).startsWith("bf16 to fp32");
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isEqualTo(50_000);
  }

  @Test
  void copiesOfOneFormatAndOfIndicesAreNoCasts() {
    Program program = Program.on(H100);
    program.call("aten::copy_", "bf16[4096,4096] bf16[4096,4096] =False", "copy", 50);
    program.call("aten::copy_", "fp32[4096,4096] i64[4096,4096] =False", "copy", 50);
    assertThat(program.ask(PRECISION)).isInstanceOf(Clean.class);
  }

  @Test
  void withoutShapesCastsAreNotApplicable() {
    Program program = Program.on(H100);
    program.scenario().op("aten::copy_", 0, 100);
    program.scenario().kernel("copy", 10, 5, 200, 600_000);
    assertThat(program.ask(PRECISION)).isInstanceOf(NotApplicable.class);
  }

  @Test
  void aCopyThatMakesAPermutedTensorContiguousIsNamedWithItsLine() {
    Program program = Program.on(H100);
    program.at(
        22,
        "merge_heads",
        () ->
            program.within(
                "aten::contiguous",
                "bf16[8,16,512,64]",
                () ->
                    program.within(
                        "aten::clone",
                        "bf16[8,16,512,64]",
                        () -> program.call("aten::copy_", PERMUTED, "copy", 40))));
    Finding finding = program.findings(LAYOUT).getFirst();
    assertThat(finding.id()).isEqualTo("conversion.layout/contiguous");
    assertThat(finding.title()).startsWith("1 copy of permuted tensors");
    assertThat(finding.contexts().getFirst().line()).isEqualTo(22);
  }

  @Test
  void aCopyOfAContiguousTensorIsClean() {
    Program program = Program.on(H100);
    program.within(
        "aten::clone",
        "bf16[8,16,512,64]",
        () ->
            program.call(
                "aten::copy_",
                "bf16[8,16,512,64]/[524288,32768,64,1] bf16[8,16,512,64]/[524288,32768,64,1]",
                "copy",
                40));
    // Into a slot of a cache: what is asked for is the copy, not the order.
    program.call("aten::copy_", PERMUTED, "copy", 40);
    assertThat(program.ask(LAYOUT)).isInstanceOf(Clean.class);
  }

  @Test
  void aLibrarysConversionsOfImagesAreNamedWithTheirLine() {
    Program program = Program.on(H100);
    program.at(
        23,
        "conv",
        () ->
            program.within(
                "aten::cudnn_convolution",
                "fp16[8,64,56,56] fp16[64,64,3,3]",
                () -> {
                  program.launch("void nchwToNhwcKernel<__half, __half, float>", 30, "");
                  program.launch("sm80_xmma_fprop_implicit_gemm_f16f16", 100, "");
                  program.launch("void nhwcToNchwKernel<__half, __half, float>", 30, "");
                }));
    Finding finding = program.findings(LAYOUT).getFirst();
    assertThat(finding.id()).isEqualTo("conversion.layout/images");
    assertThat(finding.impact().ns()).isEqualTo(60_000);
    assertThat(finding.contexts()).extracting(each -> each.line()).containsOnly(23);
    assertThat(finding.advice().code()).contains("channels_last");
  }

  @Test
  void theTwinInTheLibrarysOrderIsClean() {
    Program program = Program.on(H100);
    program.within(
        "aten::cudnn_convolution",
        "fp16[8,64,56,56] fp16[64,64,3,3]",
        () -> program.launch("sm80_xmma_fprop_implicit_gemm_f16f16_nhwckrsc_nhwc", 100, ""));
    assertThat(program.ask(LAYOUT)).isInstanceOf(Clean.class);
  }

  @Test
  void withoutOperatorsLayoutIsNotApplicable() {
    Program program = Program.on(H100);
    program.launch("copy", 100, "");
    assertThat(program.ask(LAYOUT)).isInstanceOf(NotApplicable.class);
  }

  @Test
  void fusionsOfXlaThatTransposeAreFound() {
    Scenario s = Scenario.xla();
    s.kernel("input_transpose_fusion", 0, 5, 100, 600);
    s.kernel("Cijk_Ailk_Bljk_BBS", 10, 5, 700, 400);

    Finding finding = Asked.findings(new LayoutConversions(), s.facts()).getFirst();

    assertThat(finding.id()).isEqualTo("conversion.layout/transposes");
    assertThat(finding.impact().ns()).isEqualTo(600);
  }

  @Test
  void fusionsOfXlaThatDoNotTransposeAreClean() {
    Scenario s = Scenario.xla();
    s.kernel("loop_add_fusion", 0, 5, 100, 600);
    s.kernel("transposed_weights_matmul_fusion", 10, 5, 700, 400);

    assertThat(Asked.outcome(new LayoutConversions(), s.facts())).isInstanceOf(Clean.class);
  }

  @Test
  void kernelsAloneDoNotTellOfLayouts() {
    Scenario s = new Scenario();
    s.kernel("gemm", 0, 5, 100, 600);

    assertThat(Asked.outcome(new LayoutConversions(), s.facts())).isInstanceOf(NotApplicable.class);
  }
}
