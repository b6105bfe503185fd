package dev.plumb.record.session;

/** Whose GPU a fake is, and how its runtime and its profiler differ. */
enum Vendor {
  NVIDIA("cuda", "cupti", "PLUMB_CUPTI"),
  AMD("hip", "rocprofiler", "PLUMB_ROCPROFILER");

  /** What names of the runtime's functions begin with. */
  final String runtime;

  /** As the fake's source and the recording's notes call it. */
  final String profiler;

  /** Names the profiler's library. */
  final String variable;

  Vendor(String runtime, String profiler, String variable) {
    this.runtime = runtime;
    this.profiler = profiler;
    this.variable = variable;
  }

  /** A function of the runtime. */
  String call(String name) {
    return runtime + name;
  }
}
