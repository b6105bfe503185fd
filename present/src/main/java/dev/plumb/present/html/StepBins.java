package dev.plumb.present.html;

import dev.plumb.profile.StepStats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Steps for a chart that does not grow with the run: neighbours share a bar, the slowest shows. */
final class StepBins {
  /**
   * One bar.
   *
   * @param slowest the step that took longest
   * @param steps how many steps the bar stands for
   */
  record Bin(StepStats slowest, int steps) {}

  private StepBins() {}

  /** Rank by rank; at most {@code limit} bars, and one more for each rank. */
  static List<Bin> of(List<StepStats> steps, int limit) {
    int each = Math.max(1, Math.ceilDiv(steps.size(), limit));
    Map<String, List<Bin>> byRank = new LinkedHashMap<>();
    for (StepStats step : steps) {
      List<Bin> bins = byRank.computeIfAbsent(step.label(), label -> new ArrayList<>());
      if (bins.isEmpty() || bins.getLast().steps == each) {
        bins.add(new Bin(step, 1));
      } else {
        Bin last = bins.removeLast();
        StepStats slower = step.durNs() > last.slowest.durNs() ? step : last.slowest;
        bins.add(new Bin(slower, last.steps + 1));
      }
    }
    return byRank.values().stream().flatMap(List::stream).toList();
  }
}
