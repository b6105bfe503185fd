package dev.plumb.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import org.junit.jupiter.api.Test;

class KindRowsTest {
  private final SliceTable slices = new SliceTable();

  @Test
  void rowsOfAKindStandInTheOrderOfTheTable() {
    add(SliceKind.KERNEL);
    add(SliceKind.PYTHON);
    add(SliceKind.RUNTIME);
    add(SliceKind.KERNEL);
    KindRows rows = new KindRows(slices);
    assertThat(rows.of(SliceKind.KERNEL)).containsExactly(0, 3);
    assertThat(rows.of(SliceKind.RUNTIME)).containsExactly(2);
    assertThat(rows.of(SliceKind.MEMCPY)).isEmpty();
  }

  @Test
  void framesOfPythonAreNotAmongThem() {
    add(SliceKind.PYTHON);
    assertThatThrownBy(() -> new KindRows(slices).of(SliceKind.PYTHON))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void add(SliceKind kind) {
    slices.add(0, 1, kind, 0, Ids.NONE, 0, Ids.NONE, Ids.NONE);
  }
}
