package dev.plumb.record.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Ids;
import org.junit.jupiter.api.Test;

class LaunchesTest {
  @Test
  void theLatestAreKnownAndTheOldestForgotten() {
    int most = 1 << 14;
    Launches launches = new Launches(most);
    // Beyond the sign of an int, where the numbers begin anew.
    int first = Integer.MAX_VALUE - 5000;
    int count = 50_000;
    for (int i = 0; i < count; i++) {
      launches.put(first + i, i % 7, i);
    }
    for (int i = 0; i < count; i++) {
      boolean kept = i >= count - most;
      assertThat(launches.context(first + i)).isEqualTo(kept ? i : Ids.NONE);
      if (kept) {
        assertThat(launches.track(first + i)).isEqualTo(i % 7);
      }
    }
    assertThat(launches.context(first + count)).isEqualTo(Ids.NONE);
  }

  @Test
  void zeroIsANumberLikeOthers() {
    Launches launches = new Launches(1 << 12);
    assertThat(launches.context(0)).isEqualTo(Ids.NONE);
    launches.put(0, 3, 8);
    assertThat(launches.context(0)).isEqualTo(8);
  }
}
