package dev.plumb.explain.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of kernels that Nsight Compute measured, which have durations and no place in time. */
class KernelAnalysesTest {
  private static final String COMPUTE = "sm__throughput.avg.pct_of_peak_sustained_elapsed";
  private static final String MEMORY =
      "gpu__compute_memory_throughput.avg.pct_of_peak_sustained_elapsed";

  private static int stack(Scenario s, String kernel, String instruction) {
    TraceBuilder out = s.tables();
    int stack = out.stacks().row(Ids.NONE, out.frames().row(CodeKind.KERNEL, s.text(kernel)));
    return instruction.isEmpty()
        ? stack
        : out.stacks().row(stack, out.frames().row(CodeKind.INSTRUCTION, s.text(instruction)));
  }

  private static Scenario kernel(double compute, double memory) {
    Scenario s = new Scenario();
    TraceBuilder out = s.tables();
    int time = out.measures().row(Quantity.KERNEL_NS, s.text("duration"), s.text("ns"));
    int row =
        out.samples()
            .add(
                Times.NONE,
                Ids.NONE,
                stack(s, "void mine<float>(float*)", ""),
                time,
                1_000,
                Ids.NONE,
                Ids.NONE);
    out.kernelMetrics()
        .add(Ids.NONE, row, s.text(COMPUTE), s.text("%"), compute, Ids.NONE, Ids.NONE);
    out.kernelMetrics().add(Ids.NONE, row, s.text(MEMORY), s.text("%"), memory, Ids.NONE, Ids.NONE);
    return s;
  }

  private static Scenario stalls(Scenario s, Object... reasonsAndSamples) {
    TraceBuilder out = s.tables();
    int measure = out.measures().row(Quantity.PC_SAMPLES, s.text("pc"), s.text(""));
    for (int i = 0; i < reasonsAndSamples.length; i += 2) {
      String reason = (String) reasonsAndSamples[i];
      out.samples()
          .add(
              Times.NONE,
              Ids.NONE,
              stack(s, "void mine<float>(float*)", "LDG at " + reason),
              measure,
              (Integer) reasonsAndSamples[i + 1],
              s.text(reason),
              Ids.NONE);
    }
    return s;
  }

  @Test
  void aKernelThatUsesNeitherUnitWaits() {
    Finding finding = Asked.findings(new ThroughputAnalysis(), kernel(20, 30).facts()).getFirst();

    assertThat(finding.title()).startsWith("mine waits: compute at 20.0 % and memory at 30.0 %");
    assertThat(finding.impact().ns()).isEqualTo(1_000);
    assertThat(finding.impact().ofWhat()).isEqualTo("kernel time");
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isEqualTo(700);
  }

  @Test
  void aKernelAtThePeakOfItsMemoryIsClean() {
    assertThat(Asked.outcome(new ThroughputAnalysis(), kernel(20, 90).facts()))
        .isInstanceOf(Clean.class);
  }

  @Test
  void aWaitForMemoryIsNamedWithItsInstruction() {
    Scenario s = stalls(kernel(20, 30), "long_scoreboard", 60, "selected", 30, "wait", 10);

    Finding finding = Asked.findings(new StallAnalysis(), s.facts()).getFirst();

    assertThat(finding.title()).contains("60.0 % of the samples of mine stall: long_scoreboard");
    assertThat(finding.contexts().getFirst().label()).contains("LDG at long_scoreboard");
    assertThat(finding.impact().ns()).isEqualTo(600);
    assertThat(finding.advice().text()).contains("Coalesce");
  }

  /** Ready warps are no stall, so the others are too few for one. */
  @Test
  void aKernelWhoseWarpsAreReadyIsClean() {
    Scenario s = stalls(kernel(90, 30), "not_selected", 60, "selected", 30, "wait", 10);
    assertThat(Asked.outcome(new StallAnalysis(), s.facts())).isInstanceOf(Clean.class);
  }

  @Test
  void withoutMetricsOrSamplesNothingCanBeSaid() {
    Scenario s = new Scenario();
    s.kernel("gemm", 0, 5, 10, 100);
    for (var analysis : List.of(new ThroughputAnalysis(), new StallAnalysis())) {
      assertThat(Asked.outcome(analysis, s.facts())).isInstanceOf(NotApplicable.class);
    }
  }
}
