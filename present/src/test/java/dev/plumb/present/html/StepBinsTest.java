package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.StepStats;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepBinsTest {
  @Test
  void fewStepsHaveABarEach() {
    List<StepStats> steps = List.of(step("rank 0", 5), step("rank 0", 7));
    assertThat(StepBins.of(steps, 10)).extracting(StepBins.Bin::steps).containsExactly(1, 1);
  }

  @Test
  void neighboursShareABarThatShowsTheSlowest() {
    List<StepStats> steps = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      steps.add(step("rank " + i % 2, i == 40 ? 1_000 : i));
    }
    List<StepBins.Bin> bins = StepBins.of(steps, 10);
    assertThat(bins).hasSizeLessThanOrEqualTo(12);
    assertThat(bins.stream().mapToInt(StepBins.Bin::steps).sum()).isEqualTo(100);
    assertThat(bins).extracting(bin -> bin.slowest().durNs()).contains(1_000L);
    assertThat(bins).extracting(bin -> bin.slowest().label()).isSorted();
  }

  private static StepStats step(String label, long durNs) {
    return new StepStats(label, "step", 0, durNs, 0, 0, 0);
  }
}
