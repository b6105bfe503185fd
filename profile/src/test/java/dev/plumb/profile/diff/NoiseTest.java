package dev.plumb.profile.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseTest {
  private static final int TRIALS = 20_000;

  private static double[] steps(Random random, int count, double mean, double sigma) {
    double[] steps = new double[count];
    for (int i = 0; i < count; i++) {
      steps[i] = mean + sigma * random.nextGaussian();
    }
    return steps;
  }

  /** What documentation and Javadoc say about how often equal runs seem to differ. */
  @ParameterizedTest
  @CsvSource({"3, 0.02, 0.04", "4, 0.005, 0.02", "6, 0.005, 0.02", "20, 0.005, 0.02"})
  void equalRunsSeldomSeemToDiffer(int steps, double least, double most) {
    Random random = new Random(steps);
    int differ = 0;
    for (int i = 0; i < TRIALS; i++) {
      double[] base = steps(random, steps, 100, 5);
      double[] fresh = steps(random, steps, 100, 5);
      double shift = Math.abs(Noise.median(fresh) - Noise.median(base));
      differ += shift > Noise.ofDifference(base, fresh) ? 1 : 0;
    }
    assertThat((double) differ / TRIALS).isBetween(least, most);
  }

  @Test
  void largeDifferencesAreSeen() {
    Random random = new Random(1);
    int seen = 0;
    for (int i = 0; i < TRIALS; i++) {
      double[] base = steps(random, 10, 100, 5);
      double[] fresh = steps(random, 10, 115, 5);
      seen += Noise.median(fresh) - Noise.median(base) > Noise.ofDifference(base, fresh) ? 1 : 0;
    }
    assertThat((double) seen / TRIALS).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @CsvSource({"2", "3", "4", "5", "6", "7", "8", "9", "10", "15", "40"})
  void sigmaIsRightForFewValuesToo(int count) {
    Random random = new Random(count);
    double sum = 0;
    for (int i = 0; i < TRIALS; i++) {
      sum += Noise.sigma(steps(random, count, 0, 3));
    }
    assertThat(sum / TRIALS).isCloseTo(3, within(0.06));
  }

  @Test
  void oneSlowStepMovesNothing() {
    double[] base = {100, 101, 99, 100, 102, 98};
    double[] slow = {100, 101, 99, 100, 102, 9000};
    assertThat(Math.abs(Noise.median(slow) - Noise.median(base)))
        .isLessThan(Noise.ofDifference(base, slow));
  }

  @Test
  void fewStepsSayNothing() {
    assertThat(Noise.ofDifference(new double[] {1, 2}, new double[] {1, 2, 3})).isNaN();
    assertThat(Noise.ofDifference(new double[] {1, 2, 3}, new double[] {1, 2})).isNaN();
    assertThat(Noise.ofDifference(new double[] {5, 5, 5}, new double[] {5, 5, 5})).isZero();
  }

  /** Against tables of Student's distribution. */
  @ParameterizedTest
  @CsvSource({"4, 4.604", "6, 3.707", "10, 3.169", "30, 2.750", "100, 2.626"})
  void studentsQuantiles(int freedom, double quantile) {
    assertThat(Noise.student(freedom)).isCloseTo(quantile, within(0.01 * quantile));
  }
}
