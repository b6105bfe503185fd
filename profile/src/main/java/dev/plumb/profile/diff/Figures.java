package dev.plumb.profile.diff;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.StepStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The figures of two runs that both have. By step, a figure is divided by the number of steps on
 * all ranks; those of device timelines are also means over devices.
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
      ofSteps("step_ns", "step", "ns", StepStats::durNs);
    } else if (base.run().summary().spanNs() > 0 && fresh.run().summary().spanNs() > 0) {
      add(
          "span_ns",
          "span",
          "ns",
          Change.of(base.run().summary().spanNs(), fresh.run().summary().spanNs()));
    }
    timelines();
    ofCost("device_ns", device);
    if (perStep && anyKernels(base.run()) && anyKernels(fresh.run())) {
      ofSteps("kernel_ns", "kernel time", "ns", StepStats::kernelNs);
      ofSteps("copy_ns", "copies and fills", "ns", StepStats::copyNs);
      ofSteps("kernels", "kernels", "", StepStats::kernels);
    } else {
      ofTree("kernel_ns", "kernel time", Metric.KERNEL_NS);
      ofTree("copy_ns", "copies and fills", Metric.COPY_NS);
      ofTree("kernels", "kernels", Metric.KERNELS);
    }
    launches();
    ofCost("cpu_ns", host);
    ofTree("wall_ns", "wall time of samples", Metric.WALL_NS);
    ofTree("samples", "samples", Metric.SAMPLES);
    ofTree("pc_samples", "PC samples", Metric.PC_SAMPLES);
    ofTree("copy_bytes", "bytes copied or set", Metric.COPY_BYTES);
    ofTree("alloc_bytes", "bytes allocated", Metric.ALLOC_BYTES);
    ofTree("live_bytes", "bytes held", Metric.LIVE_BYTES);
    return List.copyOf(figures);
  }

  private static boolean anyKernels(Run run) {
    return run.tree().inclusive(CallingContextTree.ROOT, Metric.KERNELS) > 0;
  }

  private void add(String id, String title, String unit, Change change) {
    figures.add(new Figure(id, title, unit, change));
  }

  private void ofSteps(String id, String title, String unit, ToLongFunction<StepStats> value) {
    double[] before = values(base, value);
    double[] after = values(fresh, value);
    Change change = Change.of(mean(before), mean(after), before, after);
    if (change.base() != 0 || change.fresh() != 0) {
      add(id, title, unit, change);
    }
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

  private void ofCost(String id, CostDiff cost) {
    Change all = cost.all();
    if (all.base() != 0 || all.fresh() != 0) {
      add(id, cost.cost().title(), cost.cost().unit(), all);
    }
  }

  /** What the tree has as a total; no step can be left out of it. */
  private void ofTree(String id, String title, Metric metric) {
    long before = base.run().tree().inclusive(CallingContextTree.ROOT, metric);
    long after = fresh.run().tree().inclusive(CallingContextTree.ROOT, metric);
    if (before != 0 || after != 0) {
      double baseDivisor = perStep ? base.plan().compared().length : 1;
      double newDivisor = perStep ? fresh.plan().compared().length : 1;
      add(id, title, metric.unit(), Change.of(before / baseDivisor, after / newDivisor));
    }
  }

  private void launches() {
    long before = 0;
    long after = 0;
    CallingContextTree baseTree = base.run().tree();
    CallingContextTree newTree = fresh.run().tree();
    for (int node = 0; node < baseTree.size(); node++) {
      before += isLaunch(baseTree, node) ? baseTree.exclusive(node, Metric.COUNT) : 0;
    }
    for (int node = 0; node < newTree.size(); node++) {
      after += isLaunch(newTree, node) ? newTree.exclusive(node, Metric.COUNT) : 0;
    }
    if (before != 0 || after != 0) {
      double baseDivisor = perStep ? base.plan().compared().length : 1;
      double newDivisor = perStep ? fresh.plan().compared().length : 1;
      add("launches", "kernel launches", "", Change.of(before / baseDivisor, after / newDivisor));
    }
  }

  private static boolean isLaunch(CallingContextTree tree, int node) {
    return tree.kind(node) == FrameKind.RUNTIME && FrameKeys.isLaunchCall(tree.name(node));
  }

  private void timelines() {
    if (base.run().summary().devices().isEmpty() || fresh.run().summary().devices().isEmpty()) {
      return;
    }
    timeline("device_span_ns", "device timeline", DeviceStats::totalNs);
    timeline("compute_ns", "compute", DeviceStats::computeNs);
    timeline("exposed_comm_ns", "exposed communication", DeviceStats::exposedCommNs);
    timeline("exposed_memcpy_ns", "exposed copies", DeviceStats::exposedMemcpyNs);
    timeline("idle_ns", "idle", DeviceStats::idleNs);
  }

  private void timeline(String id, String title, ToLongFunction<DeviceStats> part) {
    double before = timeline(base, part);
    double after = timeline(fresh, part);
    if (before != 0 || after != 0) {
      add(id, title, "ns", Change.of(before, after));
    }
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
