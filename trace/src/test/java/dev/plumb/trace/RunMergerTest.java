package dev.plumb.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RunMergerTest {
  @Property(tries = 300)
  void timesAscendAndEqualTimesKeepTheirOrder(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 3000) int count,
      @ForAll @IntRange(min = 1, max = 700) int runs,
      @ForAll @IntRange(min = 1, max = 5000) int spread) {
    LongColumn times = runs(new Random(seed), count, runs, spread);
    int from = count / 5;
    int to = count - count / 7;
    int[] rows = IntStream.range(0, count).toArray();
    int[] expected = sorted(rows, from, to, times);
    RowSorter.sortByTime(rows, from, to, times);
    assertThat(rows).isEqualTo(expected);
  }

  @Test
  void extremeTimesAreOrdered() {
    LongColumn times = new LongColumn();
    for (long time : new long[] {Long.MAX_VALUE, Long.MAX_VALUE, 0, Long.MIN_VALUE, -1, 0}) {
      times.add(time);
    }
    int[] rows = IntStream.range(0, 6).toArray();
    RowSorter.sortByTime(rows, 0, 6, times);
    assertThat(rows).containsExactly(3, 4, 2, 5, 0, 1);
  }

  @Test
  void keysOfAnySignAreOrdered() {
    long[] keys = {5, -3, 5, Long.MAX_VALUE, -3, 0};
    int[] rows = IntStream.range(0, 6).toArray();
    RowSorter.sortByKey(rows, 0, 6, row -> keys[row]);
    assertThat(rows).containsExactly(1, 4, 5, 0, 2, 3);
  }

  /** Times that ascend within each run, as profilers write them. */
  private static LongColumn runs(Random random, int count, int runs, int spread) {
    LongColumn times = new LongColumn();
    int length = Math.max(1, count / runs);
    for (int at = 0; at < count; at += length) {
      long[] run = random.longs(Math.min(length, count - at), -spread, spread).sorted().toArray();
      for (long time : run) {
        times.add(time);
      }
    }
    return times;
  }

  private static int[] sorted(int[] rows, int from, int to, LongColumn times) {
    Integer[] boxed = IntStream.range(from, to).mapToObj(i -> rows[i]).toArray(Integer[]::new);
    Arrays.sort(boxed, Comparator.comparingLong(times::get));
    int[] expected = rows.clone();
    for (int i = 0; i < boxed.length; i++) {
      expected[from + i] = boxed[i];
    }
    return expected;
  }
}
