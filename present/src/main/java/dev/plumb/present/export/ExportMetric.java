package dev.plumb.present.export;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Measured;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.SampleSummary.Measure;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an export of stacks measures: a sum of metrics of the tree, or a measure of the samples by
 * its own name.
 */
public final class ExportMetric {
  /** Time of kernels, copies, fills and other device work. */
  public static final ExportMetric GPU =
      time(
          "gpu",
          "GPU time",
          Quantity.OTHER,
          Metric.KERNEL_NS,
          Metric.COPY_NS,
          Metric.DEVICE_OTHER_NS);

  /** Host time in which a frame was the innermost. */
  public static final ExportMetric CPU = time("cpu", "CPU time", Quantity.CPU_NS, Metric.CPU_NS);

  /** Time of kernels only. */
  public static final ExportMetric KERNEL =
      time("kernel", "Kernel time", Quantity.KERNEL_NS, Metric.KERNEL_NS);

  /** Slices. */
  public static final ExportMetric COUNT =
      of("count", "Count", "none", Quantity.OTHER, Metric.COUNT);

  /** Bytes allocated; frees are not subtracted. */
  public static final ExportMetric ALLOC =
      of("alloc", "Allocated", "bytes", Quantity.ALLOC_BYTES, Metric.ALLOC_BYTES);

  /** Samples taken. */
  public static final ExportMetric SAMPLES =
      of("samples", "Samples", "none", Quantity.SAMPLES, Metric.SAMPLES);

  /** Host time, running or waiting. */
  public static final ExportMetric WALL =
      time("wall", "Wall time", Quantity.WALL_NS, Metric.WALL_NS);

  /** Host time not on a CPU. */
  public static final ExportMetric WAIT =
      time("wait", "Waiting time", Quantity.WAIT_NS, Metric.WAIT_NS);

  /** Samples of a GPU's program counters. */
  public static final ExportMetric PC =
      of("pc", "PC samples", "none", Quantity.PC_SAMPLES, Metric.PC_SAMPLES);

  /** Bytes held when a memory snapshot was taken. */
  public static final ExportMetric LIVE =
      of("live", "Held memory", "bytes", Quantity.LIVE_BYTES, Metric.LIVE_BYTES);

  /** Bytes copied or set by devices. */
  public static final ExportMetric COPIED =
      of("copied", "Copied", "bytes", Quantity.COPY_BYTES, Metric.COPY_BYTES);

  // Parts of the above, for files in which the innermost frame does not tell which part it is.
  static final ExportMetric KERNELS =
      of("kernels", "Kernels", "none", Quantity.KERNELS, Metric.KERNELS);
  static final ExportMetric COPY = time("copy", "Copy time", Quantity.COPY_NS, Metric.COPY_NS);
  static final ExportMetric DEVICE =
      time("device", "Other device time", Quantity.DEVICE_NS, Metric.DEVICE_OTHER_NS);

  private static final List<ExportMetric> VALUES =
      List.of(GPU, CPU, KERNEL, COUNT, ALLOC, COPIED, SAMPLES, WALL, WAIT, PC, LIVE);

  /** What to show if nobody asks: the first of which there is something. */
  private static final List<ExportMetric> USUAL = List.of(GPU, CPU, WALL, SAMPLES, PC, LIVE);

  private final String id;
  private final String title;

  /** {@link Quantity#OTHER} for what is no single one. */
  private final Quantity quantity;

  /** For people, and as {@link dev.plumb.trace.MeasureTable} has it. */
  private final String unit;

  private final String measureUnit;
  private final List<Metric> parts;

  /** By node; empty for sums of metrics of the tree. */
  private final long[] measured;

  private ExportMetric(
      String id,
      String title,
      Quantity quantity,
      String unit,
      String measureUnit,
      List<Metric> parts,
      long[] measured) {
    this.id = id;
    this.title = title;
    this.quantity = quantity;
    this.unit = unit;
    this.measureUnit = measureUnit;
    this.parts = parts;
    this.measured = measured;
  }

  private static ExportMetric time(String id, String title, Quantity quantity, Metric... parts) {
    return of(id, title, "nanoseconds", quantity, parts);
  }

  private static ExportMetric of(
      String id, String title, String unit, Quantity quantity, Metric... parts) {
    String plain = unit.equals("nanoseconds") ? "ns" : unit.equals("none") ? "" : unit;
    return new ExportMetric(id, title, quantity, unit, plain, List.of(parts), new long[0]);
  }

