package dev.plumb.explain;

import static java.util.Map.entry;

import dev.plumb.profile.Source;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools that record runs, and the one place that knows by which option each gives what: advice
 * of another tool is of no use to whoever has this one. In a run of several tools the first of them
 * here counts, which records most.
 */
public enum Recorder {
  TORCH(
      "PyTorch's profiler",
      Set.of("torch-memory-snapshot", "torch-memory-timeline", "execution-trace"),
      Map.ofEntries(
          entry(
              Recordable.KERNELS,
              "profile the accelerator: activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]"),
          entry(
              Recordable.LAUNCHES,
              "profile the host and the accelerator in one run, so that launches and kernels share"
                  + " ids"),
          entry(
              Recordable.OPERATORS,
              "profile the host as well: activities=[ProfilerActivity.CPU, ...]"),
          entry(Recordable.SHAPES, "record_shapes=True in torch.profiler.profile"),
          entry(Recordable.PYTHON, "with_stack=True in torch.profiler.profile"),
          entry(
              Recordable.MODULES, "with_modules=True or with_stack=True in torch.profiler.profile"),
          entry(
              Recordable.STEPS,
              "call profiler.step() once for each iteration, with a schedule that records at least"
                  + " three"),
          entry(
              Recordable.MESSAGES,
              "PyTorch 2.2 or later writes them beside the kernels of NCCL and RCCL where operators"
                  + " are profiled too: activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]"),
          entry(
              Recordable.NAMED_COLLECTIVES,
              "record the same steps on every rank and give all files at once; with PyTorch 2.2 or"
                  + " later, which names the collectives"),
          entry(
              Recordable.ALLOCATIONS,
              "profile_memory=True in torch.profiler.profile, or a memory snapshot"),
          entry(
              Recordable.FREE_PIECES,
              "a memory snapshot tells free pieces from free segments:"
                  + " torch.cuda.memory._dump_snapshot(\"snapshot.pickle\")"),
          entry(
              Recordable.ALLOCATION_STACKS,
              "a memory snapshot with stacks: torch.cuda.memory._record_memory_history()"),
          entry(
              Recordable.RESERVED,
              "profile_memory=True in torch.profiler.profile of PyTorch 1.10 or later, or a memory"
                  + " snapshot"),
          entry(Recordable.ADDRESSES, "profile_memory=True with PyTorch 1.10 or later"),
          entry(
              Recordable.ALLOCATIONS_OF_STEPS,
              "profile_memory=True and a schedule with active=6 or more"),
          entry(
              Recordable.COUNTERS,
              "run Nsight Compute or rocprofv3 with counters on a few steps and give its file as"
                  + " well"),
          entry(
              Recordable.STALLS,
              "ncu --section SourceCounters --section WarpStateStats, or rocprofv3 with PC"
                  + " sampling, on a few steps; give its file as well"),
          entry(Recordable.SAMPLES, "perf record -g or py-spy in the same run"),
          entry(
              Recordable.LOADING,
              "iterate a torch.utils.data.DataLoader while profiling, or mark the loading with"
                  + " record_function(\"data loading\")"),
          entry(
              Recordable.REQUESTS,
              "with record_function(\"request\"): around each request, or profiler.step()"),
          entry(
              Recordable.OPTIMIZER,
              "torch.profiler marks Optimizer.step by itself; record a whole training step"),
          entry(Recordable.GRIDS, "torch.profiler writes them on NVIDIA and, since ROCm 6, on AMD"),
          entry(
              Recordable.OCCUPANCY,
              "torch.profiler writes it on NVIDIA; elsewhere measure single kernels"),
          entry(Recordable.PINNED, "torch.profiler names it on NVIDIA"))),
  ASCEND(
      "the Ascend PyTorch profiler",
      Set.of("ascend", "ascend-csv", "ascend-l2-cache", "ascend-communication", "ascend-info"),
      Map.ofEntries(
          entry(
              Recordable.KERNELS,
              "activities=[ProfilerActivity.CPU, ProfilerActivity.NPU] in torch_npu.profiler.profile"
                  + ", exported with times: trace_view.json or the database"),
          entry(
              Recordable.LAUNCHES,
              "activities=[ProfilerActivity.CPU, ProfilerActivity.NPU] in torch_npu.profiler.profile"
                  + ", exported with times: trace_view.json or the database"),
          entry(
              Recordable.OPERATORS,
              "activities=[ProfilerActivity.CPU, ...] in torch_npu.profiler.profile, exported with"
                  + " times: trace_view.json or the database"),
          entry(Recordable.SHAPES, "record_shapes=True in torch_npu.profiler.profile"),
          entry(Recordable.PYTHON, "with_stack=True in torch_npu.profiler.profile"),
          entry(Recordable.MODULES, "with_modules=True in torch_npu.profiler.profile"),
          entry(
              Recordable.STEPS,
              "call step() of torch_npu.profiler.profile once for each iteration, with a schedule"
                  + " that records at least three"),
          entry(Recordable.MESSAGES, "the Ascend PyTorch profiler writes none beside its kernels"),
          entry(Recordable.GRIDS, "NPUs have no blocks"),
          entry(Recordable.ALLOCATIONS, "profile_memory=True in torch_npu.profiler.profile"),
          entry(Recordable.RESERVED, "profile_memory=True in torch_npu.profiler.profile"),
          entry(
              Recordable.ALLOCATIONS_OF_STEPS,
              "profile_memory=True in torch_npu.profiler.profile, and six steps or more"),
          entry(
              Recordable.COUNTERS,
              "aic_metrics=torch_npu.profiler.AiCMetrics.PipeUtilization and profiler_level="
                  + "torch_npu.profiler.ProfilerLevel.Level1 in _ExperimentalConfig"))),
  XLA(
      "XLA's profiler",
      Set.of("xplane"),
      Map.ofEntries(
          entry(
              Recordable.KERNELS,
              "with jax.profiler.trace(folder), or tf.profiler.experimental.start(folder)"),
          entry(
              Recordable.OPERATORS,
              "XLA's profiler records none of compiled programs: their kernels stand under the lines"
                  + " that they were made from (hot.lines)"),
          entry(Recordable.SHAPES, "XLA's profiler records none of compiled programs"),
          entry(Recordable.MESSAGES, "XLA's profiler records none"),
          entry(Recordable.RESERVED, "XLA's profiler records none"),
          entry(Recordable.OPTIMIZER, "XLA's profiler marks none"),
          entry(
              Recordable.PYTHON,
              "python_tracer_level = 1 in the options of jax.profiler.trace or"
                  + " tf.profiler.experimental.start"),
          entry(Recordable.MODULES, "jax.named_scope around the parts of the model"),
          entry(
              Recordable.STEPS,
              "with jax.profiler.StepTraceAnnotation(\"train\", step_num=i), or"
                  + " tf.profiler.experimental.Trace, around each of at least three iterations"),
          entry(
              Recordable.ALLOCATIONS,
              "with jax.profiler.trace(folder), which records the allocator of GPUs"),
          entry(
              Recordable.LOADING,
              "with jax.profiler.TraceAnnotation(\"data loading\") around the loading of data"),
          entry(
              Recordable.REQUESTS,
              "with jax.profiler.TraceAnnotation(\"request\") around each request"),
          entry(
              Recordable.GRIDS,
              "XLA's profiler writes them on GPUs; other accelerators have no blocks"),
          entry(
              Recordable.COMPILED_COSTS,
              "jax.profiler.trace(folder) on a TPU; on GPUs XLA's profiler does not write them"))),
  PLUMB_JVM(
      "plumb record",
      Set.of(),
      Map.ofEntries(
          entry(
              Recordable.KERNELS,
              "nsys profile or rocprofv3 record what a JVM program does on GPUs"),
          entry(
              Recordable.OPERATORS,
              "plumb record counts operators of DJL's PyTorch engine and of ONNX Runtime, and no"
                  + " others"),
          entry(Recordable.SHAPES, "nothing records shapes of a JVM program's operators"),
          entry(Recordable.PYTHON, "the program is none of Python"),
          entry(
              Recordable.MODULES,
              "plumb record knows blocks of DJL; name other parts by Plumb.scope of dev.plumb.api"),
          entry(
              Recordable.STEPS,
              "call Plumb.step() of dev.plumb.api once for each iteration, under plumb record"),
          entry(
              Recordable.ALLOCATIONS, "nothing records the allocator of a framework in the JVM"))),
  PLUMB(
      "plumb record",
      Set.of("plumb"),
      Map.ofEntries(
          entry(
              Recordable.KERNELS,
              "plumb record keeps sums of kernels and no times of single ones: record a few steps"
                  + " with the framework's own profiler"),
          entry(Recordable.OPERATORS, "plumb record without --mode stacks counts those of PyTorch"),
          entry(Recordable.MODULES, "plumb record without --mode stacks knows those of PyTorch"),
          entry(Recordable.PYTHON, "plumb record without --mode operators"),
          entry(Recordable.SAMPLES, "plumb record without --mode operators"),
          entry(
              Recordable.STEPS, "call plumb.step() once for each iteration, under plumb record"))),
  NSYS(
      "Nsight Systems",
      Set.of("nsys-sqlite", "nsys-stats", "nsys-rep"),
      Map.ofEntries(
          entry(Recordable.KERNELS, "nsys profile --trace=cuda"),
          entry(
              Recordable.LAUNCHES,
              "nsys profile --trace=cuda, exported as a whole: nsys export --type sqlite"),
          entry(
              Recordable.OPERATORS,
              "NVTX ranges of the framework's operators (of PyTorch: emit_nvtx()), with nsys profile"
                  + " --trace=cuda,nvtx"),
          entry(
              Recordable.SHAPES,
              "NVTX ranges with shapes (of PyTorch: emit_nvtx(record_shapes=True)), with nsys"
                  + " profile --trace=cuda,nvtx"),
          entry(
              Recordable.PYTHON,
              "NVTX ranges around the parts of the program, with nsys profile --trace=cuda,nvtx"),
          entry(
              Recordable.MODULES,
              "NVTX ranges around the parts of the model, with nsys profile --trace=cuda,nvtx"),
          entry(
              Recordable.STEPS,
              "NVTX ranges ProfilerStep#0, ProfilerStep#1, ... around at least three iterations,"
                  + " with nsys profile --trace=cuda,nvtx"),
          entry(
              Recordable.COUNTERS,
              "Nsight Systems has counters of whole devices alone: run ncu on a few steps and give"
                  + " its report as well"),
          entry(
              Recordable.STALLS,
              "Nsight Systems does not sample kernels: run ncu --section SourceCounters --section"
                  + " WarpStateStats on a few steps and give its report as well"),
          entry(Recordable.SAMPLES, "nsys profile --sample=process-tree"),
          entry(
              Recordable.LOADING,
              "an NVTX range \"data loading\" around it, with nsys profile --trace=cuda,nvtx"),
          entry(
              Recordable.REQUESTS,
              "an NVTX range around each request, with nsys profile --trace=cuda,nvtx"),
          entry(Recordable.GRIDS, "nsys profile --trace=cuda"),
          entry(Recordable.PINNED, "nsys profile --trace=cuda"))),
  NVPROF(
      "nvprof",
      Set.of("nvprof"),
      Map.ofEntries(
          entry(Recordable.KERNELS, "nvprof -o trace.nvvp"),
          entry(Recordable.LAUNCHES, "nvprof -o trace.nvvp"),
          entry(
              Recordable.OPERATORS,
              "NVTX ranges of the framework's operators (of PyTorch: emit_nvtx()) under nvprof"),
          entry(
              Recordable.SHAPES,
              "NVTX ranges with shapes (of PyTorch: emit_nvtx(record_shapes=True)) under nvprof"),
          entry(Recordable.PYTHON, "NVTX ranges around the parts of the program under nvprof"),
          entry(
              Recordable.STEPS,
              "NVTX ranges ProfilerStep#0, ProfilerStep#1, ... around at least three iterations"
                  + " under nvprof"),
          entry(Recordable.LOADING, "an NVTX range \"data loading\" around it under nvprof"),
          entry(Recordable.REQUESTS, "an NVTX range around each request under nvprof"))),
  ROCPROF(
      "rocprofv3",
      Set.of("rocprof-csv", "rocprof-json", "rocpd", "rocprof-viewer"),
      Map.ofEntries(
          entry(Recordable.KERNELS, "rocprofv3 --kernel-trace"),
          entry(
              Recordable.LAUNCHES,
              "rocprofv3 --hip-trace --kernel-trace; of CSV, give the files of both at once"),
          entry(
              Recordable.PYTHON,
              "roctx ranges around the parts of the program, with rocprofv3 --marker-trace"),
          entry(
              Recordable.MODULES,
              "roctx ranges around the parts of the model, with rocprofv3 --marker-trace"),
          entry(Recordable.ALLOCATIONS, "rocprofv3 --memory-allocation-trace"),
          entry(
              Recordable.COUNTERS,
              "rocprofv3 --pmc SQ_WAVES GRBM_GUI_ACTIVE in a few steps, its file given as well"),
          entry(
              Recordable.STALLS,
              "rocprofv3 --pc-sampling-beta-enabled --pc-sampling-method stochastic"
                  + " --pc-sampling-unit cycles --pc-sampling-interval 1048576, its file given as"
                  + " well"),
          entry(
              Recordable.LOADING,
              "a roctx range \"data loading\" around it, with rocprofv3 --marker-trace"),
          entry(
              Recordable.REQUESTS,
              "a roctx range around each request, with rocprofv3 --marker-trace"),
          entry(Recordable.GRIDS, "rocprofv3 --kernel-trace"))),
  RPD(
      "rocmProfileData",
      Set.of("rpd"),
      Map.ofEntries(
          entry(Recordable.KERNELS, "runTracer.sh -o trace.rpd"),
          entry(Recordable.LAUNCHES, "runTracer.sh -o trace.rpd"))),
  PROTON("Proton", Set.of("proton", "proton-msgpack"), Map.of()),
  NCU(
      "Nsight Compute",
      Set.of("ncu-rep", "ncu-text"),
      Map.ofEntries(
          entry(Recordable.COUNTERS, "ncu --set basic"),
          entry(Recordable.THROUGHPUT, "ncu --section SpeedOfLight, or ncu --set basic"),
          entry(Recordable.STALLS, "ncu --section SourceCounters --section WarpStateStats")),
      "Nsight Compute runs kernels one by one, apart from the program; give a timeline of the"
          + " program as well"),
  MINDSPORE("MindSpore's profiler", Set.of("mindspore-csv"), Map.of()),
  JFR(
      "JDK Flight Recorder",
      Set.of("jfr"),
      Map.of(),
      "JDK Flight Recorder sees the JVM and nothing else; another profiler records the framework"
          + " and the accelerator"),
  PERF(
      "perf",
      Set.of("perf-script"),
      Map.of(Recordable.SAMPLES, "perf record -g"),
      "perf sees the CPU and nothing else; another profiler records the framework and the"
          + " accelerator"),
  /** Formats that many tools write. */
  UNKNOWN(null, Set.of(), Map.of());

