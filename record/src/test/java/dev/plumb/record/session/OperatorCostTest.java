package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the budget learns what an operator costs: {@code record/native/cost.c}, fed with steps. */
class OperatorCostTest {
  private static final Path NATIVE = Path.of(System.getProperty("plumb.root"), "record/native");

  private static final String DRIVER =
      """
      #include "cost.h"
      #include <stdio.h>
      #include <stdlib.h>
      int main(int count, char **words) {
        plumb_cost_begin(atof(words[1]));
        for (int i = 2; i + 2 < count; i += 3)
          plumb_cost_step(atoi(words[i]), strtoull(words[i + 1], 0, 10), strtoull(words[i + 2], 0, 10));
        printf("%.1f %.2f\\n", plumb_event_ns(), plumb_cost_times());
        return 0;
      }
      """;

  @TempDir private Path folder;
  private final List<String> steps = new ArrayList<>();

  @Test
  void aTrialHoldsUntilThereAreStepsOfBothKinds() throws Exception {
    steps(false, 100, 5_000_000, 0, 0);
    steps(true, 8, 9_000_000, 6500, 0);
    assertThat(cost(200)).isEqualTo(200);
  }

  @Test
  void stepsSayWhatOperatorsCostInTheProgram() throws Exception {
    for (int i = 0; i < 20; i++) {
      steps(false, 6, 5_000_000, 0, 50_000);
      steps(true, 1, 5_000_000 + 6500 * 300, 6500, 50_000);
    }
    assertThat(cost(200)).isBetween(285.0, 315.0);
  }

  @Test
  void howMuchMoreItIsThanInTheTrialIsTold() throws Exception {
    assertThat(told(200)[1]).isEqualTo(1);
    for (int i = 0; i < 20; i++) {
      steps(false, 6, 5_000_000, 0, 0);
      steps(true, 1, 5_000_000 + 6500 * 300, 6500, 0);
    }
    assertThat(told(200)[1]).isEqualTo(1.5);
  }

  /**
   * What a thread waits for a core in a pause is none of the time after it. Slices are no better.
   */
  @Test
  void timeWithoutACorePaysForNothing() throws Exception {
    Path tests = Path.of(System.getProperty("plumb.root"), "record/src/test/native");
    Path program =
        Programs.compile(
            folder,
            "delay_in_budget.c",
            Files.readString(tests.resolve("delay_in_budget.c")),
            "-std=gnu11",
            "-I" + NATIVE,
            NATIVE.resolve("cost.c").toString());

    assertThat(Programs.output(program.toString()).lines())
        .containsExactly(
            "first: 100 ms",
            "on a busy machine: 40 ms",
            "after a pause: 100 ms",
            "later: 40 ms",
            "without steps: 3000 ms",
            "slice on a busy machine: 90 ms",
            "slice without events: 60 ms");
  }

  /** What its trial says of the hook of modules is too little by the same factor. */
  @Test
  void callsOfModulesAreBookedByTheSameFactor() throws Exception {
    Path tests = Path.of(System.getProperty("plumb.root"), "record/src/test/native");
    Path program =
        Programs.compile(
            folder,
            "hook_in_budget.c",
            Files.readString(tests.resolve("hook_in_budget.c")),
            "-std=gnu11",
            "-I" + NATIVE,
            NATIVE.resolve("cost.c").toString());

    assertThat(Programs.output(program.toString()))
        .isEqualTo("1.50 times: 150000 ns\nthen 151500 ns\n");
  }

  @Test
  void theStepAfterOneWithOperatorsPaysForThemToo() throws Exception {
    for (int i = 0; i < 20; i++) {
      steps(false, 6, 5_000_000, 0, 0);
      steps(true, 1, 5_000_000 + 6500 * 300, 6500, 0);
      steps(false, 1, 5_000_000 + 6500 * 30, 0, 0);
    }
    assertThat(cost(200)).isEqualTo(330);
  }

  @Test
  void whereStepsTakeTurnsTheOneBeforeIsAllThereIs() throws Exception {
    for (int i = 0; i < 20; i++) {
      steps(false, 1, 5_000_000, 0, 0);
      steps(true, 2, 5_000_000 + 6500 * 300, 6500, 0);
    }
    assertThat(cost(200)).isEqualTo(300);
  }

  @Test
  void slowStepsOfEitherKindDoNotCount() throws Exception {
    for (int i = 0; i < 20; i++) {
      steps(false, 6, i % 4 == 0 ? 900_000_000 : 5_000_000, 0, 0);
      steps(true, 1, i % 3 == 0 ? 900_000_000 : 5_000_000 + 6500 * 300, 6500, 0);
    }
    assertThat(cost(200)).isEqualTo(300);
  }

  @Test
  void aMachineThatGetsFasterMakesOperatorsNoDearer() throws Exception {
    // Steps with operators are few: the last 31 of them reach far back to when all took longer.
    for (int i = 0; i < 40; i++) {
      long base = 8_000_000 - i * 75_000L;
      steps(false, 12, base, 0, 0);
      steps(true, 1, base + 6500 * 300, 6500, 0);
    }
    assertThat(cost(200)).isBetween(299.0, 301.0);
  }

  @Test
  void noiseMakesOperatorsNeitherFreeNorDear() throws Exception {
    for (int i = 0; i < 20; i++) {
      steps(false, 2, 80_000_000, 0, 0);
      steps(true, 1, 70_000_000, 1200, 0);
    }
    assertThat(cost(200)).isEqualTo(200);
    steps.clear();
    for (int i = 0; i < 20; i++) {
      steps(false, 2, 70_000_000, 0, 0);
      steps(true, 1, 80_000_000, 1200, 0);
    }
    assertThat(cost(200)).isEqualTo(800);
  }

  private void steps(boolean on, int count, long cpuNs, long events, int noiseNs) {
    Random random = new Random(steps.size());
    for (int i = 0; i < count; i++) {
      long noise = noiseNs == 0 ? 0 : random.nextInt(noiseNs);
      steps.addAll(List.of(on ? "1" : "0", Long.toString(cpuNs + noise), Long.toString(events)));
    }
  }

  private double cost(double trialNs) throws IOException, InterruptedException {
    return told(trialNs)[0];
  }

  /** What an operator costs, and how many times more than in the trial. */
  private double[] told(double trialNs) throws IOException, InterruptedException {
    Path program =
        Programs.compile(
            folder, "cost_of_steps.c", DRIVER, "-I" + NATIVE, NATIVE.resolve("cost.c").toString());
    List<String> command = new ArrayList<>(List.of(program.toString(), Double.toString(trialNs)));
    command.addAll(steps);
    String[] told = Programs.output(command).strip().split(" ");
    return new double[] {Double.parseDouble(told[0]), Double.parseDouble(told[1])};
  }
}
