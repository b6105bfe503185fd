package dev.plumb.profile;

import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.MeasureTable;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.SegmentTable;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device of which a trace tells something, but no work with a place in time: kernels of Nsight
 * Compute, memory of a snapshot. It has no timeline, which is not the same as an idle one.
 *
 * @param label label of the rank
 * @param id device as the trace names it
 * @param name marketing name, null if the trace does not say
 */
public record UntimedDevice(String label, String id, @Nullable String name) {
  static List<UntimedDevice> of(Trace trace, String label) {
    boolean[] told = new boolean[trace.devices().size()];
    if (hasTimelessKernels(trace)) {
      Arrays.fill(told, true);
    }
    SegmentTable segments = trace.segments();
    for (int row = 0, n = segments.size(); row < n; row++) {
      int device = segments.deviceRow(row);
      if (device >= 0) {
        told[device] = true;
      }
    }
    leaveOutTimed(trace, told);
    List<UntimedDevice> devices = new ArrayList<>();
    for (int row = 0; row < told.length; row++) {
      if (told[row]) {
        devices.add(new UntimedDevice(label, trace.devices().id(row), trace.devices().name(row)));
      }
    }
    return devices;
  }

  private static boolean hasTimelessKernels(Trace trace) {
    KernelMetricTable metrics = trace.kernelMetrics();
    for (int row = 0, n = metrics.size(); row < n; row++) {
      if (metrics.sampleRow(row) >= 0) {
        return true;
      }
    }
    SampleTable samples = trace.samples();
    MeasureTable measures = trace.measures();
    for (int row = 0, n = samples.size(); row < n; row++) {
      Quantity quantity = measures.quantity(samples.measureRow(row));
      if (quantity == Quantity.KERNELS || quantity == Quantity.KERNEL_NS) {
        return true;
      }
    }
    return false;
  }

  private static void leaveOutTimed(Trace trace, boolean[] told) {
    SliceTable slices = trace.slices();
    boolean any = false;
    for (boolean each : told) {
      any |= each;
    }
    for (int row = 0, n = slices.size(); row < n && any; row++) {
      if (slices.kind(row).isDeviceWork()) {
        told[trace.deviceWork().deviceRow(slices.detail(row))] = false;
      }
    }
  }
}
