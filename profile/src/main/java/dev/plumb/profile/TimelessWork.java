package dev.plumb.profile;

import dev.plumb.profile.RunSummary.Work;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.MeasureTable;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.StackTable;
import dev.plumb.trace.Trace;
import java.util.HashMap;
import java.util.Map;

/** What a profiler counted and summed, but gave no place in time: device work, calls of code. */
final class TimelessWork {
  private static final Work NONE = new Work(0, 0);

  private final Trace trace;
  private final StackKinds kinds;
  private final Map<String, Work> byKernel = new HashMap<>();
  private Work kernels = NONE;
  private Work copies = NONE;
  private Work fills = NONE;
  private Work others = NONE;
  private long operators;
  private long pythonFrames;
  private long steps;

  /** Number and time of steps, by stack. */
  private final Map<Integer, Work> stepsByStack = new HashMap<>();

  private Work unattributed = NONE;
  private long unattributedNs;

  TimelessWork(Trace trace) {
    this.trace = trace;
    this.kinds = new StackKinds(trace);
    SampleTable samples = trace.samples();
    MeasureTable measures = trace.measures();
    for (int row = 0, n = samples.size(); row < n; row++) {
      int stack = samples.stackRow(row);
      long value = samples.value(row);
      boolean alone = samples.sliceRow(row) < 0 && kinds.hasNoCaller(stack);
      switch (measures.quantity(samples.measureRow(row))) {
        case KERNELS -> kernel(stack, new Work(value, 0), alone);
        case KERNEL_NS -> kernel(stack, new Work(0, value), alone);
        case COPY_NS -> copy(stack, value, alone);
        case DEVICE_NS -> other(value, alone);
        case CALLS -> calls(stack, value);
        case OTHER ->
            time(stack, value, trace.strings().get(measures.unitId(samples.measureRow(row))));
        default -> {}
      }
    }
  }

  private void other(long ns, boolean alone) {
    others = others.plus(new Work(0, ns));
    unattributedNs += alone ? ns : 0;
  }

  private void calls(int stack, long count) {
    switch (stack < 0 ? CodeKind.OTHER : kind(stack)) {
      case MEMCPY -> copies = copies.plus(new Work(count, 0));
      case MEMSET -> fills = fills.plus(new Work(count, 0));
      case DEVICE_OTHER -> others = others.plus(new Work(count, 0));
      case OPERATOR -> operators += count;
      case PYTHON, MODULE -> pythonFrames += count;
      case STEP -> {
        steps += count;
        stepsByStack.merge(stack, new Work(count, 0), Work::plus);
      }
      default -> {}
    }
  }

  private void time(int stack, long value, String unit) {
    if (stack >= 0 && kind(stack) == CodeKind.STEP && unit.equals("ns")) {
      stepsByStack.merge(stack, new Work(0, value), Work::plus);
    }
  }

  private void kernel(int stack, Work work, boolean alone) {
    kernels = kernels.plus(work);
    byKernel.merge(kernelName(stack), work, Work::plus);
    if (alone) {
      unattributed = unattributed.plus(work);
      unattributedNs += work.sumNs();
    }
  }

  private void copy(int stack, long ns, boolean alone) {
    int work = kinds.work(stack);
    boolean fill = work >= 0 && kind(work) == CodeKind.MEMSET;
    copies = fill ? copies : copies.plus(new Work(0, ns));
    fills = fill ? fills.plus(new Work(0, ns)) : fills;
    unattributedNs += alone ? ns : 0;
  }

  /** Name of the innermost kernel of a stack; where there is none, of its innermost frame. */
  private String kernelName(int stack) {
    if (stack < 0) {
      return "[unknown]";
    }
    int named = kinds.work(stack) >= 0 ? kinds.work(stack) : stack;
    return trace.strings().get(trace.frames().nameId(trace.stacks().frameRow(named)));
  }

  private CodeKind kind(int stack) {
    StackTable stacks = trace.stacks();
    return trace.frames().kind(stacks.frameRow(stack));
  }

  /** Kernels, with their durations as far as they are known. */
  Work kernels() {
    return kernels;
  }

  /** The same by name. */
  Map<String, Work> byKernel() {
    return byKernel;
  }

  /** Copies; of those of other tools only the durations are known. */
  Work copies() {
    return copies;
  }

  /** Fills; of those of other tools only the durations are known. */
  Work fills() {
    return fills;
  }

  /** Other device work. */
  Work others() {
    return others;
  }

  /** Calls of operators. */
  long operators() {
    return operators;
  }

  /** Calls of Python functions and modules. */
  long pythonFrames() {
    return pythonFrames;
  }

  /** Steps. */
  long steps() {
    return steps;
  }

  /** Steps of known length, and how long they took. */
  Work timedSteps() {
    return stepsByStack.values().stream().filter(each -> each.sumNs() > 0).reduce(NONE, Work::plus);
  }

  /** Kernels of which no caller is known. */
  Work unattributed() {
    return unattributed;
  }

  /** Duration of all work of which no caller is known. */
  long unattributedNs() {
    return unattributedNs;
  }
}
