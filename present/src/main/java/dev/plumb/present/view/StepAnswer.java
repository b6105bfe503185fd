package dev.plumb.present.view;

import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.profile.StepStats;
import dev.plumb.profile.timeline.TimeAxis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /api/steps}: how long each step took, and which are out of line. */
final class StepAnswer {
  private static final int MOST = 20_000;

  /** Turns a median deviation into a standard one, for values that are normally distributed. */
  private static final double SCALE = 1.4826;

  private static final double DEVIATIONS = 3;
  private static final double LEAST_SHARE = 0.05;

  private final Profiles profiles;

  StepAnswer(Profiles profiles) {
    this.profiles = profiles;
  }

  private record Placed(StepStats stats, long startNs) {}

  Answer answer(Question question) {
    Profile profile = profiles.of(question);
    Range range = question.range();
    List<Placed> steps = new ArrayList<>(placed(profile));
    if (range != null) {
      steps.removeIf(each -> each.startNs < range.fromNs() || each.startNs >= range.toNs());
    }
    long[] durations = steps.stream().mapToLong(each -> each.stats.durNs()).sorted().toArray();
    long median = median(durations);
    long limit = limit(durations, median);
    Map<String, Integer> ranks = new LinkedHashMap<>();
    steps.forEach(each -> ranks.putIfAbsent(each.stats.label(), ranks.size()));
    List<Placed> shown = steps.size() > MOST ? steps.subList(0, MOST) : steps;
    int size = shown.size();
    Json json = new Json();
    return json.object(
            () -> {
              json.texts("ranks", ranks.keySet());
              json.numberOrNull("median_ns", size > 0, median);
              json.numberOrNull("limit_ns", size > 0, limit);
              json.number("steps_total", steps.size());
              json.object(
                  "steps",
                  () -> {
                    json.numbers(
                        "rank", size, at -> ranks.getOrDefault(stats(shown, at).label(), 0));
                    json.texts("name", shown.stream().map(each -> each.stats.name()).toList());
                    json.numbers("t", size, at -> shown.get(at).startNs);
                    json.numbers("d", size, at -> stats(shown, at).durNs());
                    json.numbers("kernels", size, at -> stats(shown, at).kernels());
                    json.numbers("kernel_ns", size, at -> stats(shown, at).kernelNs());
                    json.numbers("copy_ns", size, at -> stats(shown, at).copyNs());
                    json.numbers("outlier", size, at -> stats(shown, at).durNs() > limit ? 1 : 0);
                  });
              json.text(
                  "rule",
                  "longer than the median by more than 5 %, and by more than three times the scaled"
                      + " median deviation");
            })
        .answer();
  }

  private static StepStats stats(List<Placed> steps, int at) {
    return steps.get(at).stats;
  }

  /** By rank, then start: of a file with several ranks the steps stand by start. */
  private static List<Placed> placed(Profile profile) {
    Run run = profile.run();
    TimeAxis axis = profile.axis();
    List<Placed> placed = new ArrayList<>();
    int at = 0;
    for (int input = 0; input < run.inputs().size(); input++) {
      Links links = run.inputs().get(input);
      for (int i = 0; i < links.stepCount(); i++) {
        StepStats stats = run.steps().get(at++);
        placed.add(new Placed(stats, axis.onAxis(input, stats.startNs())));
      }
    }
    List<String> ranks = List.copyOf(RankAnswer.labels(profile).keySet());
    placed.sort(
        Comparator.comparingInt((Placed each) -> ranks.indexOf(each.stats.label()))
            .thenComparingLong(Placed::startNs));
    return placed;
  }

  /** Steps that start in a range. */
  static long startingIn(Profile profile, Range range) {
    return placed(profile).stream()
        .filter(each -> each.startNs >= range.fromNs() && each.startNs < range.toNs())
        .count();
  }

  private static long median(long[] sorted) {
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  private static long limit(long[] durations, long median) {
    long[] deviations = Arrays.stream(durations).map(each -> Math.abs(each - median)).toArray();
    Arrays.sort(deviations);
    double spread = DEVIATIONS * SCALE * median(deviations);
    return (long) Math.ceil(median + Math.max(spread, LEAST_SHARE * median));
  }
}
