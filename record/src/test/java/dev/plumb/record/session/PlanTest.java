package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Plan PLAN = Plan.of(List.of("program"), Path.of("run.plumb"));

  /** Samples have their part of it, and of the rest the account of operators sees half. */
  @Test
  void operatorsGetWhatSamplesLeave() {
    assertThat(PLAN.within(0.05).operatorBudget()).isCloseTo(0.02, within(1e-9));
    assertThat(PLAN.within(0.05).in(Mode.OPERATORS).operatorBudget())
        .isCloseTo(0.025, within(1e-9));
    assertThat(PLAN.within(0.05).at(10).operatorBudget()).isBetween(0.0244, 0.025);
  }

  @Test
  void samplesTakeHalfOfItAtMost() {
    assertThat(PLAN.within(0.01).operatorBudget()).isCloseTo(0.0025, within(1e-9));
    assertThat(PLAN.within(0.05).at(5_000).operatorBudget()).isCloseTo(0.0125, within(1e-9));
  }

  @Test
  void withoutALimitAllOperatorsAreObserved() {
    assertThat(PLAN.within(1).operatorBudget()).isEqualTo(1);
  }
}
