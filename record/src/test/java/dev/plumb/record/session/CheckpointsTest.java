package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
  private static List<Long> seconds(long mostNs, long lastNs) {
    Checkpoints checkpoints = new Checkpoints(mostNs);
    List<Long> due = new ArrayList<>();
    for (long now = 0; now <= lastNs; now += 100_000_000L) {
      if (checkpoints.isDue(now)) {
        checkpoints.begun(now);
        due.add(now / 1_000_000);
      }
    }
    return due;
  }

  @Test
  void filesAreWrittenSoonAndThenMoreAndMoreSeldom() {
    assertThat(seconds(10_000_000_000L, 40_000_000_000L))
        .containsExactly(1000L, 3000L, 7000L, 15_000L, 25_000L, 35_000L);
  }

  @Test
  void neverMoreSeldomThanWasAskedFor() {
    assertThat(seconds(300_000_000L, 1_000_000_000L)).containsExactly(300L, 600L, 900L);
  }
}
