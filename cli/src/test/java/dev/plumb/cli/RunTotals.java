package dev.plumb.cli;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.profile.RunSummary.KernelName;
import dev.plumb.profile.RunSummary.Work;
import dev.plumb.profile.SampleSummary.Total;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that was counted or summed in a run, by name. */
final class RunTotals {
  /** Of what is not there. */
  static final Object NONE = 0L;

  private RunTotals() {}

  static Map<String, Object> of(Run run) {
    RunSummary summary = RunSummary.of(run);
    Map<String, Object> totals = new TreeMap<>();
    for (SliceKind kind :
        List.of(SliceKind.KERNEL, SliceKind.MEMCPY, SliceKind.MEMSET, SliceKind.DEVICE_OTHER)) {
      Work work = summary.work(kind);
      totals.put(kind + " count", work.count());
      totals.put(kind + " ns", work.sumNs());
    }
    totals.put("cpu_ops", summary.cpuOperators());
    totals.put("python_frames", summary.pythonFrames());
    totals.put("steps", summary.steps());
    totals.put("unattributed", summary.unattributed());
    totals.put("unattributed_ns", summary.unattributedNs());
    totals.put("span_ns", summary.spanNs());
    totals.put("linked_to_launch", summary.linkedToLaunch());
    totals.put("linked_to_op", summary.linkedToOperator());
    totals.put("linked_to_python", summary.linkedToPython());
    totals.put("linked_by_external_id", summary.linkedByExternalId());
    for (DeviceStats device : summary.devices()) {
      totals.merge("busy", device.busyNs(), (a, b) -> (Long) a + (Long) b);
    }
    for (KernelName kernel : summary.topKernels(20)) {
      totals.put("kernel " + kernel.name(), kernel.count() + " of " + kernel.sumNs());
    }
    CallingContextTree tree = run.tree();
    for (Metric metric : Metric.values()) {
      totals.put("tree " + metric.label(), tree.inclusive(CallingContextTree.ROOT, metric));
    }
    totals.put("kernel_metrics", summary.kernelMetrics().rows());
    totals.put("snapshot_blocks", summary.snapshot().blocks());
    totals.put("graph_nodes", summary.graph().nodes());
    for (Total total : summary.samples().measures()) {
      if (total.measure().quantity() == Quantity.OTHER) {
        totals.merge(
            "measure " + total.measure().name(), total.total(), (a, b) -> (Long) a + (Long) b);
      }
    }
    return totals;
  }

  static boolean isNothing(Object total) {
    return total.equals(NONE);
  }
}
