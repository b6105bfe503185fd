package dev.plumb.present.view;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Metric;
import dev.plumb.profile.NodeValues;
import dev.plumb.profile.Run;
import dev.plumb.profile.SampleSummary.Measure;
import dev.plumb.profile.SampleSummary.Total;
import dev.plumb.profile.timeline.RangeTotals;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Times;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be looked at in a profile: a metric, all time of devices, or a measure of the samples.
 */
final class ProfileMetric {
  /** Time of kernels, copies, fills and other device work. */
  static final String DEVICE = "device_ns";

  private final String id;
  private final String label;
  private final String unit;
  private final long total;
  private final boolean inRanges;
  private final @Nullable Metric metric;

  /** Place among the run's measures; −1 if it is none. */
  private final int measure;

  /** What knows the operations of operators; null for other metrics. */
  private final @Nullable OperatorCosts costs;

  private ProfileMetric(
      String id,
      String label,
      String unit,
      long total,
      boolean inRanges,
      @Nullable Metric metric,
      int measure,
      @Nullable OperatorCosts costs) {
    this.costs = costs;
    this.id = id;
    this.label = label;
    this.unit = unit;
    this.total = total;
    this.inRanges = inRanges;
    this.metric = metric;
    this.measure = measure;
  }

  /** Those that a run has values of, the one to look at first in front. */
  static List<ProfileMetric> of(Run run, OperatorCosts costs) {
    CallingContextTree tree = run.tree();
    boolean slices = run.inputs().stream().anyMatch(in -> in.trace().slices().size() > 0);
    boolean samples = run.inputs().stream().anyMatch(in -> hasTimes(in.trace().samples()));
    List<ProfileMetric> all = new ArrayList<>();
    long device = HotSpots.deviceInclusiveNs(tree, CallingContextTree.ROOT);
    if (device != 0) {
      all.add(
          new ProfileMetric(
              DEVICE, DeviceWord.in(run, "GPU time"), "ns", device, slices, null, -1, null));
    }
    for (Metric metric : ORDER) {
      long total = tree.inclusive(CallingContextTree.ROOT, metric);
      if (total != 0) {
        boolean timed = metric.ordinal() < Metric.SAMPLES.ordinal() ? slices || samples : samples;
        all.add(
            new ProfileMetric(
                metric.label(),
                label(metric),
                metric.unit(),
                total,
                timed && metric != Metric.LIVE_BYTES,
                metric,
                -1,
                null));
      }
    }
    if (costs.isAvailable()) {
      all.add(new ProfileMetric("flops", "FLOPs", "flops", 0, true, null, -1, costs));
    }
    List<Total> measures = run.summary().samples().measures();
    for (int i = 0; i < measures.size(); i++) {
      Measure measure = measures.get(i).measure();
      if (measure.quantity() == Quantity.OTHER) {
        all.add(
            new ProfileMetric(
                "measure:" + i,
                measure.name(),
                measure.unit(),
                measures.get(i).total(),
                samples,
                null,
                i,
                null));
      }
    }
    return all;
  }

  /** Time before counts, as people want to see it; but who took a snapshot asks for memory. */
  private static final List<Metric> ORDER =
      List.of(
          Metric.LIVE_BYTES,
          Metric.CPU_NS,
          Metric.WALL_NS,
          Metric.SAMPLES,
          Metric.PC_SAMPLES,
          Metric.ALLOC_BYTES,
          Metric.KERNEL_NS,
          Metric.COPY_NS,
          Metric.DEVICE_OTHER_NS,
          Metric.COUNT,
          Metric.KERNELS,
          Metric.COPY_BYTES,
          Metric.WAIT_NS);

  private static String label(Metric metric) {
    return switch (metric) {
      case COUNT -> "Count";
      case CPU_NS -> "CPU time";
      case KERNEL_NS -> "Kernel time";
      case COPY_NS -> "Copy time";
      case DEVICE_OTHER_NS -> "Other device time";
      case KERNELS -> "Kernels";
      case COPY_BYTES -> "Bytes copied";
      case ALLOC_BYTES -> "Bytes allocated";
      case SAMPLES -> "Samples";
      case WALL_NS -> "Wall time";
      case WAIT_NS -> "Waiting time";
      case PC_SAMPLES -> "PC samples";
      case LIVE_BYTES -> "Memory held";
    };
  }

  private static boolean hasTimes(SampleTable samples) {
    for (int row = 0, n = samples.size(); row < n; row++) {
      if (samples.timeNs(row) != Times.NONE) {
        return true;
      }
    }
    return false;
  }

  /** Name in questions and answers. */
  String id() {
    return id;
  }

  /** Name for people: text from the profile for its own measures. */
  String label() {
    return label;
  }

  /** "ns", "bytes", "", or the profiler's own. */
  String unit() {
    return unit;
  }

  /** Over the whole run; 0 if it is not known without computing all values. */
  long total() {
    return total;
  }

  /** Whether the total is known; what is listed without one may turn out to have no values. */
  boolean isTotalKnown() {
    return costs == null;
  }

  /** Whether it can be told for a part of the time. */
  boolean isInRanges() {
    return inRanges;
  }

  /** Whether it is the same thing in another profile. */
  boolean isSameAs(ProfileMetric other) {
    return measure < 0 ? id.equals(other.id) : other.measure >= 0 && label.equals(other.label);
  }

  /** Values of the nodes themselves over the whole run. */
  long[] values(Run run) {
    if (costs != null) {
      return costs.flopsByNode(null);
    }
    return measure >= 0 ? run.measured().exclusive(measure) : values(run.tree(), run.tree());
  }

  /** Values of the nodes themselves in a part of the time. */
  long[] values(Run run, RangeTotals totals) {
    if (costs != null) {
      return costs.flopsByNode(new Range(totals.fromNs(), totals.toNs()));
    }
    if (measure < 0) {
      return values(run.tree(), totals);
    }
    long[] values = new long[run.tree().size()];
    for (int node = 0; node < values.length; node++) {
      values[node] = totals.measured(node, measure);
    }
    return values;
  }

  private long[] values(CallingContextTree tree, NodeValues from) {
    long[] values = new long[tree.size()];
    for (int node = 0; node < values.length; node++) {
      values[node] = metric == null ? HotSpots.deviceNs(from, node) : from.exclusive(node, metric);
    }
    return values;
  }
}
