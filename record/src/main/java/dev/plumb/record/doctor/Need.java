package dev.plumb.record.doctor;

import java.util.Locale;

/** What recording needs, each checked by one entry of {@link Checks}. */
public enum Need {
  /** Native stacks from outside the program. */
  PERF_EVENTS("perf events"),
  /** Time in the kernel as well. */
  KERNEL_STACKS("kernel stacks"),
  /** Stacks of Python from outside the program. */
  PROCESS_MEMORY("memory of other processes"),
  /** Builds the library that programs load, where the one that comes with Plumb does not fit. */
  COMPILER("C compiler"),
  /** Counts operators of PyTorch and hears of GPUs. */
  LIBRARY("Plumb's native library"),
  /** Interpreters that may be recorded. */
  PYTHON("Python"),
  /** Their frameworks. */
  FRAMEWORKS("Python frameworks"),
  /** JVMs that may be recorded. */
  JAVA("Java"),
  /** Stacks of JVMs. */
  ASYNC_PROFILER("async-profiler"),
  /** Work of NVIDIA GPUs. */
  CUPTI("NVIDIA GPU"),
  /** Work of AMD GPUs. */
  ROCPROFILER("AMD GPU"),
  /** Room for what is recorded. */
  DISK("disk space"),
  /** Room for what a recording shares with the program. */
  TEMPORARY_FILES("temporary files"),
  /** What the machine gives to this group of processes. */
  LIMITS("limits of CPU and memory"),
  /** Whether this is a container. */
  CONTAINER("container");

  private final String label;

  Need(String label) {
    this.label = label;
  }

  /** For people. */
  public String label() {
    return label;
  }

  /** For programs: {@code perf-events}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
