package dev.plumb.trace;

/** What a {@link MeasureTable measure} is, so that every analysis knows what it may add up. */
public enum Quantity {
  /** Samples taken, or calls counted. */
  SAMPLES,
  /** Host time on a CPU, in nanoseconds. */
  CPU_NS,
  /** Host time whether running or waiting, in nanoseconds. */
  WALL_NS,
  /** Host time not on a CPU: waiting for a lock, for input, asleep; in nanoseconds. */
  WAIT_NS,
  /** Duration of GPU kernels, in nanoseconds. */
  KERNEL_NS,
  /** GPU kernels executed. */
  KERNELS,
  /** Duration of device copies and fills, in nanoseconds. */
  COPY_NS,
  /** Bytes copied or set. */
  COPY_BYTES,
  /** Duration of device work that is neither kernel nor copy nor fill, in nanoseconds. */
  DEVICE_NS,
  /** How often the innermost frame ran: slices of a timeline, added up. Kernels have their own. */
  CALLS,
  /** Bytes allocated. */
  ALLOC_BYTES,
  /** Bytes held at one moment, by what allocated them. */
  LIVE_BYTES,
  /** Samples of a GPU's program counters; the reason says what the warp waited for. */
  PC_SAMPLES,
  /** Anything else; the measure's name and unit say what. */
  OTHER;

  private static final Quantity[] VALUES = values();

  /** The quantity of an ordinal as stored in {@link MeasureTable}. */
  public static Quantity of(int ordinal) {
    return VALUES[ordinal];
  }
}
