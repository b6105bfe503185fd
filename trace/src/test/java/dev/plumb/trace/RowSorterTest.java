package dev.plumb.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against the sort of the JDK, on times as traces have them and on the worst ones. */
class RowSorterTest {
  private final RandomGenerator random = new Random(3);

  @Test
  void sortsByTrackThenTimeThenRow() {
    for (int round = 0; round < 300; round++) {
      int count = random.nextInt(round % 10 == 0 ? 5000 : 200);
      int tracks = 1 + random.nextInt(5);
      IntColumn track = new IntColumn();
      LongColumn time = new LongColumn();
      int shape = random.nextInt(6);
      for (int row = 0; row < count; row++) {
        track.add(random.nextInt(tracks));
        time.add(time(shape, row));
      }
      int[] expected =
          IntStream.range(0, count)
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingInt(track::get)
                      .thenComparingLong(time::get)
                      .thenComparingInt(row -> row))
              .mapToInt(row -> row)
              .toArray();
      assertThat(RowSorter.byTrackAndTime(count, track, tracks, time)).isEqualTo(expected);
    }
  }

  @Test
  void sortsAPartByAnyKeyAndLeavesTheRest() {
    for (int round = 0; round < 300; round++) {
      int count = 2 + random.nextInt(300);
      long[] keys = new long[count];
      int shape = random.nextInt(6);
      for (int i = 0; i < count; i++) {
        keys[i] = time(shape, i);
      }
      int[] rows = IntStream.range(0, count).toArray();
      for (int i = count - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int row = rows[i];
        rows[i] = rows[other];
        rows[other] = row;
      }
      int from = random.nextInt(count);
      int to = from + random.nextInt(count - from + 1);
      int[] expected = rows.clone();
      int[] part =
          IntStream.range(from, to)
              .map(i -> rows[i])
              .boxed()
              .sorted(Comparator.comparingLong(row -> keys[row]))
              .mapToInt(row -> row)
              .toArray();
      System.arraycopy(part, 0, expected, from, part.length);
      if (from < to) {
        RowSorter.sortByKey(rows, from, to, row -> keys[row]);
      }
      assertThat(rows).isEqualTo(expected);
    }
  }

  @Test
  void slicesOfOneStartAreSortedByLengthThenKindThenRow() {
    SliceKind[] kinds = SliceKind.values();
    for (int round = 0; round < 300; round++) {
      SliceTable slices = new SliceTable();
      int count = 1 + random.nextInt(200);
      int starts = 1 + random.nextInt(round % 3 == 0 ? 2 : 40);
      for (int row = 0; row < count; row++) {
        long dur = random.nextInt(3) == 0 ? time(5, row) & Long.MAX_VALUE : random.nextInt(3);
        SliceKind kind = kinds[random.nextInt(kinds.length)];
        slices.add(random.nextInt(starts), dur, kind, 0, 0, 0, Ids.NONE, Ids.NONE);
      }
      int[] rows = IntStream.range(0, count).toArray();
      slices.sortByStart(rows, 0, count);
      int[] expected =
          IntStream.range(0, count)
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingLong(slices::startNs)
                      .thenComparing(Comparator.<Integer>comparingLong(slices::durNs).reversed())
                      .thenComparingInt(slices::kindOrdinal))
              .mapToInt(row -> row)
              .toArray();
      assertThat(rows).isEqualTo(expected);
    }
  }

  private long time(int shape, int row) {
    return switch (shape) {
      case 0 -> row; // sorted
      case 1 -> -row; // reversed
      case 2 -> 1_700_000_000_000_000_000L + row * 1000L + random.nextInt(5000); // nearly sorted
      case 3 -> random.nextInt(3); // many equal
      case 4 -> random.nextInt(2) == 0 ? -4_000_000_000_000_000_000L : 4_000_000_000_000_000_000L;
      default -> random.nextLong() >> random.nextInt(64);
    };
  }
}
