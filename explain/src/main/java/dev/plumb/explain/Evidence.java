package dev.plumb.explain;

import dev.plumb.profile.FrameKind;
import java.util.function.Predicate;

/** What a run may hold and an analysis may need. */
public enum Evidence {
  DEVICE_WORK("kernels with times", Recordable.KERNELS, Facts::hasDeviceWork),
  LAUNCHES("runtime calls that launch device work", Recordable.LAUNCHES, Facts::hasLaunches),
  OPERATORS("framework operators", Recordable.OPERATORS, Facts::hasOperators),
  SHAPES("input shapes of operators", Recordable.SHAPES, Facts::hasShapes),
  PYTHON("Python frames", Recordable.PYTHON, facts -> facts.hasFrames(FrameKind.PYTHON)),
  MODULES("modules of the model", Recordable.MODULES, facts -> facts.hasFrames(FrameKind.MODULE)),
  STEPS("steps", Recordable.STEPS, Facts::hasSteps),
  SEVERAL_STEPS("at least three steps", Recordable.STEPS, facts -> facts.steps().size() >= 3),
  SEVERAL_RANKS("several ranks", Recordable.RANKS, Facts::hasSeveralRanks),
  COLLECTIVES("collective operations", Recordable.COLLECTIVES, Facts::hasCollectives),
  MEMORY_EVENTS("events of the allocator", Recordable.ALLOCATIONS, Facts::hasMemoryEvents),
  KERNEL_METRICS("hardware counters of kernels", Recordable.COUNTERS, Facts::hasKernelMetrics),
  STALL_SAMPLES("program-counter samples of kernels", Recordable.STALLS, Facts::hasStallSamples),
  CPU_SAMPLES("samples of the CPU", Recordable.SAMPLES, Facts::hasCpuSamples);

  private final String what;
  private final Recordable recordable;
  private final Predicate<Facts> present;

  Evidence(String what, Recordable recordable, Predicate<Facts> present) {
    this.what = what;
    this.recordable = recordable;
    this.present = present;
  }

  /** What it is, to follow "the run has no". */
  public String what() {
    return what;
  }

  /** How to record it with the tool that recorded the run. */
  public String howToRecord(Facts facts) {
    return recordable.howToRecord(facts);
  }

  /** Whether a run has it; ask {@link Facts#has}, which remembers. */
  boolean in(Facts facts) {
    return present.test(facts);
  }
}
