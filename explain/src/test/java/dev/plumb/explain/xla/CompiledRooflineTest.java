package dev.plumb.explain.xla;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Scenario;
import org.junit.jupiter.api.Test;

class CompiledRooflineTest {
  /** 1,638 GB/s and 918 TFLOP/s. */
  private static final String DEVICE = "TPU v6 lite";

  private static Scenario tpu(String device) {
    Scenario s = Scenario.xla();
    s.device("0", device);
    return s;
  }

  private static String cost(String category, long flops, long bytes) {
    return "\"hlo_category\":\""
        + category
        + "\",\"flops\":"
        + flops
        + ",\"bytes_accessed\":"
        + bytes;
  }

  private static void add(Scenario s, String name, long start, long dur, String members) {
    s.kernel(name, start - 50, 5, start, dur, "7", members);
  }

  @Test
  void anOperationThatMovesItsBytesSlowlyIsFound() {
    Scenario s = tpu(DEVICE);
    // 163.8 MB take 100 us at the peak, 111.1 us at nine tenths of it.
    add(s, "fusion.3", 100, 1_000_000, cost("loop fusion", 1_000, 163_800_000));

    Finding finding = Asked.findings(new CompiledRoofline(), s.facts()).getFirst();

    assertThat(finding.ceiling().ns()).isBetween(888_000L, 889_500L);
    assertThat(finding.impact().ns()).isEqualTo(1_000_000);
    assertThat(finding.evidence().rows().getFirst()).contains("fusion.3", "loop fusion", "164");
  }

  @Test
  void aProductThatRunsWellIsClean() {
    Scenario s = tpu(DEVICE);
    // 91.8 GFLOP take 100 us at the peak.
    add(s, "dot.1", 100, 110_000, cost("convolution", 91_800_000_000L, 1_000));

    assertThat(Asked.outcome(new CompiledRoofline(), s.facts())).isInstanceOf(Clean.class);
  }

  @Test
  void loopsThatHoldOtherOperationsAreNotCountedTwice() {
    Scenario s = tpu(DEVICE);
    add(s, "while.1", 100, 900_000, cost("while", 1_000, 1_000));
    add(s, "dot.1", 100, 110_000, cost("convolution", 91_800_000_000L, 1_000));

    assertThat(Asked.outcome(new CompiledRoofline(), s.facts())).isInstanceOf(Clean.class);
  }

  @Test
  void withoutCostsNothingCanBeSaid() {
    Scenario s = tpu(DEVICE);
    add(s, "fusion.3", 100, 1_000_000, "");
    assertThat(Asked.outcome(new CompiledRoofline(), s.facts())).isInstanceOf(NotApplicable.class);
  }

  @Test
  void onAnUnknownDeviceNothingCanBeSaid() {
    Scenario s = tpu("TPU v99");
    add(s, "fusion.3", 100, 1_000_000, cost("loop fusion", 1_000, 163_800_000));

    Outcome outcome = Asked.outcome(new CompiledRoofline(), s.facts());

    assertThat(outcome).isInstanceOf(NotApplicable.class);
    assertThat(((NotApplicable) outcome).missing()).contains("TPU v99");
  }
}
