package dev.plumb.profile.diff;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Links;
import dev.plumb.profile.Metric;
import dev.plumb.trace.SliceKind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What contexts are compared by; less is better. */
public enum Cost {
  /** Kernels, copies, fills and other device work, summed. */
  DEVICE("device_ns", "device time", "ns", null),
  /** Host time in which a frame was innermost, or CPU time of samples. */
  HOST("cpu_ns", "host time", "ns", Metric.CPU_NS),
  /** Host time of samples, running or waiting. */
  WALL("wall_ns", "wall time", "ns", Metric.WALL_NS),
  /** Samples of host threads. */
  SAMPLES("samples", "samples", "", Metric.SAMPLES),
  /** Samples of a GPU's program counters. */
  PC_SAMPLES("pc_samples", "PC samples", "", Metric.PC_SAMPLES),
  /** Bytes in blocks that were held. */
  LIVE("live_bytes", "memory held", "bytes", Metric.LIVE_BYTES),
  /** Bytes allocated. */
  ALLOCATED("alloc_bytes", "memory allocated", "bytes", Metric.ALLOC_BYTES),
  /** Kernels. */
  KERNELS("kernels", "kernels", "", Metric.KERNELS),
  /** Slices, calls and nodes. */
  COUNT("count", "calls", "", Metric.COUNT);

  private final String id;
  private final String title;
  private final String unit;

  /** Null for the sum of several. */
  private final @Nullable Metric metric;

  Cost(String id, String title, String unit, @Nullable Metric metric) {
    this.id = id;
    this.title = title;
    this.unit = unit;
    this.metric = metric;
  }

  /** Name in options and in JSON. */
  public String id() {
    return id;
  }

  /** What people call it. */
  public String title() {
    return title;
  }

  /** "ns", "bytes", or "" for a count. */
  public String unit() {
    return unit;
  }

  /** The cost of that name, or null. */
  public static @Nullable Cost named(String id) {
    for (Cost cost : values()) {
      if (cost.id.equals(id)) {
        return cost;
      }
    }
    return null;
  }

  /** What a node itself costs. */
  public long of(CallingContextTree tree, int node) {
    return metric == null ? HotSpots.deviceNs(tree, node) : tree.exclusive(node, metric);
  }

  /** What a tree costs. */
  public long total(CallingContextTree tree) {
    return metric == null
        ? HotSpots.deviceInclusiveNs(tree, CallingContextTree.ROOT)
        : tree.inclusive(CallingContextTree.ROOT, metric);
  }

  /** Whether slices have it, so that it is known for each step. */
  public boolean isOfSlices() {
    return switch (this) {
      case DEVICE, HOST, KERNELS, COUNT -> true;
      default -> false;
    };
  }

  /** What a slice costs; only for those that {@link #isOfSlices()}. */
  long ofSlice(Links links, int row) {
    SliceKind kind = links.trace().slices().kind(row);
    boolean device = kind.isDeviceWork();
    return switch (this) {
      case DEVICE -> device ? links.trace().slices().durNs(row) : 0;
      case HOST -> kind.isHost() && kind != SliceKind.STEP ? links.selfNs(row) : 0;
      case KERNELS -> kind == SliceKind.KERNEL ? 1 : 0;
      case COUNT -> device || kind.isHost() ? 1 : 0;
      default -> throw new IllegalArgumentException(id + " is not of slices");
    };
  }

  /**
   * What to look at: device and host time where both runs have them, else the first of the others
   * that both have, else what one of them has; {@link #COUNT} where nothing was measured.
   */
  public static List<Cost> ofInterest(CallingContextTree base, CallingContextTree fresh) {
    List<Cost> both =
        Arrays.stream(values())
            .filter(cost -> cost.total(base) != 0 && cost.total(fresh) != 0)
            .toList();
    List<Cost> times = both.stream().filter(cost -> cost == DEVICE || cost == HOST).toList();
    if (!times.isEmpty()) {
      return times;
    }
    for (Cost cost : values()) {
      if (both.contains(cost) || both.isEmpty() && cost.total(base) + cost.total(fresh) != 0) {
        return List.of(cost);
      }
    }
    return List.of(COUNT);
  }
}