  /** What Kineto writes beside its events, and nobody else. */
  private static final Set<String> KINETO =
      Set.of("schemaVersion", "deviceProperties", "distributedInfo");

  private static final List<String> ROCPROF_CATEGORIES =
      List.of("kernel_dispatch", "hip_api", "hip_runtime_api", "hsa_api", "marker_api");

  private final @Nullable String tool;
  private final Set<String> formats;
  private final Map<Recordable, String> how;
  private final @Nullable String besides;

  Recorder(@Nullable String tool, Set<String> formats, Map<Recordable, String> how) {
    this(tool, formats, how, null);
  }

  Recorder(
      @Nullable String tool,
      Set<String> formats,
      Map<Recordable, String> how,
      @Nullable String besides) {
    this.tool = tool;
    this.formats = formats;
    this.how = how;
    this.besides = besides;
  }

  /** Its name; null if nobody knows. */
  public @Nullable String tool() {
    return tool;
  }

  /** The option that records something; null if there is none. */
  @Nullable String how(Recordable wanted) {
    return how.get(wanted);
  }

  /** What helps wherever there is no option; null where each thing has advice of its own. */
  @Nullable String besides() {
    return besides;
  }

  /** Whether all it records may be of a program that uses no PyTorch. */
  boolean isOfAnyFramework() {
    return this != TORCH && this != ASCEND && this != UNKNOWN;
  }

