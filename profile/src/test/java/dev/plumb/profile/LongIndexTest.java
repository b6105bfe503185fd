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
  private final RandomGenerator random = new Random(17);

  @Test
  void rowsOfAKeyComeInTheOrderOfAdding() {
    for (int round = 0; round < 300; round++) {
      int capacity = random.nextInt(2000);
      LongIndex index = new LongIndex(capacity);
      Map<List<Long>, List<Integer>> model = new HashMap<>();
      int distinct = 1 + random.nextInt(1 + capacity / (1 + random.nextInt(40)));
      int shift = random.nextInt(64);
      for (int row = 0; row < capacity; row++) {
        long id = (long) random.nextInt(distinct) << shift;
        int scope = random.nextInt(3) - 1;
        model.computeIfAbsent(List.of(id, (long) scope), k -> new ArrayList<>()).add(row);
        index.add(id, scope, row);
      }
      index.seal();
      model.forEach((key, rows) ->
          assertThat(rows(index, key.getFirst(), (int) (long) key.getLast())).isEqualTo(rows));
      for (int i = 0; i < 100; i++) {
        long id = random.nextLong();
        if (!model.containsKey(List.of(id, 0L))) {
          assertThat(index.slot(id, 0)).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void theLastRowCanBeReplaced() {
    LongIndex index = new LongIndex(4);
    index.add(Long.MIN_VALUE, 0, 1);
    index.add(0, 0, 2);
    index.replaceLast(index.slot(0, 0), 3);
    assertThat(index.last(index.slot(0, 0))).isEqualTo(3);
    index.seal();
    assertThat(rows(index, 0, 0)).containsExactly(3);
    assertThat(rows(index, Long.MIN_VALUE, 0)).containsExactly(1);
  }

  @Test
  void rowsOfAKeyAreFoundByTime() {
    long[] times = {40, 10, 30, 10, 20};
    LongIndex index = new LongIndex(8);
    for (int row = 0; row < times.length; row++) {
      index.add(7, 1, row);
    }
    index.seal().sortBy(row -> times[row]);
    assertThat(rows(index, 7, 1)).containsExactly(1, 3, 4, 2, 0);
    int slot = index.slot(7, 1);
    assertThat(index.after(slot, 9, row -> times[row])).isEqualTo(index.from(slot));
    assertThat(index.after(slot, 10, row -> times[row])).isEqualTo(index.from(slot) + 2);
    assertThat(index.after(slot, 40, row -> times[row])).isEqualTo(index.to(slot));
  }

  private static List<Integer> rows(LongIndex index, long id, int scope) {
    List<Integer> rows = new ArrayList<>();
    int slot = index.slot(id, scope);
    for (int at = index.from(slot); at < index.to(slot); at++) {
      rows.add(index.row(at));
    }
    return rows;
  }
}
