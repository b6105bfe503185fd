package dev.plumb.explain;

import org.jspecify.annotations.Nullable;

/**
 * What profilers can be told to record. How that is done with each of them stands in {@link
 * Recorder}; here stands what is true whoever records.
 */
public enum Recordable {
  KERNELS("kernels with their times", "record what the accelerator does as well"),
  LAUNCHES(
      "calls that launch kernels",
      "record the host's calls and the accelerator in one run, so that launches and kernels share"
          + " ids"),
  OPERATORS("operators of frameworks", "record the framework's operators by its own profiler"),
  SHAPES("shapes of operators", "record the shapes of operators by the framework's own profiler"),
  PYTHON("lines of Python", "record the stacks of the program as well"),
  MODULES("modules of models", "record the modules of the model by the framework's own profiler"),
  STEPS("steps", "mark each iteration of the program as a step, and record at least three"),
  RANKS(null, "record every rank and give all files at once: plumb report FILE FILE..."),
  COLLECTIVES(null, "record a distributed run on its accelerators"),
  MESSAGES("sizes of messages", "record the collectives by the framework's own profiler"),
  NAMED_COLLECTIVES(
      null,
      "record the same steps on every rank, with the names of collectives, and give all files at"
          + " once"),
  ALLOCATIONS(
      "allocations of device memory", "record what is allocated and freed on the device as well"),
  RESERVED(
      "memory that the framework reserves", "record its allocator by the framework's own profiler"),
  FREE_PIECES(null, "a snapshot of the allocator tells free pieces from free segments"),
  ALLOCATION_STACKS(null, "record the stacks of allocations as well"),
  ADDRESSES("addresses of blocks", "record where blocks lie as well"),
  ALLOCATIONS_OF_STEPS(null, "record at least six steps together with the device's allocations"),
  COUNTERS(
      "hardware counters of kernels",
      "count events of the hardware in a few steps and give that file as well"),
  THROUGHPUT(
      "throughput of compute and memory in percent of the peak",
      "count events of the hardware in a few steps and give that file as well"),
  STALLS(
      "program counters of kernels",
      "sample what kernels wait for in a few steps and give that file as well"),
  SAMPLES("samples of the CPU", "sample the stacks of the host's threads in the same run"),
  LOADING(null, "mark the loading of data with a range called \"data loading\""),
  REQUESTS(null, "mark each request with a range around it, or each iteration as a step"),
  OPTIMIZER("steps of optimizers", "record whole training steps by the framework's own profiler"),
  GRIDS("grids and blocks of kernels", "record the launch configuration of each kernel as well"),
  OCCUPANCY("occupancy of kernels", "measure single kernels"),
  PINNED("kinds of the host's memory", "record copies with the kind of their memory"),
  COMPILED_COSTS(null, "only XLA knows them, of programs that it compiled");

  private final @Nullable String what;
  private final String advice;

  Recordable(@Nullable String what, String advice) {
    this.what = what;
    this.advice = advice;
  }

  /** How to record it with whatever recorded the run. */
  public String howToRecord(Facts facts) {
    if (this == RANKS && facts.isOfSeveralRuns()) {
      return "the inputs are of different runs: give every rank of one of them, and nothing else";
    }
    Recorder recorder = facts.recorder();
    String own = recorder.how(this);
    if (own != null) {
      return own;
    }
    String tool = recorder.tool();
    if (what == null || tool == null) {
      return advice;
    }
    String other = recorder.besides();
    return other == null
        ? tool + " records no " + what + "; with another profiler: " + advice
        : other;
  }
}