  /** The tool that recorded a run. */
  static Recorder of(Facts facts) {
    Recorder first = UNKNOWN;
    for (int input = 0; input < facts.inputs().size(); input++) {
      for (Source source : facts.run().sources(input)) {
        Recorder one = of(source.trace(), facts);
        first = one.compareTo(first) < 0 ? one : first;
      }
    }
    return first == PLUMB && facts.isJvm() ? PLUMB_JVM : first;
  }

  private static Recorder of(Trace trace, Facts facts) {
    return switch (trace.format()) {
      case "chrome" -> ofChrome(trace, facts);
      case "perfetto" -> isOfRocprof(trace) ? ROCPROF : UNKNOWN;
      default -> {
        for (Recorder each : values()) {
          if (each.formats.contains(trace.format())) {
            yield each;
          }
        }
        yield UNKNOWN;
      }
    };
  }

  /** Everybody writes this format. */
  private static Recorder ofChrome(Trace trace, Facts facts) {
    for (int row = 0; row < trace.tracks().size(); row++) {
      int process = trace.tracks().processNameId(row);
      if (process >= 0) {
        StringPool strings = trace.strings();
        if (strings.get(process).equals("Ascend Hardware")) {
          return ASCEND;
        }
        if (strings.startsWith(process, "/device:") || strings.startsWith(process, "/host:")) {
          return XLA;
        }
      }
    }
    boolean kineto = trace.metadata().keySet().stream().anyMatch(KINETO::contains);
    return kineto || facts.hostNamesTorch() ? TORCH : UNKNOWN;
  }

  private static boolean isOfRocprof(Trace trace) {
    return ROCPROF_CATEGORIES.stream().anyMatch(each -> trace.strings().find(each) >= 0);
  }
}
