package dev.plumb.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** All columns against arrays, over the borders of their chunks. */
class ColumnsTest {
  private static final int ROWS = 3 * (1 << 16) + 17;

  private final RandomGenerator random = new Random(5);

  @Test
  void whatWasAddedOrSetIsThere() {
    LongColumn longs = new LongColumn();
    IntColumn ints = new IntColumn();
    ByteColumn bytes = new ByteColumn();
    DoubleColumn doubles = new DoubleColumn();
    long[] model = new long[ROWS];
    for (int row = 0; row < ROWS; row++) {
      model[row] = random.nextLong();
      assertThat(longs.add(model[row])).isEqualTo(row);
      assertThat(ints.add((int) model[row])).isEqualTo(row);
      assertThat(bytes.add((byte) model[row])).isEqualTo(row);
      assertThat(doubles.add((double) model[row])).isEqualTo(row);
      if (random.nextInt(3) == 0) {
        int earlier = random.nextInt(row + 1);
        model[earlier] = random.nextLong();
        longs.set(earlier, model[earlier]);
        ints.set(earlier, (int) model[earlier]);
        bytes.set(earlier, (byte) model[earlier]);
        doubles.set(earlier, (double) model[earlier]);
      }
    }
    assertThat(longs.size()).isEqualTo(ROWS);
    assertThat(ints.toArray())
        .isEqualTo(Arrays.stream(model).mapToInt(value -> (int) value).toArray());
    for (int row = 0; row < ROWS; row++) {
      assertThat(longs.get(row)).isEqualTo(model[row]);
      assertThat(ints.get(row)).isEqualTo((int) model[row]);
      assertThat(bytes.get(row)).isEqualTo((byte) model[row]);
      assertThat(doubles.get(row)).isEqualTo((double) model[row]);
    }
  }
}