  /** Those that every run may have. */
  public static List<ExportMetric> values() {
    return VALUES;
  }

  /** The measures of a run's samples, as the profilers name them. */
  public static List<ExportMetric> measures(Run run) {
    Measured measured = run.measured();
    List<ExportMetric> list = new ArrayList<>();
    for (int i = 0; i < measured.measures().size(); i++) {
      Measure measure = measured.measures().get(i).measure();
      list.add(
          new ExportMetric(
              measure.name(),
              measure.name(),
              measure.quantity(),
              unit(measure),
              measure.unit(),
              List.of(),
              measured.exclusive(i)));
    }
    return list;
  }

  /** Slices that are no kernels. */
  static ExportMetric calls(Run run) {
    long[] calls = new long[run.tree().size()];
    for (int input = 0; input < run.inputs().size(); input++) {
      SliceTable slices = run.inputs().get(input).trace().slices();
      int[] nodes = slices.size() == 0 ? new int[0] : run.sliceNodes(input);
      for (int row = 0; row < nodes.length; row++) {
        if (nodes[row] >= 0 && slices.kind(row) != SliceKind.KERNEL) {
          calls[nodes[row]]++;
        }
      }
    }
    return new ExportMetric("calls", "Calls", Quantity.CALLS, "none", "", List.of(), calls);
  }

  /** The measures that no other metric holds. */
  static List<ExportMetric> measuresOfTheirOwn(Run run) {
    List<ExportMetric> own = new ArrayList<>();
    for (ExportMetric each : measures(run)) {
      if (each.quantity == Quantity.OTHER) {
        own.add(each);
      }
    }
    return own;
  }

  private static String unit(Measure measure) {
    return switch (measure.quantity()) {
      case CPU_NS, WALL_NS, WAIT_NS, KERNEL_NS, COPY_NS, DEVICE_NS -> "nanoseconds";
      case COPY_BYTES, ALLOC_BYTES, LIVE_BYTES -> "bytes";
      case SAMPLES, KERNELS, CALLS, PC_SAMPLES -> "none";
      case OTHER ->
          switch (measure.unit()) {
            case "ns", "nanoseconds" -> "nanoseconds";
            case "bytes", "byte", "B" -> "bytes";
            default -> "none";
          };
    };
  }

  /** The metric of that id, or the measure of that name; null if there is none. */
  public static @Nullable ExportMetric named(Run run, String name) {
    for (ExportMetric metric : VALUES) {
      if (metric.id.equals(name)) {
        return metric;
      }
    }
    for (ExportMetric metric : measures(run)) {
      if (metric.id.equals(name)) {
        return metric;
      }
    }
    return null;
  }

  /** What {@link #named} knows. */
  public static List<String> names(Run run) {
    List<ExportMetric> all = new ArrayList<>(VALUES);
    all.addAll(measures(run));
    return all.stream().map(ExportMetric::id).distinct().toList();
  }

  /** Name for people. */
  public String title() {
    return title;
  }

  /** {@code nanoseconds}, {@code bytes} or {@code none}. */
  public String unit() {
    return unit;
  }

  /** What it is; {@link Quantity#OTHER} for what is no single one. */
  Quantity quantity() {
    return quantity;
  }

  /** Unit as {@link dev.plumb.trace.MeasureTable} has it. */
  String measureUnit() {
    return measureUnit;
  }

  /** Name in {@code --metric}. */
  public String id() {
    return id;
  }

  /** Value of a node without its children. */
  public long self(CallingContextTree tree, int node) {
    long sum = node < measured.length ? measured[node] : 0;
    for (Metric part : parts) {
      sum += tree.exclusive(node, part);
    }
    return sum;
  }

  /** Whether any node has a value; those of one may cancel out. */
  boolean isAnywhere(CallingContextTree tree) {
    for (int node = 0; node < tree.size(); node++) {
      if (self(tree, node) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Value of the whole tree. */
  public long total(CallingContextTree tree) {
    long sum = Arrays.stream(measured).sum();
    for (Metric part : parts) {
      sum += tree.inclusive(CallingContextTree.ROOT, part);
    }
    return sum;
  }

  /** GPU time where there is any, else CPU time, other measures, or else the number of slices. */
  static ExportMetric usual(Run run) {
    for (ExportMetric metric : USUAL) {
      if (metric.total(run.tree()) > 0) {
        return metric;
      }
    }
    if (COUNT.total(run.tree()) == 0) {
      int first = run.measured().usual();
      return first < 0 ? COUNT : measures(run).get(first);
    }
    return COUNT;
  }
}
