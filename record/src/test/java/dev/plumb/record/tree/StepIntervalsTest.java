package dev.plumb.record.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.StepStats;
import dev.plumb.profile.StepSums;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepIntervalsTest {
  private static final long BEGIN = 1_000_000_007;

  private final Problems problems = new Problems();
  private final List<Long> durations = new ArrayList<>();
  private long sumNs;

  /** Steps of 1 to 2 ms, one after the other, the first of unknown length. */
  private StepIntervals steps(int count) {
    StepIntervals steps = new StepIntervals();
    Random random = new Random(count);
    long now = BEGIN;
    steps.addUntimed(1);
    for (int i = 1; i < count; i++) {
      long duration = 1_000_000L + random.nextInt(1_000_000);
      now += duration;
      sumNs += duration;
      durations.add(duration);
      steps.add(now, duration);
    }
    return steps;
  }

  private Run run(StepIntervals steps) {
    TraceBuilder out = new TraceBuilder("run", "plumb", problems);
    int track = out.tracks().add(out.strings().intern("1"), out.strings().intern("1"));
    steps.addTo(out, track, BEGIN, problems);
    return Run.of(List.of(Linker.link(out.seal(), problems)));
  }

  @Test
  void eachStepHasItsInterval() {
    Run run = run(steps(1000));

    assertThat(run.steps()).hasSize(999);
    assertThat(run.steps().stream().map(StepStats::durNs)).isEqualTo(durations);
    assertThat(run.steps().getFirst().startNs()).isZero();
    for (int i = 1; i < 999; i++) {
      StepStats before = run.steps().get(i - 1);
      assertThat(run.steps().get(i).startNs()).isEqualTo(before.startNs() + before.durNs());
      assertThat(run.steps().get(i).name()).isEqualTo("step " + (i + 2));
    }
    assertThat(run.summary().stepSums()).isEqualTo(new StepSums(1000, 999, sumNs));
    assertThat(problems.list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {8193, 8194, 20_000, 100_001, 1_000_000})
  void ofManyThereAreFewIntervalsAndExactSums(int count) {
    StepIntervals steps = steps(count);
    Run run = run(steps);

    assertThat(run.steps()).hasSizeBetween(StepIntervals.MOST / 2, 8192 + 64);
    assertThat(run.summary().stepSums()).isEqualTo(new StepSums(count, count - 1, sumNs));
    long thinned = problems.count(ProblemCode.STEPS_THINNED);
    assertThat(thinned).isEqualTo(count - 1 - run.steps().size());
    // One node has them all, whether they have an interval or not.
    CallingContextTree tree = run.tree();
    long counted = 0;
    for (int node = 0; node < tree.size(); node++) {
      if (tree.kind(node) == FrameKind.STEP && tree.name(node).equals("step")) {
        counted += tree.exclusive(node, Metric.COUNT);
        assertThat(counted).isEqualTo(count - 1);
      }
    }
    assertThat(counted).isEqualTo(count - 1);
  }

  @Test
  void theFirstARegularSelectionAndTheLongestAreKept() {
    Run run = run(steps(50_000));
    List<String> names = run.steps().stream().map(StepStats::name).toList();

    for (int number = 2; number < 2 + StepIntervals.FIRST; number++) {
      assertThat(names).contains("step " + number);
    }
    // 49,935 behind the first: each eighth, from the first on.
    for (int number = 66; number <= 50_000; number += 8) {
      assertThat(names).contains("step " + number);
    }
    List<Long> longest = new ArrayList<>(durations);
    longest.sort(Collections.reverseOrder());
    assertThat(run.steps().stream().map(StepStats::durNs).toList())
        .containsAll(longest.subList(0, StepIntervals.LONGEST));
    assertThat(names).doesNotHaveDuplicates();
  }
}
