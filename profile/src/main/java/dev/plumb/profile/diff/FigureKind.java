package dev.plumb.profile.diff;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers that say how a run did as a whole; of each, less is better. */
public enum FigureKind {
  /** Host time from a step's beginning to its end. */
  STEP("step_ns", "step", "ns"),
  /** From the first start to the last end, of runs that are not compared by step. */
  SPAN("span_ns", "span", "ns"),
  /** From a device's first to its last work; the next four add up to it. Means over devices. */
  DEVICE_SPAN("device_span_ns", "device timeline", "ns"),
  /** What kernels, other than collectives, and fills cover. */
  COMPUTE("compute_ns", "compute", "ns"),
  /** What only collectives cover. */
  EXPOSED_COMM("exposed_comm_ns", "exposed communication", "ns"),
  /** What only copies cover. */
  EXPOSED_COPIES("exposed_memcpy_ns", "exposed copies", "ns"),
  /** What no work covers. */
  IDLE("idle_ns", "idle", "ns"),
  /** All device work, summed. */
  DEVICE("device_ns", "device time", "ns"),
  /** Kernels launched within steps, summed. */
  KERNEL("kernel_ns", "kernel time", "ns"),
  /** Copies and fills launched within steps, summed. */
  COPY("copy_ns", "copies and fills", "ns"),
  /** Kernels launched within steps. */
  KERNELS("kernels", "kernels", ""),
  /** Calls that launch kernels. */
  LAUNCHES("launches", "kernel launches", ""),
  /** Time in which some frame of a host thread was innermost, over all threads. */
  HOST("cpu_ns", "host time", "ns"),
  /** Wall time of contexts: of samples, or in operators whose calls were timed. */
  WALL("wall_ns", "wall time", "ns"),
  /** Samples of host threads. */
  SAMPLES("samples", "samples", ""),
  /** Samples of a GPU's program counters. */
  PC_SAMPLES("pc_samples", "PC samples", ""),
  /** Bytes copied or set on devices. */
  COPY_BYTES("copy_bytes", "bytes copied or set", "bytes"),
  /** Bytes allocated. */
  ALLOCATED("alloc_bytes", "bytes allocated", "bytes"),
  /** Bytes that were held when a snapshot was taken. */
  LIVE("live_bytes", "bytes held", "bytes");

  private final String id;
  private final String title;
  private final String unit;

  FigureKind(String id, String title, String unit) {
    this.id = id;
    this.title = title;
    this.unit = unit;
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

  /** Whether it is a part of {@link #DEVICE_SPAN}. */
  public boolean isPartOfTimeline() {
    return this == COMPUTE || this == EXPOSED_COMM || this == EXPOSED_COPIES || this == IDLE;
  }

  /** The figure of that name, or null; {@code step_time} is {@code step_ns} too. */
  public static @Nullable FigureKind named(String name) {
    String id = name.endsWith("_time") ? name.substring(0, name.length() - 4) + "ns" : name;
    for (FigureKind kind : values()) {
      if (kind.id.equals(id)) {
        return kind;
      }
    }
    return null;
  }

  /** All names. */
  public static List<String> names() {
    return Arrays.stream(values()).map(FigureKind::id).toList();
  }
}
