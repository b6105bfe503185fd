package dev.plumb.profile.combine;

import dev.plumb.trace.Ids;
import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.util.HashSet;
import java.util.Set;

/** What a trace holds, as far as joining it with others depends on that. */
final class Shape {
  /** Kernels with a place in time. */
  boolean kernels;

  /** Host slices of any kind. */
  boolean host;

  /** Kernel executions without a place in time that carry metrics or PC samples. */
  boolean timelessKernels;

  /** Counters of kernels. */
  boolean counters;

  /** Nothing but sums without a place in time. */
  boolean sums;

  /** Samples of threads that have times. */
  long timedSamples;

  /** Process ids; without the empty one. */
  final Set<String> processes = new HashSet<>();

  /** Thread ids of host threads or samples; without the empty one. */
  final Set<String> threads = new HashSet<>();

  static Shape of(Trace trace) {
    Shape shape = new Shape();
    shape.slices(trace);
    shape.samples(trace);
    shape.counters = trace.kernelMetrics().size() > 0;
    shape.sums =
        trace.slices().size() == 0
            && trace.samples().size() > 0
            && shape.timedSamples == 0
            && !shape.counters;
    for (int track = 0; track < trace.tracks().size(); track++) {
      String process = trace.strings().get(trace.tracks().pidId(track));
      // Tracks of devices have names ("GPU 0") where those of processes have numbers.
      if (process.chars().allMatch(Character::isDigit)) {
        add(shape.processes, process);
      }
    }
    return shape;
  }

  /** Whether it has nothing but kernel executions without a place in time. */
  boolean isMetricsOnly() {
    return timelessKernels && !kernels && !host;
  }

  /** Whether it has nothing but samples of threads. */
  boolean isSamplesOnly() {
    return timedSamples > 0 && !kernels && !host;
  }

  private void slices(Trace trace) {
    SliceTable slices = trace.slices();
    boolean[] seen = new boolean[trace.tracks().size()];
    for (int row = 0, n = slices.size(); row < n; row++) {
      SliceKind kind = slices.kind(row);
      kernels |= kind == SliceKind.KERNEL;
      if (kind.isHost()) {
        host = true;
        seen[slices.trackRow(row)] = true;
      }
    }
    for (int track = 0; track < seen.length; track++) {
      if (seen[track]) {
        add(threads, trace.strings().get(trace.tracks().tidId(track)));
      }
    }
  }

  private void samples(Trace trace) {
    SampleTable samples = trace.samples();
    Set<Integer> tracks = new HashSet<>();
    for (int row = 0, n = samples.size(); row < n; row++) {
      if (samples.timeNs(row) != Times.NONE && samples.trackRow(row) >= 0) {
        timedSamples++;
        tracks.add(samples.trackRow(row));
      }
      timelessKernels |=
          samples.timeNs(row) == Times.NONE
              && trace.measures().quantity(samples.measureRow(row)) == Quantity.KERNEL_NS;
    }
    tracks.forEach(track -> add(threads, trace.strings().get(trace.tracks().tidId(track))));
    KernelMetricTable metrics = trace.kernelMetrics();
    for (int row = 0; row < metrics.size() && !timelessKernels; row++) {
      timelessKernels = metrics.sliceRow(row) == Ids.NONE && metrics.sampleRow(row) != Ids.NONE;
    }
  }

  private static void add(Set<String> set, String text) {
    if (!text.isEmpty()) {
      set.add(text);
    }
  }
}
