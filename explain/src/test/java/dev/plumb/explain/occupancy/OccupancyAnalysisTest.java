package dev.plumb.explain.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Program;
import org.junit.jupiter.api.Test;

class OccupancyAnalysisTest {
  private static final Analysis ANALYSIS = new OccupancyAnalysis();
  private static final String H100 = "NVIDIA H100 80GB HBM3";

  private static String launch(int registers, double blocksPerSm, int occupancy) {
    return "\"registers per thread\": "
        + registers
        + ", \"shared memory\": 0, \"blocks per SM\": "
        + blocksPerSm
        + ", \"grid\": [4096, 1, 1], \"block\": [256, 1, 1], \"est. achieved occupancy %\": "
        + occupancy;
  }

  @Test
  void aKernelOfManyRegistersIsNamedWithItsLine() {
    Program program = Program.on(H100);
    program.at(
        44,
        "scan",
        () ->
            program.call(
                "aten::cumsum", "fp32[4096,4096] =1", "my_scan", 400, launch(255, 31, 12)));

    Finding finding = program.findings(ANALYSIS).getFirst();

    assertThat(finding.id()).isEqualTo("kernel.occupancy/low");
    assertThat(finding.contexts().getFirst().line()).isEqualTo(44);
    assertThat(finding.evidence().rows().getFirst()).contains("my_scan", "255", "12");
    // 128 MiB at 3.35 TB/s take 40 us.
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isBetween(359_000L, 361_000L);
  }

  @Test
  void theTwinOfFewRegistersIsClean() {
    Program program = Program.on(H100);
    program.call("aten::cumsum", "fp32[4096,4096] =1", "my_scan", 100, launch(24, 31, 94));
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void fewBlocksAreNoMatterOfRegisters() {
    Program program = Program.on(H100);
    program.call("aten::cumsum", "fp32[4096,4096] =1", "my_scan", 400, launch(255, 0.5, 4));
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void productsOfMatricesRunWithFewWarpsOnPurpose() {
    Program program = Program.on(H100);
    program.call(
        "aten::mm",
        "bf16[4096,4096] bf16[4096,4096]",
        "sm90_xmma_gemm_bf16bf16_cublas",
        400,
        launch(168, 31, 19));
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void withoutAnOperatorOfKnownCostThereIsNoCeiling() {
    Program program = Program.on(H100);
    program.launch("my_scan", 400, launch(255, 31, 12));
    assertThat(program.findings(ANALYSIS).getFirst().ceiling()).isNull();
  }

  @Test
  void withoutOccupancyItIsNotApplicable() {
    Program program = Program.on(H100);
    program.launch("my_scan", 400, "\"grid\": [4096, 1, 1], \"block\": [256, 1, 1]");
    assertThat(program.ask(ANALYSIS)).isInstanceOf(NotApplicable.class);
  }
}
