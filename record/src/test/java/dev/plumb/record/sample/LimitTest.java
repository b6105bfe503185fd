package dev.plumb.record.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.os.Errors;
import org.junit.jupiter.api.Test;

class LimitTest {
  /** Between listing its memory and reading it a short process may end; no setting helps then. */
  @Test
  void processesThatEndMeanwhileLackNoRights() {
    assertThat(Limit.ofMemory(-Errors.NO_PROCESS)).isEqualTo(Limit.NO_PROCESS);
    assertThat(Limit.ofMemory(-1)).isEqualTo(Limit.NO_MEMORY);
  }
}
