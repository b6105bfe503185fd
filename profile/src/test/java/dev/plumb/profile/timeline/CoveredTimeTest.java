package dev.plumb.profile.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Intervals;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CoveredTimeTest {
  @Test
  void coveredIsWhatCountingEachNanosecondGives() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Intervals intervals = new Intervals();
      boolean[] covered = new boolean[200];
      int start = 0;
      for (int i = random.nextInt(30); i > 0; i--) {
        start += random.nextInt(8);
        int end = Math.min(covered.length, start + random.nextInt(10));
        intervals.add(start, end);
        for (int at = start; at < end; at++) {
          covered[at] = true;
        }
        start = Math.min(start, covered.length);
      }
      CoveredTime time = new CoveredTime(intervals);
      for (int i = 0; i < 50; i++) {
        int from = random.nextInt(220) - 10;
        int to = random.nextInt(220) - 10;
        long expected = 0;
        for (int at = Math.max(0, from); at < Math.min(to, covered.length); at++) {
          expected += covered[at] ? 1 : 0;
        }
        assertThat(time.ns(from, to)).as("seed %d", seed).isEqualTo(expected);
      }
    }
  }
}
