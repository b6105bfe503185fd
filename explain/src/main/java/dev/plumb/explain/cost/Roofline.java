package dev.plumb.explain.cost;

import dev.plumb.devices.ComputeUnit;
import dev.plumb.devices.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Where some work stands under a device's roofline. With work in operations (compute-bound) or
 * bytes (memory-bound): <b>work = time × peak × efficiency</b>, exactly.
 *
 * @param flops operations
 * @param bytes bytes of device memory
 * @param busyNs nanoseconds in which the device worked for it
 * @param compute the peak of the units that it uses
 * @param memory the peak of device memory
 */
public record Roofline(
    double flops, double bytes, double busyNs, Peaks.Peak compute, Peaks.Peak memory) {
  /** Which peak is reached first as work gets more efficient. */
  public enum Bound {
    COMPUTE,
    MEMORY;

    /** Name in outputs. */
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Operations for each byte that no device runs out of lanes at: where a device's file has no peak
   * of its vector units, work below is bound by memory all the same.
   */
  private static final double SURELY_MEMORY = 2;

  private static final Peaks.Peak NO_LIMIT =
      new Peaks.Peak(Double.POSITIVE_INFINITY, "vector (not known)");

  /** Of this cost, done {@code calls} times; null where the device's file lacks a peak. */
  public static @Nullable Roofline of(
      Cost cost, long calls, long busyNs, Peaks peaks, String longestKernel) {
    Peaks.Peak compute = computePeak(cost, peaks, longestKernel, false);
    Peaks.Peak memory = peaks.memory();
    if (compute == null
        && cost.unit() == ComputeUnit.VECTOR
        && cost.flops() <= SURELY_MEMORY * cost.bytes()) {
      compute = NO_LIMIT;
    }
    return compute == null || memory == null
        ? null
        : new Roofline(
            (double) cost.flops() * calls, (double) cost.bytes() * calls, busyNs, compute, memory);
  }

  /**
   * The peak of the units that an operator uses, as its kernel's name tells.
   *
   * @param measured the one that somebody measured, not the vendor's
   */
  public static Peaks.@Nullable Peak computePeak(
      Cost cost, Peaks peaks, String kernel, boolean measured) {
    boolean wide = cost.precision() == Precision.FP32 || cost.precision() == Precision.FP64;
    boolean vector =
        wide
            && cost.unit() == ComputeUnit.MATRIX
            && KernelNames.units(kernel) == KernelNames.Units.VECTOR;
    ComputeUnit unit = vector ? ComputeUnit.VECTOR : cost.unit();
    boolean tf32 = KernelNames.usesTf32(kernel);
    return measured
        ? peaks.measuredCompute(unit, cost.precision(), tf32)
        : peaks.compute(unit, cost.precision(), tf32);
  }

  /** Nanoseconds that the operations take at their peak. */
  public double computeNs() {
    return flops / compute.perSecond() * 1e9;
  }

  /** Nanoseconds that the bytes take at their peak. */
  public double memoryNs() {
    return bytes / memory.perSecond() * 1e9;
  }

  /** Nanoseconds that the work takes at least. */
  public double idealNs() {
    return Math.max(computeNs(), memoryNs());
  }

  public Bound bound() {
    return computeNs() >= memoryNs() ? Bound.COMPUTE : Bound.MEMORY;
  }

  /** What is bounded: operations or bytes. */
  public double work() {
    return bound() == Bound.COMPUTE ? flops : bytes;
  }

  /** The peak that bounds. */
  public Peaks.Peak peak() {
    return bound() == Bound.COMPUTE ? compute : memory;
  }

  /** Share of the bounding peak that is reached; above 1 where caches or the model say more. */
  public double efficiency() {
    return busyNs == 0 ? 0 : idealNs() / busyNs;
  }

  /** Operations per byte. */
  public double intensity() {
    return bytes == 0 ? Double.POSITIVE_INFINITY : flops / bytes;
  }
}
