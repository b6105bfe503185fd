package dev.plumb.present.export;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Measured;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.SampleSummary.Measure;
import dev.plumb.trace.Quantity;
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
      time("gpu", "GPU time", Metric.KERNEL_NS, Metric.COPY_NS, Metric.DEVICE_OTHER_NS);

  /** Host time in which a frame was the innermost. */
  public static final ExportMetric CPU = time("cpu", "CPU time", Metric.CPU_NS);

  /** Time of kernels only. */
  public static final ExportMetric KERNEL = time("kernel", "Kernel time", Metric.KERNEL_NS);

  /** Slices. */
  public static final ExportMetric COUNT = of("count", "Count", "none", Metric.COUNT);

  /** Bytes allocated; frees are not subtracted. */
  public static final ExportMetric ALLOC = of("alloc", "Allocated", "bytes", Metric.ALLOC_BYTES);

  /** Samples taken. */
  public static final ExportMetric SAMPLES = of("samples", "Samples", "none", Metric.SAMPLES);

  /** Host time, running or waiting. */
  public static final ExportMetric WALL = time("wall", "Wall time", Metric.WALL_NS);

  /** Host time not on a CPU. */
  public static final ExportMetric WAIT = time("wait", "Waiting time", Metric.WAIT_NS);

  /** Samples of a GPU's program counters. */
  public static final ExportMetric PC = of("pc", "PC samples", "none", Metric.PC_SAMPLES);

  /** Bytes held when a memory snapshot was taken. */
  public static final ExportMetric LIVE = of("live", "Held memory", "bytes", Metric.LIVE_BYTES);

  private static final List<ExportMetric> VALUES =
      List.of(GPU, CPU, KERNEL, COUNT, ALLOC, SAMPLES, WALL, WAIT, PC, LIVE);

  /** What to show if nobody asks: the first of which there is something. */
  private static final List<ExportMetric> USUAL = List.of(GPU, CPU, WALL, SAMPLES, PC, LIVE);

  private final String id;
  private final String title;
  private final String unit;
  private final List<Metric> parts;

  /** By node; empty for sums of metrics of the tree. */
  private final long[] measured;

  private ExportMetric(String id, String title, String unit, List<Metric> parts, long[] measured) {
    this.id = id;
    this.title = title;
    this.unit = unit;
    this.parts = parts;
    this.measured = measured;
  }

  private static ExportMetric time(String id, String title, Metric... parts) {
    return of(id, title, "nanoseconds", parts);
  }

  private static ExportMetric of(String id, String title, String unit, Metric... parts) {
    return new ExportMetric(id, title, unit, List.of(parts), new long[0]);
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
              measure.name(), measure.name(), unit(measure), List.of(), measured.exclusive(i)));
    }
    return list;
  }

  /** The measures that no other metric holds. */
  static List<ExportMetric> measuresOfTheirOwn(Run run) {
    List<ExportMetric> own = new ArrayList<>();
    List<ExportMetric> all = measures(run);
    for (int i = 0; i < all.size(); i++) {
      if (run.measured().measures().get(i).measure().quantity() == Quantity.OTHER) {
        own.add(all.get(i));
      }
    }
    return own;
  }

  private static String unit(Measure measure) {
    return switch (measure.quantity()) {
      case CPU_NS, WALL_NS, WAIT_NS, KERNEL_NS, COPY_NS -> "nanoseconds";
      case COPY_BYTES, ALLOC_BYTES -> "bytes";
      case SAMPLES, KERNELS, PC_SAMPLES -> "none";
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
