package dev.plumb.profile;

/** What is measured at the nodes of a {@link CallingContextTree}. */
public enum Metric {
  /** Slices. */
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
  ALLOC_BYTES("alloc_bytes", "bytes");

  private final String label;
  private final String unit;

  Metric(String label, String unit) {
    this.label = label;
    this.unit = unit;
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
