package dev.plumb.explain.timeline;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.DeviceLane.Work;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Step;
import dev.plumb.explain.base.Coverage;
import dev.plumb.profile.Intervals;
import java.util.ArrayList;
import java.util.List;

/**
 * What a device did in a window of time. Compute hides communication, and both hide copies, as in
 * the report; the four parts add up to the window.
 *
 * @param lane the device
 * @param name name of the step, or where the window lies: "before the first step"
 * @param fromNs start of the window
 * @param toNs its end
 */
public record StepSplit(
    DeviceLane lane,
    String name,
    long fromNs,
    long toNs,
    long computeNs,
    long exposedCommunicationNs,
    long exposedCopyNs,
    long idleNs) {

  /**
   * The windows of a device: from the beginning of each step to that of the next, by the clock, and
   * what lies before and behind them. Together they are the device's time from its first to its
   * last work. A device works behind its host: what a step launched last may run in the next.
   */
  public static List<StepSplit> of(Facts facts, DeviceLane lane) {
    List<Long> bounds = new ArrayList<>();
    List<String> names = new ArrayList<>();
    bounds.add(lane.firstNs());
    names.add("before the first step");
    long lastEnd = Long.MIN_VALUE;
    List<Step> steps =
        facts.steps().stream()
            .filter(each -> each.input() == lane.input())
            .filter(each -> each.rank() == lane.rank() || each.rank() < 0 || lane.rank() < 0)
            .toList();
    for (Step step : steps) {
      long start = Math.clamp(step.startNs(), lane.firstNs(), lane.lastNs());
      if (start > bounds.getLast()) {
        bounds.add(start);
        names.add(step.name());
      } else {
        names.set(names.size() - 1, step.name());
      }
      lastEnd = Math.max(lastEnd, step.endNs());
    }
    if (steps.isEmpty()) {
      names.set(0, "all");
    } else if (lastEnd > bounds.getLast() && lastEnd < lane.lastNs()) {
      bounds.add(lastEnd);
      names.add("behind the last step");
    }
    bounds.add(lane.lastNs());
    return split(lane, bounds, names);
  }

  private static List<StepSplit> split(DeviceLane lane, List<Long> bounds, List<String> names) {
    Intervals compute = lane.of(Work.COMPUTE);
    Intervals communication = lane.of(Work.COMMUNICATION);
    Coverage computing = new Coverage(compute);
    Coverage communicating = new Coverage(communication.minus(compute));
    Coverage copying = new Coverage(lane.of(Work.COPY).minus(compute).minus(communication));
    Coverage busy = new Coverage(lane.busy());
    List<StepSplit> splits = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      long from = bounds.get(i);
      long to = bounds.get(i + 1);
      if (to > from) {
        splits.add(
            new StepSplit(
                lane,
                names.get(i),
                from,
                to,
                computing.ns(from, to),
                communicating.ns(from, to),
                copying.ns(from, to),
                to - from - busy.ns(from, to)));
      }
    }
    return splits;
  }
}
