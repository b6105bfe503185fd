package dev.plumb.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Against a map of lists. */
class LongIndexTest {
  private static final int CHAIN = 64;

  private final RandomGenerator random = new Random(17);

  @Test
  void rowsOfAKeyComeInTheOrderOfAdding() {
    for (int round = 0; round < 300; round++) {
      int capacity = random.nextInt(2000);
      LongIndex index = new LongIndex(capacity);
      Map<Long, List<Integer>> model = new HashMap<>();
      int distinct = 1 + random.nextInt(1 + capacity / (1 + random.nextInt(40)));
      int shift = random.nextInt(64);
      for (int row = 0; row < capacity; row++) {
        long key = (long) random.nextInt(distinct) << shift;
        List<Integer> rows = model.computeIfAbsent(key, k -> new ArrayList<>());
        if (rows.size() < CHAIN) {
          rows.add(row);
        }
        index.add(key, row);
      }
      model.forEach((key, rows) -> assertThat(rows(index, key)).isEqualTo(rows));
      for (int i = 0; i < 100; i++) {
        long key = random.nextLong();
        if (!model.containsKey(key)) {
          assertThat(index.first(key)).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void aRowCanBeReplaced() {
    LongIndex index = new LongIndex(4);
    index.add(Long.MIN_VALUE, 1);
    index.add(0, 2);
    index.replace(index.first(0), 3);
    assertThat(rows(index, 0)).containsExactly(3);
    assertThat(rows(index, Long.MIN_VALUE)).containsExactly(1);
  }

  private static List<Integer> rows(LongIndex index, long key) {
    List<Integer> rows = new ArrayList<>();
    for (int entry = index.first(key); entry >= 0; entry = index.next(entry)) {
      rows.add(index.row(entry));
    }
    return rows;
  }
}
