package dev.plumb.profile.diff;

import dev.plumb.profile.Run;
import dev.plumb.profile.StepStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the costs of one run are divided by, and which of its steps are looked at.
 *
 * @param perStep whether costs are by step; else they are of the whole run
 * @param compared by index in {@link Run#steps()}: whether the step is looked at
 * @param steps how many are; 0 where costs are of the whole run
 * @param leftOut how many are not: warm-up
 */
public record StepPlan(boolean perStep, boolean[] compared, int steps, int leftOut) {
  /** How much longer than the median of all later ones a leading step is, to be warm-up. */
  public static final double WARM_UP = 1.5;

  /** A leading step is only called warm-up where as many others are left to compare it with. */
  private static final int MIN_OTHERS = 3;

  /** As many leading steps as are warm-up, on each rank. */
  public static final int AUTOMATIC = -1;

  /** Costs of the whole run. */
  static StepPlan wholeRun(Run run) {
    return new StepPlan(false, new boolean[run.steps().size()], 0, 0);
  }

  /**
   * Costs by step.
   *
   * @param warmUp leading steps of each rank to leave out, or {@link #AUTOMATIC}
   */
  static StepPlan perStep(Run run, int warmUp) {
    boolean[] compared = new boolean[run.steps().size()];
    Arrays.fill(compared, true);
    Map<String, List<Integer>> byRank = new LinkedHashMap<>();
    for (int i = 0; i < compared.length; i++) {
      byRank.computeIfAbsent(run.steps().get(i).label(), label -> new ArrayList<>()).add(i);
    }
    int leftOut = 0;
    for (List<Integer> steps : byRank.values()) {
      int skip =
          warmUp == AUTOMATIC ? warmUp(run.steps(), steps) : Math.min(warmUp, steps.size() - 1);
      for (int i = 0; i < skip; i++) {
        compared[steps.get(i)] = false;
      }
      leftOut += skip;
    }
    return new StepPlan(true, compared, compared.length - leftOut, leftOut);
  }

  private static int warmUp(List<StepStats> all, List<Integer> steps) {
    int skip = 0;
    while (steps.size() - skip > MIN_OTHERS) {
      double[] later =
          steps.subList(skip + 1, steps.size()).stream()
              .mapToDouble(i -> all.get(i).durNs())
              .toArray();
      if (all.get(steps.get(skip)).durNs() <= WARM_UP * Noise.median(later)) {
        break;
      }
      skip++;
    }
    return skip;
  }

  /** What sums are divided by: steps, or 1. */
  public int divisor() {
    return perStep ? steps : 1;
  }
}
