package dev.plumb.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongMapTest {
  @Test
  void itAnswersAsAMapOfObjects() {
    Random random = new Random(7);
    LongMap map = new LongMap();
    Map<Long, Integer> expected = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      long key = random.nextBoolean() ? random.nextInt(5_000) : random.nextLong();
      assertThat(map.get(key)).isEqualTo(expected.getOrDefault(key, Ids.NONE));
      map.put(key, i);
      expected.put(key, i);
      assertThat(map.size()).isEqualTo(expected.size());
    }
    expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
    assertThat(map.get(-1)).isEqualTo(Ids.NONE);
  }

  @Test
  void newKeysAreNumbered() {
    LongMap map = new LongMap();
    for (long key : new long[] {5, Long.MIN_VALUE, 0, 5, Long.MAX_VALUE, 0}) {
      map.index(key);
    }
    assertThat(map.size()).isEqualTo(4);
    assertThat(map.get(5)).isZero();
    assertThat(map.get(Long.MIN_VALUE)).isEqualTo(1);
    assertThat(map.index(0)).isEqualTo(2);
    assertThat(map.index(77)).isEqualTo(4);
    map.clear();
    assertThat(map.size()).isZero();
    assertThat(map.get(5)).isEqualTo(Ids.NONE);
  }

  /** Keys that differ in their upper bits only, and keys that a plain hash makes one. */
  @Test
  void regularKeysDoNotCollide() {
    long inverse = 0x9E3779B97F4A7C15L;
    for (int step = 0; step < 6; step++) {
      inverse *= 2 - 0x9E3779B97F4A7C15L * inverse;
    }
    LongMap upper = new LongMap();
    LongMap alike = new LongMap();
    for (int i = 0; i < 300_000; i++) { // takes minutes if each looks at all before it
      upper.put((long) i << 44, i);
      alike.put(inverse * ((long) i << 32 | i), i);
    }
    assertThat(upper.get(299_999L << 44)).isEqualTo(299_999);
    assertThat(alike.size()).isEqualTo(300_000);
  }
}
