package dev.plumb.profile.combine;

import dev.plumb.profile.Join;
import dev.plumb.profile.LinkQuality;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.FrameTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceAppender;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Joins kernel executions that one profiler measured one by one (Nsight Compute replays them,
 * alone) to the kernels of a timeline that another one recorded: the k-th execution of a name to
 * the k-th kernel of that name by start. Whole signatures first, then bare function names for what
 * is left.
 *
 * <p>The order is exact only if both recordings begin at the same launch, which nothing in the
 * files says: so the quality is {@link LinkQuality#INFERRED}, always.
 */
final class MetricJoin {
  private final Trace timeline;
  private final Trace measured;

  /** Kernel executions of the measured trace, in their order: rows of its samples. */
  private final int[] executions;

  /** The kernel slice of each sample row of the measured trace that is an execution. */
  private final Map<Integer, Integer> kernels = new HashMap<>();

  MetricJoin(Trace timeline, Trace measured) {
    this.timeline = timeline;
    this.measured = measured;
    this.executions = executions(measured);
    match(executions, kernelsByStart(), KernelNames::signature);
    match(executions, kernelsByStart(), KernelNames::base);
  }

  /** Executions that found their kernel. */
  int matched() {
    return kernels.size();
  }

  /** Executions that were measured. */
  int total() {
    return executions.length;
  }

  /** Rows that metrics refer to, and durations without metrics. */
  private static int[] executions(Trace measured) {
    SampleTable samples = measured.samples();
    boolean[] execution = new boolean[samples.size()];
    for (int row = 0; row < samples.size(); row++) {
      execution[row] =
          samples.timeNs(row) == Times.NONE
              && measured.measures().quantity(samples.measureRow(row)) == Quantity.KERNEL_NS;
    }
    KernelMetricTable metrics = measured.kernelMetrics();
    for (int row = 0; row < metrics.size(); row++) {
      if (metrics.sampleRow(row) >= 0) {
        execution[metrics.sampleRow(row)] = true;
      }
    }
    return IntStream.range(0, execution.length)
        .filter(row -> execution[row] && samples.stackRow(row) >= 0)
        .toArray();
  }

  private List<Integer> kernelsByStart() {
    SliceTable slices = timeline.slices();
    int[] rows = new int[slices.size()];
    int count = 0;
    for (int row = 0; row < slices.size(); row++) {
      if (slices.kind(row) == SliceKind.KERNEL) {
        rows[count++] = row;
      }
    }
    slices.sortByStart(rows, 0, count);
    List<Integer> sorted = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sorted.add(rows[i]);
    }
    sorted.removeIf(kernels::containsValue);
    return sorted;
  }

  private void match(int[] measuredRows, List<Integer> slices, UnaryOperator<String> normal) {
    Map<Integer, String> names = new HashMap<>();
    Map<String, Deque<Integer>> waiting = new HashMap<>();
    for (int slice : slices) {
      String name =
          names.computeIfAbsent(
              timeline.slices().nameId(slice), id -> normal.apply(timeline.strings().get(id)));
      waiting.computeIfAbsent(name, none -> new ArrayDeque<>()).add(slice);
    }
    for (int row : measuredRows) {
      if (!kernels.containsKey(row)) {
        Deque<Integer> candidates = waiting.get(normal.apply(kernelName(row)));
        if (candidates != null && !candidates.isEmpty()) {
          kernels.put(row, candidates.removeFirst());
        }
      }
    }
  }

  private String kernelName(int sampleRow) {
    return measured
        .strings()
        .get(measured.frames().nameId(kernelFrame(measured.samples().stackRow(sampleRow))));
  }

  /** The innermost kernel of a stack, or its innermost frame. */
  private int kernelFrame(int stackRow) {
    FrameTable frames = measured.frames();
    for (int at = stackRow; at >= 0; at = measured.stacks().parentRow(at)) {
      int frame = measured.stacks().frameRow(at);
      if (frames.kind(frame) == CodeKind.KERNEL) {
        return frame;
      }
    }
    return measured.stacks().frameRow(stackRow);
  }

  /**
   * Appends metrics and PC samples of the matched executions. Their durations are not appended: the
   * timeline has its own, and a kernel that runs alone takes another time.
   */
  Join appendTo(TraceAppender out, Problems problems) {
    TraceAppender.Places places = out.appendNames(measured);
    KernelMetricTable metrics = measured.kernelMetrics();
    for (int row = 0; row < metrics.size(); row++) {
      Integer kernel = kernels.get(metrics.sampleRow(row));
      if (kernel != null) {
        out.appendMetric(measured, row, places, kernel, Ids.NONE);
      }
    }
    appendPcSamples(out, places);
    int lost = total() - matched();
    if (lost > 0) {
      problems.add(
          ProblemCode.JOIN_INCOMPLETE,
          Problems.NO_OFFSET,
          lost,
          "kernels of " + measured.name() + " that the timeline does not have");
    }
    return new Join(
        timeline.name(),
        "kernel name and launch order",
        LinkQuality.INFERRED,
        matched(),
        total(),
        0);
  }

  /** PC samples follow the execution that they were taken in. */
  private void appendPcSamples(TraceAppender out, TraceAppender.Places places) {
    SampleTable samples = measured.samples();
    Map<Integer, Integer> byKernelFrame = new HashMap<>();
    int next = 0;
    for (int row = 0; row < samples.size(); row++) {
      if (next < executions.length && executions[next] == row) {
        next++;
        Integer kernel = kernels.get(row);
        int frame = kernelFrame(samples.stackRow(row));
        if (kernel == null) {
          byKernelFrame.remove(frame);
        } else {
          byKernelFrame.put(frame, kernel);
        }
      } else if (samples.stackRow(row) >= 0
          && measured.measures().quantity(samples.measureRow(row)) == Quantity.PC_SAMPLES) {
        Integer kernel = byKernelFrame.get(kernelFrame(samples.stackRow(row)));
        if (kernel != null) {
          out.appendSample(measured, row, places, kernel, 0);
        }
      }
    }
  }
}
