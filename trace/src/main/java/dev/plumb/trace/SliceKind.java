package dev.plumb.trace;

/**
 * What a slice is, whatever its profiler called it. The order is the order of nesting when several
 * slices of one thread cover exactly the same interval.
 */
public enum SliceKind {
  /** A training or serving step that the program marked ({@code ProfilerStep#7}). */
  STEP,
  /** A range that the program marked ({@code record_function}, NVTX, {@code user_annotation}). */
  ANNOTATION,
  /** A Python function. */
  PYTHON,
  /** A call of a {@code torch.nn.Module}; a Python frame with a module's name. */
  MODULE,
  /** A framework operator ({@code aten::mm}). */
  OPERATOR,
  /** Any other slice of a CPU thread, also of Chrome traces that no ML profiler wrote. */
  CPU,
  /** A call of the GPU's runtime or driver API ({@code cudaLaunchKernel}). */
  RUNTIME,
  /** Overhead of the profiler itself. */
  OVERHEAD,
  /** A GPU kernel. */
  KERNEL,
  /** A copy to, from or on a device. */
  MEMCPY,
  /** A device memory fill. */
  MEMSET,
  /** Work of an accelerator whose profiler does not tell kernels from copies (MTIA, NPU tasks). */
  DEVICE_OTHER,
  /** A host range as projected on a GPU stream; not work. */
  GPU_ANNOTATION,
  /** A synchronisation as seen by the device ({@code cuda_sync}); not work. */
  SYNC,
  /** An asynchronous range, or one that is not bound to a thread; never nested. */
  ASYNC;

  private static final SliceKind[] VALUES = values();

  /** The kind of an ordinal as stored in {@link SliceTable}. */
  public static SliceKind of(int ordinal) {
    return VALUES[ordinal];
  }

  /** Whether this is work that occupies a device: kernel, memcpy, memset or other. */
  public boolean isDeviceWork() {
    return this == KERNEL || this == MEMCPY || this == MEMSET || this == DEVICE_OTHER;
  }

  /** Whether this is a Python frame. */
  public boolean isPython() {
    return this == PYTHON || this == MODULE;
  }

  /** Whether slices of this kind nest on a CPU thread. */
  public boolean isHost() {
    return ordinal() <= OVERHEAD.ordinal();
  }
}
