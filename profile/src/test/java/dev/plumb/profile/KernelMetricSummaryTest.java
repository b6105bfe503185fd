package dev.plumb.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelMetricSummaryTest {
  private final TraceBuilder out = new TraceBuilder("log.txt", "ncu-text", new Problems());
  private int slice;

  @BeforeEach
  void aKernel() {
    int kernel = out.strings().intern("gemm");
    int track = out.tracks().add(out.strings().intern("0"), out.strings().intern("7"));
    int device = out.devices().row("0");
    for (int i = 0; i < 3; i++) {
      int detail = out.deviceWork().add(i, Ids.ABSENT, device, kernel, Ids.ABSENT);
      out.slices().add(10L * i, 5, SliceKind.KERNEL, kernel, kernel, track, Ids.NONE, detail);
    }
  }

  private void metric(String name, double value, String unit) {
    int nameId = out.strings().intern(name);
    int unitId = out.strings().intern(unit);
    out.kernelMetrics().add(slice, Ids.NONE, nameId, unitId, value, Ids.NONE, Ids.NONE);
  }

  private List<KernelMetricSummary.Highlight> highlights() {
    KernelMetricSummary summary = new KernelMetricSummary();
    summary.add(out.seal());
    return summary.top(1).getFirst().highlights();
  }

  /** Nsight Compute prints each value in the unit that fits it. */
  @Test
  void aMetricInSeveralUnitsHasOneMean() {
    metric("gpu__time_duration.sum", 1.5, "msecond");
    metric("dram__bytes.sum.per_second", 2, "Tbyte/second");
    slice = 1;
    metric("gpu__time_duration.sum", 500, "usecond");
    metric("dram__bytes.sum.per_second", 400, "Gbyte/second");
    slice = 2;
    metric("gpu__time_duration.sum", 1000, "usecond");

    assertThat(highlights())
        .containsExactly(
            new KernelMetricSummary.Highlight("gpu__time_duration.sum", "ns", 1e6),
            new KernelMetricSummary.Highlight("dram__bytes.sum.per_second", "byte/second", 1.2e12));
  }

  @Test
  void aMetricInOneUnitKeepsIt() {
    metric("gpu__time_duration.sum", 1.5, "msecond");
    metric("launch__grid_size", 7, "");
    metric("launch__grid_size", 7, "block");
    assertThat(highlights())
        .extracting(KernelMetricSummary.Highlight::unit)
        .containsExactlyInAnyOrder("msecond", "", "block");
  }
}
