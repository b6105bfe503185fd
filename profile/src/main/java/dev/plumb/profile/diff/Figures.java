package dev.plumb.profile.diff;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.StepStats;
import dev.plumb.profile.StepSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The figures that both runs have something to say about. By step, a figure is divided by the
 * number of steps on all ranks; those of device timelines are also means over devices.
 */
final class Figures {
  private final Side base;
  private final Side fresh;
  private final boolean perStep;
  private final List<Figure> figures = new ArrayList<>();

  Figures(Side base, Side fresh) {
    this.base = base;
    this.fresh = fresh;
    this.perStep = base.plan().perStep();
  }

  /**
   * All figures.
   *
   * @param device device time, which was computed already
   * @param host host time
   */
  List<Figure> of(CostDiff device, CostDiff host) {
    if (perStep) {
      stepTime();
    } else if (base.run().summary().spanNs() > 0 && fresh.run().summary().spanNs() > 0) {
      double before = base.run().summary().spanNs();
      double now = fresh.run().summary().spanNs();
      add(FigureKind.SPAN, Change.of(before, now));
    }
    timelines();
    if (both(Cost.DEVICE)) {
      deviceWork(device);
    }
    if (both(Cost.HOST)) {
      add(FigureKind.HOST, host.all());
    }
    ofTree(FigureKind.WALL, Metric.WALL_NS);
    ofTree(FigureKind.SAMPLES, Metric.SAMPLES);
    ofTree(FigureKind.PC_SAMPLES, Metric.PC_SAMPLES);
    ofTree(FigureKind.ALLOCATED, Metric.ALLOC_BYTES);
    ofTree(FigureKind.LIVE, Metric.LIVE_BYTES);
    return List.copyOf(figures);
  }

  private boolean both(Cost cost) {
    return cost.total(base.run().tree()) != 0 && cost.total(fresh.run().tree()) != 0;
  }

  private void add(FigureKind kind, Change change) {
    figures.add(new Figure(kind, change));
  }

  private void deviceWork(CostDiff device) {
    add(FigureKind.DEVICE, device.all());
    if (perStep) {
      ofSteps(FigureKind.KERNEL, StepStats::kernelNs);
      ofSteps(FigureKind.COPY, StepStats::copyNs);
      ofSteps(FigureKind.KERNELS, StepStats::kernels);
    } else {
      add(FigureKind.KERNEL, ofTree(Metric.KERNEL_NS));
      add(FigureKind.COPY, ofTree(Metric.COPY_NS));
      add(FigureKind.KERNELS, ofTree(Metric.KERNELS));
    }
    long before = launches(base.run().tree());
    long after = launches(fresh.run().tree());
    if (before > 0 && after > 0) {
      add(FigureKind.LAUNCHES, Change.of(before / divisor(base), after / divisor(fresh)));
    }
    add(FigureKind.COPY_BYTES, ofTree(Metric.COPY_BYTES));
  }

  private void ofSteps(FigureKind kind, ToLongFunction<StepStats> value) {
    double[] before = values(base, value);
    double[] after = values(fresh, value);
    double resolution =
        kind.unit().equals("ns") ? Math.max(base.resolutionNs(), fresh.resolutionNs()) : 0;
    add(kind, Change.of(mean(before), mean(after), before, after, resolution));
  }

  /** With the steps of which a recording keeps only number and time. */
  private void stepTime() {
    double[] before = values(base, StepStats::durNs);
    double[] after = values(fresh, StepStats::durNs);
    double resolution = Math.max(base.resolutionNs(), fresh.resolutionNs());
    add(
        FigureKind.STEP,
        Change.of(stepMean(base, before), stepMean(fresh, after), before, after, resolution));
  }

  private static double stepMean(Side side, double[] values) {
    List<StepStats> steps = side.run().steps();
    StepSums all = side.run().summary().stepSums();
    long more = all.timed() - steps.size();
    double moreNs = all.sumNs() - steps.stream().mapToLong(StepStats::durNs).sum();
    double kept = Arrays.stream(values).sum();
    return values.length + more == 0 ? 0 : (kept + moreNs) / (values.length + more);
  }

  private static double[] values(Side side, ToLongFunction<StepStats> value) {
    List<StepStats> steps = side.run().steps();
    double[] values = new double[side.plan().steps()];
    int count = 0;
    for (int i = 0; i < steps.size(); i++) {
      if (side.plan().compared()[i]) {
        values[count++] = value.applyAsLong(steps.get(i));
      }
    }
    return values;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? 0 : sum / values.length;
  }

  private void ofTree(FigureKind kind, Metric metric) {
    Change change = ofTree(metric);
    if (change.base() != 0 && change.fresh() != 0) {
      add(kind, change);
    }
  }

  /** What the trees have as a total; no step can be left out of it. */
  private Change ofTree(Metric metric) {
    return Change.of(
        base.run().tree().inclusive(CallingContextTree.ROOT, metric) / divisor(base),
        fresh.run().tree().inclusive(CallingContextTree.ROOT, metric) / divisor(fresh));
  }

  private static double divisor(Side side) {
    return side.plan().perStep() ? side.run().summary().steps() : 1;
  }

  private static long launches(CallingContextTree tree) {
    long launches = 0;
    for (int node = 0; node < tree.size(); node++) {
      if (tree.kind(node) == FrameKind.RUNTIME && FrameKeys.isLaunchCall(tree.name(node))) {
        launches += tree.exclusive(node, Metric.COUNT);
      }
    }
    return launches;
  }

  private void timelines() {
    if (!base.run().summary().devices().isEmpty() && !fresh.run().summary().devices().isEmpty()) {
      timeline(FigureKind.DEVICE_SPAN, DeviceStats::totalNs);
      timeline(FigureKind.COMPUTE, DeviceStats::computeNs);
      timeline(FigureKind.EXPOSED_COMM, DeviceStats::exposedCommNs);
      timeline(FigureKind.EXPOSED_COPIES, DeviceStats::exposedMemcpyNs);
      timeline(FigureKind.IDLE, DeviceStats::idleNs);
    }
  }

  private void timeline(FigureKind kind, ToLongFunction<DeviceStats> part) {
    add(kind, Change.of(timeline(base, part), timeline(fresh, part)));
  }

  private static double timeline(Side side, ToLongFunction<DeviceStats> part) {
    Map<String, Integer> stepsOfRank = new HashMap<>();
    side.run().steps().forEach(step -> stepsOfRank.merge(step.label(), 1, Integer::sum));
    double sum = 0;
    double divisor = 0;
    for (DeviceStats device : side.run().summary().devices()) {
      sum += part.applyAsLong(device);
      divisor += side.plan().perStep() ? stepsOfRank.getOrDefault(device.label(), 0) : 1;
    }
    return divisor == 0 ? 0 : sum / divisor;
  }
}
