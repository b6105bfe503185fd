package dev.plumb.profile.timeline;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.NodeValues;
import org.jspecify.annotations.Nullable;

/**
 * What was taken at each node of a run's tree in a part of its time. Values of neighbouring ranges
 * add up to those of both, exactly, and those of the whole run are the tree's as far as they have a
 * place in time.
 */
public final class RangeTotals implements NodeValues {
  private final long fromNs;
  private final long toNs;
  private final int nodes;

  /** By metric and node; null where nothing was taken. */
  private final long[] @Nullable [] values = new long[Metric.values().length] @Nullable [];

  /** By measure and node; null where nothing was measured. */
  private final long[] @Nullable [] measured;

  RangeTotals(CallingContextTree tree, int measures, long fromNs, long toNs) {
    this.nodes = tree.size();
    this.measured = new long[measures] @Nullable [];
    this.fromNs = fromNs;
    this.toNs = toNs;
  }

  void add(int node, Metric metric, long value) {
    values(metric)[node] += value;
  }

  void addMeasured(int node, int measure, long value) {
    long[] of = measured[measure];
    if (of == null) {
      of = new long[nodes];
      measured[measure] = of;
    }
    of[node] += value;
  }

  private long[] values(Metric metric) {
    long[] of = values[metric.ordinal()];
    if (of == null) {
      of = new long[nodes];
      values[metric.ordinal()] = of;
    }
    return of;
  }

  /** Adds sums over the slices of each node; the layer of a node says what its time is. */
  void add(GroupSums sums, CallingContextTree tree) {
    for (int i = 0; i < sums.groups(); i++) {
      int node = sums.firstGroup + i;
      if (sums.count[i] == 0 && sums.ns[i] == 0) {
        continue;
      }
      add(node, Metric.COUNT, sums.count[i]);
      FrameKind kind = tree.kind(node);
      switch (kind) {
        case KERNEL -> {
          add(node, Metric.KERNEL_NS, sums.ns[i]);
          add(node, Metric.KERNELS, sums.count[i]);
        }
        case MEMCPY, MEMSET -> {
          add(node, Metric.COPY_NS, sums.ns[i]);
          add(node, Metric.COPY_BYTES, sums.bytes[i]);
        }
        case DEVICE_OTHER -> add(node, Metric.DEVICE_OTHER_NS, sums.ns[i]);
        default -> add(node, Metric.CPU_NS, sums.ns[i]);
      }
    }
  }

  /** Begin on the run's {@link TimeAxis}. */
  public long fromNs() {
    return fromNs;
  }

  /** End, exclusive. */
  public long toNs() {
    return toNs;
  }

  @Override
  public long exclusive(int node, Metric metric) {
    long[] of = values[metric.ordinal()];
    return of == null ? 0 : of[node];
  }

  /** What a measure of the samples is at a node itself; measures as in {@code Measured}. */
  public long measured(int node, int measure) {
    long[] of = measured[measure];
    return of == null ? 0 : of[node];
  }
}
