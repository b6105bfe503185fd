package dev.plumb.profile;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.SliceKind;

/** Layer of a frame in a calling context, from the run down to the kernel. */
public enum FrameKind {
  /** The whole run; only the root. */
  RUN("run"),
  /** One rank of a distributed run. */
  RANK("rank"),
  /** A thread of a process. */
  THREAD("thread"),
  /** All steps of the run; how they differ stands in {@link StepStats}. */
  STEP("step"),
  /** A range that the program marked. */
  ANNOTATION("annotation"),
  /** A name that the profiler groups by: a scope of Triton Proton, a name scope of XLA. */
  SCOPE("scope"),
  /** A Python function. */
  PYTHON("python"),
  /** A method of a JVM language. */
  JAVA("java"),
  /** A call of an {@code nn.Module}. */
  MODULE("module"),
  /** A framework operator. */
  OPERATOR("operator"),
  /** Any other slice: of a trace that does not say what ran where. */
  CPU("slice"),
  /** A function of a native program or library. */
  NATIVE("native"),
  /** A GPU runtime or driver call. */
  RUNTIME("runtime"),
  /** A function of the operating system's kernel. */
  SYSTEM("system"),
  /** Overhead of the profiler. */
  OVERHEAD("overhead"),
  /** Device work whose launch is unknown, or what else no context is known for. */
  UNATTRIBUTED("unattributed"),
  /** A stream of a device, under {@link #UNATTRIBUTED} only. */
  STREAM("stream"),
  /** A GPU kernel. */
  KERNEL("kernel"),
  /** A line of a kernel's source. */
  SOURCE_LINE("source line"),
  /** A machine instruction of a kernel. */
  INSTRUCTION("instruction"),
  /** A copy. */
  MEMCPY("memcpy"),
  /** A memory fill. */
  MEMSET("memset"),
  /** Other work of an accelerator. */
  DEVICE_OTHER("device"),
  /** A frame of a stack that is nothing of the above. */
  OTHER("other");

  private final String label;

  FrameKind(String label) {
    this.label = label;
  }

  /** Lower-case word for people and for JSON. */
  public String label() {
    return label;
  }

  /** Whether it says where something ran, or that this is not known, and is no code itself. */
  public boolean isPlace() {
    return switch (this) {
      case RUN, RANK, THREAD, STEP, UNATTRIBUTED, STREAM -> true;
      default -> false;
    };
  }

  /** The layer of a frame of a recorded stack. */
  static FrameKind of(CodeKind kind) {
    return switch (kind) {
      case SCOPE -> SCOPE;
      case MODULE -> MODULE;
      case OPERATOR -> OPERATOR;
      case PYTHON -> PYTHON;
      case JAVA -> JAVA;
      case NATIVE -> NATIVE;
      case SYSTEM -> SYSTEM;
      case RUNTIME -> RUNTIME;
      case KERNEL -> KERNEL;
      case MEMCPY -> MEMCPY;
      case MEMSET -> MEMSET;
      case SOURCE_LINE -> SOURCE_LINE;
      case INSTRUCTION -> INSTRUCTION;
      case DEVICE_OTHER -> DEVICE_OTHER;
      case STEP -> STEP;
      case ANNOTATION -> ANNOTATION;
      case SLICE -> CPU;
      case OVERHEAD -> OVERHEAD;
      case OTHER -> OTHER;
    };
  }

  /** The layer of a slice; slices of other kinds are not in the tree. */
  static FrameKind of(SliceKind kind) {
    return switch (kind) {
      case STEP -> STEP;
      case ANNOTATION -> ANNOTATION;
      case PYTHON -> PYTHON;
      case MODULE -> MODULE;
      case OPERATOR -> OPERATOR;
      case CPU -> CPU;
      case RUNTIME -> RUNTIME;
      case OVERHEAD -> OVERHEAD;
      case KERNEL -> KERNEL;
      case MEMCPY -> MEMCPY;
      case MEMSET -> MEMSET;
      case DEVICE_OTHER -> DEVICE_OTHER;
      case GPU_ANNOTATION, SYNC, ASYNC ->
          throw new IllegalArgumentException(kind + " is no frame of a calling context");
    };
  }
}
