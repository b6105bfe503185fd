package dev.plumb.trace;

/** What a frame of a recorded stack is. */
public enum CodeKind {
  /** A name that the profiler groups by: a scope of Triton Proton, a name scope of XLA. */
  SCOPE,
  /** A call of a {@code torch.nn.Module} or a layer of another framework. */
  MODULE,
  /** A framework operator ({@code aten::mm}, an HLO instruction). */
  OPERATOR,
  /** A Python function or line. */
  PYTHON,
  /** A Java, Kotlin or Scala method, however it was compiled. */
  JAVA,
  /** A function of a C, C++, Rust or Go program or library. */
  NATIVE,
  /** A function of the operating system's kernel. */
  SYSTEM,
  /** A call of the GPU's runtime or driver API. */
  RUNTIME,
  /** A GPU kernel. */
  KERNEL,
  /** A copy to, from or on a device. */
  MEMCPY,
  /** A device memory fill. */
  MEMSET,
  /** A line of a GPU kernel's source. */
  SOURCE_LINE,
  /** A machine instruction (SASS, GCN) of a GPU kernel. */
  INSTRUCTION,
  /** Other work of an accelerator. */
  DEVICE_OTHER,
  // What only timelines have, and so the exports that Plumb makes of them.
  /** A step of the program. */
  STEP,
  /** A range that the program marked. */
  ANNOTATION,
  /** A range of a timeline that does not say what ran there. */
  SLICE,
  /** Overhead of the profiler. */
  OVERHEAD,
  /** Anything else. */
  OTHER;

  private static final CodeKind[] VALUES = values();

  /** The kind of an ordinal as stored in {@link FrameTable}. */
  public static CodeKind of(int ordinal) {
    return VALUES[ordinal];
  }
}
