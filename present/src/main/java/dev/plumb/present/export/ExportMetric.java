package dev.plumb.present.export;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Metric;
import java.util.List;
import java.util.Locale;

/** What an export of stacks measures; each is a sum of metrics of the tree. */
public enum ExportMetric {
  /** Time of kernels, copies, fills and other device work. */
  GPU("GPU time", "nanoseconds", Metric.KERNEL_NS, Metric.COPY_NS, Metric.DEVICE_OTHER_NS),
  /** Host time in which a frame was the innermost. */
  CPU("CPU time", "nanoseconds", Metric.CPU_NS),
  /** Time of kernels only. */
  KERNEL("Kernel time", "nanoseconds", Metric.KERNEL_NS),
  /** Slices. */
  COUNT("Count", "none", Metric.COUNT),
  /** Bytes allocated; frees are not subtracted. */
  ALLOC("Allocated", "bytes", Metric.ALLOC_BYTES);

  private final String title;
  private final String unit;
  private final List<Metric> parts;

  ExportMetric(String title, String unit, Metric... parts) {
    this.title = title;
    this.unit = unit;
    this.parts = List.of(parts);
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
    return name().toLowerCase(Locale.ROOT);
  }

  /** Value of a node without its children. */
  public long self(CallingContextTree tree, int node) {
    long sum = 0;
    for (Metric part : parts) {
      sum += tree.exclusive(node, part);
    }
    return sum;
  }

  /** Value of the whole tree. */
  public long total(CallingContextTree tree) {
    long sum = 0;
    for (Metric part : parts) {
      sum += tree.inclusive(CallingContextTree.ROOT, part);
    }
    return sum;
  }

  /** GPU time where there is any, else CPU time, else the number of slices. */
  static ExportMetric usual(CallingContextTree tree) {
    return GPU.total(tree) > 0 ? GPU : CPU.total(tree) > 0 ? CPU : COUNT;
  }
}
