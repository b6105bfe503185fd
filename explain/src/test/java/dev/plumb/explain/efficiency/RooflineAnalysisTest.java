package dev.plumb.explain.efficiency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Analyzer;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Program;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RooflineAnalysisTest {
  private static final Analysis ANALYSIS = new RooflineAnalysis();
  private static final String H100 = "NVIDIA H100 80GB HBM3";
  private static final String KERNEL = "void at::native::vectorized_elementwise_kernel<4, add>";
  private static final String GEMM = "sm90_xmma_gemm_bf16bf16_cublas";

  /** 192 MiB: 60 us at 3.35 TB/s. */
  private static final String ADD = "fp32[4096,4096] fp32[4096,4096] =1";

  /** 1.1 TFLOP: 1.1 ms at 989 TFLOP/s. */
  private static final String MM = "bf16[8192,8192] bf16[8192,8192]";

  @Test
  void aSlowOperatorIsNamedWithItsLineAndWhatItCouldGain() {
    Program program = Program.on(H100);
    program.at(12, "forward", () -> program.call("aten::add", ADD, KERNEL, 600));
    program.at(13, "forward", () -> program.call("aten::mm", MM, GEMM, 1300));

    List<Finding> findings = program.findings(ANALYSIS);

    assertThat(findings)
        .extracting(Finding::id)
        .containsExactly("operator.roofline/memory-pytorch-low", "operator.roofline/waterline");
    Finding finding = findings.getFirst();
    assertThat(finding.contexts().getFirst().text()).isEqualTo("model.py:12 forward > aten::add");
    assertThat(finding.impact().ns()).isEqualTo(600_000);
    // 201.3 MB at 90 % of 3.35 TB/s take 66.8 us.
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isBetween(533_000L, 533_500L);
    assertThat(finding.evidence().rows().getFirst())
        .contains("aten::add", "1", "0.600", "192", "336", "10.0 % of memory");
  }

  @Test
  void theTwinThatRunsNearThePeaksIsClean() {
    Program program = Program.on(H100);
    program.at(12, "forward", () -> program.call("aten::add", ADD, KERNEL, 66));
    program.at(13, "forward", () -> program.call("aten::mm", MM, GEMM, 1350));

    Outcome outcome = program.ask(ANALYSIS);

    assertThat(outcome).isInstanceOf(Clean.class);
    assertThat(((Clean) outcome).why()).contains("100.0 % of device work");
  }

  @Test
  void whatIsFasterThanThePeakGainsNothing() {
    Program program = Program.on(H100);
    program.call("aten::add", ADD, KERNEL, 30);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void aCallThatIsShorterThanAKernelCanBeGainsNothing() {
    Program program = Program.on(H100);
    for (int i = 0; i < 50; i++) {
      program.call("aten::add", "fp32[64] fp32[64] =1", KERNEL, 3);
    }
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void theWaterlineAddsUpAndSaysWhatNobodyModels() {
    Program program = Program.on(H100);
    program.call("aten::add", ADD, KERNEL, 600);
    program.call("aten::mm", MM, GEMM, 4000);
    program.call("mine::unknown", "fp32[64]", "mystery", 400);

    List<Finding> findings = program.findings(ANALYSIS);
    Finding waterline = findings.getLast();

    assertThat(waterline.severity()).isEqualTo(FindingSeverity.INFO);
    assertThat(waterline.impact().ns()).isEqualTo(4_600_000);
    assertThat(waterline.impact().ofNs()).isEqualTo(5_000_000);
    long sum =
        findings.stream()
            .filter(each -> !each.equals(waterline) && each.ceiling() != null)
            .mapToLong(each -> each.ceiling().ns())
            .sum();
    assertThat(waterline.ceiling()).isNotNull();
    assertThat(waterline.ceiling().ns()).isEqualTo(sum);
    assertThat(waterline.evidence().rows().getLast()).startsWith("without a known cost", "0.400");
  }

  @Test
  void anUnknownDeviceIsNotApplicableAndSaysHowToAddIt() {
    Program program = Program.on("Frobnicator 3000");
    program.call("aten::add", ADD, KERNEL, 600);

    Outcome outcome = program.ask(ANALYSIS);

    assertThat(outcome).isInstanceOf(NotApplicable.class);
    assertThat(((NotApplicable) outcome).missing()).contains("Frobnicator 3000");
    assertThat(((NotApplicable) outcome).howToRecord()).contains("plumb devices");
  }

  @Test
  void withoutShapesItIsNotApplicable() {
    Program program = Program.on(H100);
    program.scenario().op("aten::add", 0, 100);
    program.scenario().kernel(KERNEL, 10, 5, 200, 600_000);

    Outcome outcome = program.ask(ANALYSIS);

    assertThat(outcome).isInstanceOf(NotApplicable.class);
    assertThat(((NotApplicable) outcome).howToRecord()).contains("record_shapes=True");
  }

  @Test
  void theWaterlineCanBeSet() {
    Program program = Program.on(H100);
    program.call("aten::add", ADD, KERNEL, 66);
    Analyzer strict =
        new Analyzer(List.of(ANALYSIS), Map.of("operator.roofline/achievable_memory_share", 1.0));
    assertThat(strict.explain(program.facts()).findings())
        .extracting(Finding::id)
        .contains("operator.roofline/memory-pytorch-high");
  }
}
