package dev.plumb.explain;

import dev.plumb.profile.FrameKind;
import java.util.function.Predicate;

/** What a run may hold and an analysis may need. */
public enum Evidence {
  DEVICE_WORK(
      "kernels with times",
      "profile the accelerator: activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]",
      Facts::hasDeviceWork),
  LAUNCHES(
      "runtime calls that launch device work",
      "profile the host and the accelerator in one run, so that launches and kernels share ids",
      Facts::hasLaunches),
  OPERATORS(
      "framework operators",
      "profile the host as well: activities=[ProfilerActivity.CPU, ...]",
      Facts::hasOperators),
  SHAPES(
      "input shapes of operators",
      "record_shapes=True in torch.profiler.profile",
      Facts::hasShapes),
  PYTHON(
      "Python frames",
      "with_stack=True in torch.profiler.profile",
      facts -> facts.hasFrames(FrameKind.PYTHON)),
  MODULES(
      "modules of the model",
      "with_modules=True or with_stack=True in torch.profiler.profile",
      facts -> facts.hasFrames(FrameKind.MODULE)),
  STEPS(
      "steps",
      "call profiler.step() once for each iteration, with a schedule that records at least three",
      Facts::hasSteps),
  SEVERAL_STEPS(
      "at least three steps",
      "call profiler.step() once for each iteration, with a schedule that records at least three",
      facts -> facts.steps().size() >= 3),
  SEVERAL_RANKS(
      "several ranks",
      "record every rank and give all files at once: plumb report rank*.json.gz",
      Facts::hasSeveralRanks),
  COLLECTIVES(
      "collective operations",
      "record a distributed run on its accelerators",
      Facts::hasCollectives),
  MEMORY_EVENTS(
      "events of the allocator",
      "profile_memory=True in torch.profiler.profile, or a memory snapshot",
      Facts::hasMemoryEvents),
  KERNEL_METRICS(
      "hardware counters of kernels",
      "run Nsight Compute or rocprofv3 with counters on a few steps and give its file as well",
      Facts::hasKernelMetrics),
  STALL_SAMPLES(
      "program-counter samples of kernels",
      "ncu --section SourceCounters --section WarpStateStats, or rocprofv3 with PC sampling",
      Facts::hasStallSamples),
  CPU_SAMPLES(
      "samples of the CPU",
      "perf record -g, py-spy, nsys profile --sample=cpu, or async-profiler in the same run",
      Facts::hasCpuSamples);

  private final String what;
  private final String howToRecord;
  private final Predicate<Facts> present;

  Evidence(String what, String howToRecord, Predicate<Facts> present) {
    this.what = what;
    this.howToRecord = howToRecord;
    this.present = present;
  }

  /** What it is, to follow "the run has no". */
  public String what() {
    return what;
  }

  /** How to record it. */
  public String howToRecord() {
    return howToRecord;
  }

  /** Whether a run has it; ask {@link Facts#has}, which remembers. */
  boolean in(Facts facts) {
    return present.test(facts);
  }
}
