package dev.plumb.record.sample;

import dev.plumb.record.os.Errors;

/** What a sampler could not do, and what would raise it. */
public enum Limit {
  /** The process does not exist or has ended. */
  NO_PROCESS("the process has ended"),
  /** perf_event_open was refused: no native stacks from outside. */
  NO_PERF(
      "sysctl kernel.perf_event_paranoid=2, or the capability CAP_PERFMON;"
          + " in a container also a seccomp profile that lets perf_event_open pass"),
  /** Time in the kernel is not sampled. */
  NO_KERNEL_TIME("sysctl kernel.perf_event_paranoid=1, or the capability CAP_PERFMON"),
  /** The process's memory cannot be read: no Python stacks from outside. */
  NO_MEMORY(
      "the same user, and sysctl kernel.yama.ptrace_scope=0 or the capability CAP_SYS_PTRACE;"
          + " a program that is started by the recorder needs neither"),
  /** There is Python in the process that is not known here. */
  UNKNOWN_PYTHON("CPython 3.9 to 3.14");

  private final String advice;

  Limit(String advice) {
    this.advice = advice;
  }

  /**
   * Why a process's memory could not be read: one that ends meanwhile lacks no rights.
   *
   * @param error below zero, of {@link Errors}
   */
  static Limit ofMemory(int error) {
    return error == -Errors.NO_PROCESS ? NO_PROCESS : NO_MEMORY;
  }

  /** What would raise it. */
  public String advice() {
    return advice;
  }
}
