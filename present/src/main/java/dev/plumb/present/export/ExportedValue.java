package dev.plumb.present.export;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.trace.Quantity;
import java.util.ArrayList;
import java.util.List;

/**
 * A value of an export of stacks, and what it is when Plumb reads the file again: the formats of
 * other tools cannot say that by themselves.
 *
 * @param quantity name of a {@link Quantity}, {@link #WORK} or {@link #REPEATED}
 */
record ExportedValue(ExportMetric metric, String quantity) {
  /** Device time: of kernels, copies or else, as the kind of the innermost frame says. */
  private static final String WORK = "WORK";

  /** What other values of the same file say too: for people only. */
  private static final String REPEATED = "REPEATED";

  private static final List<ExportMetric> PARTS =
      List.of(ExportMetric.KERNELS, ExportMetric.KERNEL, ExportMetric.COPY, ExportMetric.DEVICE);

  /** A metric or measure that is what it says. */
  static ExportedValue of(ExportMetric metric) {
    return new ExportedValue(metric, metric.quantity().name());
  }

  /** Metrics, and the parts of those that nothing else in the file takes apart. */
  static List<ExportedValue> of(Run run, List<ExportMetric> metrics) {
    List<ExportedValue> values = new ArrayList<>();
    boolean graph = run.summary().graph().nodes() > 0;
    boolean slices = run.inputs().stream().anyMatch(links -> links.trace().slices().size() > 0);
    boolean told = tellsKinds(run.tree()) && !(graph && slices);
    for (ExportMetric metric : metrics) {
      if (metric == ExportMetric.COUNT && !(told && graph)) { // nodes of a graph are no calls
        values.add(new ExportedValue(metric, told ? Quantity.CALLS.name() : REPEATED));
      } else if (metric == ExportMetric.GPU) {
        values.add(new ExportedValue(metric, told ? WORK : REPEATED));
      } else {
        values.add(of(metric));
      }
    }
    if (!told && metrics.size() > 1) {
      PARTS.forEach(part -> values.add(of(part)));
      values.add(of(ExportMetric.calls(run)));
    }
    return values;
  }

  /** Whether the kind of each frame says what its device time is, and what was counted in it. */
  private static boolean tellsKinds(CallingContextTree tree) {
    for (int node = 1; node < tree.size(); node++) {
      FrameKind kind = tree.kind(node);
      boolean kernel = kind == FrameKind.KERNEL;
      boolean copy = kind == FrameKind.MEMCPY || kind == FrameKind.MEMSET;
      long kernels = kernel ? tree.exclusive(node, Metric.COUNT) : 0;
      if (tree.exclusive(node, Metric.KERNELS) != kernels
          || !kernel && tree.exclusive(node, Metric.KERNEL_NS) != 0
          || !copy && tree.exclusive(node, Metric.COPY_NS) != 0
          || kind != FrameKind.DEVICE_OTHER && tree.exclusive(node, Metric.DEVICE_OTHER_NS) != 0) {
        return false;
      }
    }
    return true;
  }
}
