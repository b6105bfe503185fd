package dev.plumb.profile.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarkedSlicesTest {
  @Test
  void countsAndFindsWhatIsMarked() {
    int[] sizes = {0, 1, 63, 64, 65, 511, 512, 513, 1024, 1025, 5000};
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int size = sizes[seed % sizes.length];
      boolean all = random.nextBoolean();
      MarkedSlices marks = new MarkedSlices(size, all);
      BitSet expected = new BitSet();
      expected.set(0, all ? size : 0);
      for (int i = random.nextInt(4) * size / 3; i > 0; i--) {
        int place = random.nextInt(size);
        marks.flip(place);
        expected.flip(place);
      }
      int divisor = 1 + random.nextInt(3);
      marks.keep(place -> place % divisor == 0);
      for (int place = 0; place < size; place++) {
        expected.set(place, expected.get(place) && place % divisor == 0);
      }
      marks.seal();
      assertThat(marks.size()).as("seed %d", seed).isEqualTo(expected.cardinality());
      int number = 0;
      for (int place = 0; place <= size; place++) {
        assertThat(marks.before(place)).as("seed %d", seed).isEqualTo(number);
        if (expected.get(place)) {
          assertThat(marks.place(number++)).as("seed %d", seed).isEqualTo(place);
        }
      }
      for (int i = 0; i < 50; i++) {
        int from = random.nextInt(size + 1);
        int to = random.nextInt(size + 1);
        int between = from < to ? expected.get(from, to).cardinality() : 0;
        assertThat(marks.count(from, to)).as("seed %d", seed).isEqualTo(between);
      }
    }
  }
}
