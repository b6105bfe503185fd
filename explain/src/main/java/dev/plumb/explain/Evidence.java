package dev.plumb.explain;

import dev.plumb.profile.FrameKind;
import java.util.function.Predicate;

/** What a run may hold and an analysis may need. */
public enum Evidence {
  DEVICE_WORK(
      "kernels with times",
      "profile the accelerator: activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]",
      "with jax.profiler.trace(folder), or tf.profiler.experimental.start(folder)",
      "nsys profile or rocprofv3 record what a JVM program does on GPUs",
      Facts::hasDeviceWork),
  LAUNCHES(
      "runtime calls that launch device work",
      "profile the host and the accelerator in one run, so that launches and kernels share ids",
      Facts::hasLaunches),
  OPERATORS(
      "framework operators",
      "profile the host as well: activities=[ProfilerActivity.CPU, ...]",
      "only PyTorch's profiler records operators; kernels of compiled programs stand under the lines"
          + " that they were made from (hot.lines)",
      "plumb record counts operators of DJL's PyTorch engine and of ONNX Runtime, and no others",
      Facts::hasOperators),
  SHAPES(
      "input shapes of operators",
      "record_shapes=True in torch.profiler.profile",
      "only PyTorch's profiler records shapes of operators",
      "nothing records shapes of a JVM program's operators",
      Facts::hasShapes),
  PYTHON(
      "Python frames",
      "with_stack=True in torch.profiler.profile",
      "ProfileOptions.python_tracer_level = 1 for jax.profiler.trace",
      "the program is none of Python",
      facts -> facts.hasFrames(FrameKind.PYTHON)),
  MODULES(
      "modules of the model",
      "with_modules=True or with_stack=True in torch.profiler.profile",
      "jax.named_scope around the parts of the model",
      "plumb record knows blocks of DJL; name other parts by Plumb.scope of dev.plumb.api",
      facts -> facts.hasFrames(FrameKind.MODULE)),
  STEPS(
      "steps",
      "call profiler.step() once for each iteration, with a schedule that records at least three",
      "with jax.profiler.StepTraceAnnotation(\"train\", step_num=i) around each iteration",
      "call Plumb.step() of dev.plumb.api once for each iteration, under plumb record",
      Facts::hasSteps),
  SEVERAL_STEPS(
      "at least three steps",
      "call profiler.step() once for each iteration, with a schedule that records at least three",
      "with jax.profiler.StepTraceAnnotation(\"train\", step_num=i) around each iteration",
      "call Plumb.step() of dev.plumb.api once for each iteration, under plumb record",
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
      "with jax.profiler.trace(folder), which records the allocator of GPUs",
      "nothing records the allocator of a framework in the JVM",
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
  private final String elsewhere;
  private final String ofJvm;
  private final Predicate<Facts> present;

  Evidence(String what, String howToRecord, Predicate<Facts> present) {
    this(what, howToRecord, howToRecord, howToRecord, present);
  }

  Evidence(
      String what, String howToRecord, String elsewhere, String ofJvm, Predicate<Facts> present) {
    this.what = what;
    this.howToRecord = howToRecord;
    this.elsewhere = elsewhere;
    this.ofJvm = ofJvm;
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

  /** How to record it of a program of that kind: of PyTorch, of the JVM, or of neither. */
  String howToRecord(Facts facts) {
    return facts.isJvm() ? ofJvm : facts.isForeign() ? elsewhere : howToRecord;
  }

  /** Whether a run has it; ask {@link Facts#has}, which remembers. */
  boolean in(Facts facts) {
    return present.test(facts);
  }
}
