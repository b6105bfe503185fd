package dev.plumb.record.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The catalogue of checks: a new need is a constant of {@link Need} and one line here. */
public final class Checks {
  private static final Map<Need, Function<Machine, Finding>> ALL = new LinkedHashMap<>();

  static {
    ALL.put(Need.PERF_EVENTS, SystemChecks::perfEvents);
    ALL.put(Need.KERNEL_STACKS, SystemChecks::kernelStacks);
    ALL.put(Need.PROCESS_MEMORY, SystemChecks::processMemory);
    ALL.put(Need.COMPILER, ToolChecks::compiler);
    ALL.put(Need.LIBRARY, ToolChecks::library);
    ALL.put(Need.PYTHON, ToolChecks::python);
    ALL.put(Need.FRAMEWORKS, ToolChecks::frameworks);
    ALL.put(Need.JAVA, ToolChecks::java);
    ALL.put(Need.ASYNC_PROFILER, ToolChecks::asyncProfiler);
    ALL.put(Need.CUPTI, GpuChecks::cupti);
    ALL.put(Need.ROCPROFILER, GpuChecks::rocprofiler);
    ALL.put(Need.DISK, RoomChecks::disk);
    ALL.put(Need.TEMPORARY_FILES, RoomChecks::temporaryFiles);
    ALL.put(Need.LIMITS, RoomChecks::limits);
    ALL.put(Need.CONTAINER, RoomChecks::container);
  }

  private Checks() {}

  /** Checks everything, in the order of the catalogue. */
  public static List<Finding> run(Machine machine) {
    List<Finding> findings = new ArrayList<>();
    ALL.forEach((need, check) -> findings.add(check.apply(machine)));
    return findings;
  }
}
