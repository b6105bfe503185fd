package dev.plumb.explain.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StallReasonTest {
  /** A warp that was ready while another one issued lost nothing: the scheduler was busy. */
  @Test
  void aWarpThatWasReadyIsNoLoss() {
    assertThat(StallReason.of("smsp__pcsamp_warps_issue_stalled_not_selected"))
        .matches(StallReason::harmless);
    assertThat(StallReason.of("smsp__pcsamp_warps_issue_stalled_selected"))
        .matches(StallReason::harmless);
    assertThat(StallReason.of("ISSUED")).matches(StallReason::harmless);
    assertThat(StallReason.of("ROCPROFILER_PC_SAMPLING_INSTRUCTION_NOT_ISSUED_REASON_UNKNOWN"))
        .isNull();
    assertThat(StallReason.of("stall_long_sb")).isNull();
    assertThat(StallReason.of("long_scoreboard")).matches(each -> !each.harmless());
  }
}
