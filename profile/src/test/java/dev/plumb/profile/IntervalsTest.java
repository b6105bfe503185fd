package dev.plumb.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Against a bit for each instant. */
class IntervalsTest {
  private final RandomGenerator random = new Random(13);

  @Test
  void totalsAndDifferencesAreThoseOfTheSets() {
    for (int round = 0; round < 20_000; round++) {
      BitSet oneBits = new BitSet();
      BitSet otherBits = new BitSet();
      BitSet thirdBits = new BitSet();
      Intervals one = intervals(oneBits);
      Intervals other = intervals(otherBits);
      Intervals third = intervals(thirdBits);
      assertThat(one.total()).isEqualTo(oneBits.cardinality());
      Intervals rest = one.minus(other).minus(third);
      oneBits.andNot(otherBits);
      oneBits.andNot(thirdBits);
      assertThat(rest.total()).isEqualTo(oneBits.cardinality());
    }
  }

  private Intervals intervals(BitSet bits) {
    Intervals intervals = new Intervals();
    int start = 0;
    for (int n = random.nextInt(120); n > 0; n--) {
      start += random.nextInt(4);
      int end = start + random.nextInt(6) - 1; // some are empty, some end before their start
      intervals.add(start, end);
      if (end > start) {
        bits.set(start, end);
      }
    }
    return intervals;
  }
}
