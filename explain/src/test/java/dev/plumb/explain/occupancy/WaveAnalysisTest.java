package dev.plumb.explain.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Asked;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.Found;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Program;
import dev.plumb.explain.Scenario;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WaveAnalysisTest {
  private static final Analysis ANALYSIS = new WaveAnalysis();

  /** 132 SMs. */
  private static final String H100 = "NVIDIA H100 80GB HBM3";

  private static String grid(int blocks) {
    return "\"grid\": [" + blocks + ", 1, 1], \"block\": [128, 1, 1]";
  }

  @Test
  void aKernelOfFewBlocksIsNamedWithItsLine() {
    Program program = Program.on(H100);
    program.at(33, "reduce", () -> program.call("aten::sum", "", "reduce", 100, grid(33)));

    Finding finding = program.findings(ANALYSIS).getFirst();

    assertThat(finding.id()).isEqualTo("kernel.waves/underfilled");
    assertThat(finding.contexts().getFirst().line()).isEqualTo(33);
    assertThat(finding.impact().ns()).isEqualTo(100_000);
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isEqualTo(75_000);
  }

  @Test
  void aLastWaveOfFewBlocksIsATail() {
    Program program = Program.on(H100);
    program.call("aten::mm", "", "gemm", 100, grid(140));
    Finding finding = program.findings(ANALYSIS).getFirst();
    assertThat(finding.id()).isEqualTo("kernel.waves/tail");
    // 140 of 264 places are used.
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isEqualTo(46_970);
  }

  @Test
  void theTwinWhoseBlocksComeOutEvenIsClean() {
    Program program = Program.on(H100);
    program.call("aten::mm", "", "gemm", 100, grid(264));
    program.call("aten::sum", "", "reduce", 100, grid(132));
    program.call("aten::add", "", "add", 100, grid(100_000));
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void shortKernelsAndCollectivesAreLeftOut() {
    Program program = Program.on(H100);
    program.call("aten::sum", "", "reduce", 4, grid(1));
    program.launch("ncclDevKernel_AllReduce_Sum_bf16_RING_LL", 500, grid(24));
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void theLossIsNothingWhereBlocksAreAMultiple() {
    Offset<Double> exact = Offset.offset(1e-12);
    assertThat(WaveAnalysis.lostShare(264, 132)).isCloseTo(0, exact);
    assertThat(WaveAnalysis.lostShare(1, 4)).isCloseTo(0.75, exact);
    assertThat(WaveAnalysis.lostShare(5, 4)).isCloseTo(0.375, exact);
    assertThat(WaveAnalysis.lostShare(1_000_001, 100)).isLessThan(1e-4);
  }

  @Test
  void withoutLaunchConfigurationsItIsNotApplicable() {
    Program program = Program.on(H100);
    program.call("aten::sum", "", "reduce", 100);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(NotApplicable.class);
  }

  @Test
  void onAnUnknownDeviceItIsNotApplicable() {
    Program program = Program.on("Frobnicator 3000");
    program.call("aten::sum", "", "reduce", 100, grid(1));
    assertThat(((NotApplicable) program.ask(ANALYSIS)).missing()).contains("Frobnicator");
  }

  @Test
  void gridsAreReadAsXlaWritesThem() {
    Scenario s = Scenario.xla();
    s.device("0", "NVIDIA H100 80GB HBM3");
    String members =
        "\"kernel_details\": \"regs:38 static_shared:0 dynamic_shared:0 grid:8,1,1 block:256,1,1"
            + " occ_pct:50\"";
    s.kernel("loop_fusion", 0, 5, 100, 50_000, "7", members);

    Finding finding = Asked.findings(new WaveAnalysis(), s.facts()).getFirst();

    assertThat(finding.id()).isEqualTo("kernel.waves/underfilled");
  }

  /** PyTorch's profiler writes the grid as the call took it, and this one takes work-items. */
  @Test
  void theCallSaysWhetherTheGridIsInWorkItems() {
    for (String call : List.of("hipExtModuleLaunchKernel", "hipModuleLaunchKernel")) {
      Scenario s = new Scenario();
      s.device("0", "AMD Instinct MI210");
      String few = "\"grid\": [13312, 1, 1], \"block\": [256, 1, 1]";
      s.kernel("Cijk_gemm", 0, 5, 100, 50_000, "7", few, call);
      Outcome outcome = Asked.outcome(new WaveAnalysis(), s.facts());
      if (call.equals("hipModuleLaunchKernel")) {
        assertThat(outcome).isInstanceOf(Clean.class);
      } else {
        assertThat(((Found) outcome).findings())
            .singleElement()
            .satisfies(finding -> {
              assertThat(finding.id()).isEqualTo("kernel.waves/underfilled");
              // 52 groups for 104 processors.
              assertThat(finding.ceiling()).extracting(Ceiling::ns).isEqualTo(25_000L);
            });
      }
    }
  }

  @Test
  void workItemsOfAmdAreNoBlocks() {
    Scenario s = Scenario.of("rocprof-csv");
    s.device("0", "AMD Instinct MI210");
    // Of 104 processors. As blocks, the items would be many more.
    String few = "\"workgroup\":[256,1,1],\"grid work-items\":[6500,2,1],\"LDS bytes\":0";
    s.kernel("reduce", 0, 5, 100, 50_000, "7", few);
    Finding finding = Asked.findings(new WaveAnalysis(), s.facts()).getFirst();
    assertThat(finding.id()).isEqualTo("kernel.waves/underfilled");
    assertThat(finding.ceiling()).isNotNull();
    // 26 and 2 groups along the axes: half of the processors have one.
    assertThat(finding.ceiling().ns()).isEqualTo(25_000);

    Scenario even = Scenario.of("rocprof-csv");
    even.device("0", "AMD Instinct MI210");
    String all = "\"workgroup\":[256,1,1],\"grid work-items\":[26624,2,1]";
    even.kernel("copy", 0, 5, 100, 50_000, "7", all);
    assertThat(Asked.outcome(new WaveAnalysis(), even.facts())).isInstanceOf(Clean.class);
  }

  /** As rocmProfileData has it from roctracer: groups by name, whatever their size. */
  @Test
  void gridsInWorkGroupsAreBlocks() {
    Scenario s = Scenario.of("rpd");
    s.device("0", "AMD Instinct MI210");
    s.kernel(
        "reduce", 0, 5, 100, 50_000, "7", "\"workgroup\":[256,1,1],\"grid work-groups\":[26,2,1]");
    Finding finding = Asked.findings(new WaveAnalysis(), s.facts()).getFirst();
    assertThat(finding.id()).isEqualTo("kernel.waves/underfilled");
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isEqualTo(25_000);

    Scenario unknown = Scenario.of("rpd");
    unknown.device("0", "AMD Instinct MI210");
    unknown.kernel("reduce", 0, 5, 100, 50_000, "7", "\"workgroup\":[256,1,1],\"grid\":[512,2,1]");
    assertThat(Asked.outcome(new WaveAnalysis(), unknown.facts()))
        .isInstanceOf(NotApplicable.class);
  }
}
