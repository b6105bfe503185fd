package dev.plumb.explain.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.profile.diff.FigureKind;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
  private final Thresholds thresholds = new Thresholds();

  @Test
  void everyFigureCanBeLimited() {
    assertThat(thresholds.isEmpty()).isTrue();
    for (FigureKind kind : FigureKind.values()) {
      thresholds.set("max." + kind.id(), "3");
      thresholds.set("max-regression." + kind.id(), "3%");
    }
    assertThat(thresholds.most()).hasSize(FigureKind.values().length);
    assertThat(thresholds.mostMore()).hasSize(FigureKind.values().length);
    assertThat(thresholds.isEmpty()).isFalse();
  }

  @Test
  void timesHaveTwoNames() {
    thresholds.set("max-regression.step_time", "3%");
    thresholds.set("max-regression.step_ns", "4%");
    assertThat(thresholds.mostMore())
        .containsOnly(java.util.Map.entry(FigureKind.STEP, new Amount(4, true)));
  }

  @Test
  void unknownNamesAreRefusedWithThoseThatAreKnown() {
    for (String name : new String[] {"max", "max-regression", "kernel_ns", "min.kernel_ns", ""}) {
      assertThatThrownBy(() -> thresholds.set(name, "1"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("max-new-kernels");
    }
    assertThatThrownBy(() -> thresholds.set("max.speed", "1")).hasMessageContaining("step_ns");
    assertThatThrownBy(() -> thresholds.set("max-new-kernels", "x"))
        .hasMessageStartingWith("max-new-kernels: ");
  }
}
