package dev.plumb.profile;

import dev.plumb.trace.Quantity;
import org.jspecify.annotations.Nullable;

/** What is measured at the nodes of a {@link CallingContextTree}. */
public enum Metric {
  /** Slices, nodes of an operator graph, and executions of kernels without a place in time. */
  COUNT("count", ""),
  /** Host time in which the frame was the innermost. */
  CPU_NS("cpu_ns", "ns"),
  /** Duration of kernels, summed. */
  KERNEL_NS("kernel_ns", "ns"),
  /** Duration of device copies and fills, summed. */
  COPY_NS("copy_ns", "ns"),
  /** Duration of other device work, summed. */
  DEVICE_OTHER_NS("device_other_ns", "ns"),
  /** Kernels. */
  KERNELS("kernels", ""),
  /** Bytes copied or set by device copies and fills, as far as the trace says. */
  COPY_BYTES("copy_bytes", "bytes"),
  /** Bytes allocated; frees are not subtracted. */
  ALLOC_BYTES("alloc_bytes", "bytes"),
  // From here on: what slices never have.
  /** Samples taken, or calls counted, as the profiler says. */
  SAMPLES("samples", ""),
  /** Host time whether running or waiting. */
  WALL_NS("wall_ns", "ns"),
  /** Host time not on a CPU. */
  WAIT_NS("wait_ns", "ns"),
  /** Samples of a GPU's program counters. */
  PC_SAMPLES("pc_samples", ""),
  /** Bytes in blocks that the program held when a memory snapshot was taken. */
  LIVE_BYTES("live_bytes", "bytes");

  private final String label;
  private final String unit;

  Metric(String label, String unit) {
    this.label = label;
    this.unit = unit;
  }

  /**
   * Where values of a measured quantity are added up; null for those that only their name tells.
   */
  static @Nullable Metric of(Quantity quantity) {
    return switch (quantity) {
      case SAMPLES -> SAMPLES;
      case CPU_NS -> CPU_NS;
      case WALL_NS -> WALL_NS;
      case WAIT_NS -> WAIT_NS;
      case KERNEL_NS -> KERNEL_NS;
      case KERNELS -> KERNELS;
      case COPY_NS -> COPY_NS;
      case COPY_BYTES -> COPY_BYTES;
      case DEVICE_NS -> DEVICE_OTHER_NS;
      case CALLS -> COUNT;
      case ALLOC_BYTES -> ALLOC_BYTES;
      case LIVE_BYTES -> LIVE_BYTES;
      case PC_SAMPLES -> PC_SAMPLES;
      case OTHER -> null;
    };
  }

  /** Name in tables and JSON. */
  public String label() {
    return label;
  }

  /** "ns", "bytes", or "" for a count. */
  public String unit() {
    return unit;
  }
}
