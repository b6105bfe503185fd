package dev.plumb.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongIntMapTest {
  @Test
  void keepsTheLastValueOfEachKey() {
    Random random = new Random(7);
    Map<Long, Integer> model = new HashMap<>();
    LongIntMap map = new LongIntMap();
    for (int i = 0; i < 20_000; i++) {
      long key = random.nextLong(3_000) << 40;
      int value = random.nextInt(Integer.MAX_VALUE - 1);
      model.put(key, value);
      map.put(key, value);
    }
    for (long key = 0; key < 3_100; key++) {
      assertThat(map.get(key << 40)).isEqualTo(model.getOrDefault(key << 40, -1));
    }
  }
}
