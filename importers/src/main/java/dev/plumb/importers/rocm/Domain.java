package dev.plumb.importers.rocm;

import dev.plumb.trace.SliceKind;

/**
 * What a record is, by the domain that ROCprofiler-SDK puts it in: {@code HIP_RUNTIME_API_EXT},
 * {@code KERNEL_DISPATCH}, {@code MARKER_CORE_RANGE_API}.
 */
public enum Domain {
  /** A call of HIP, HSA, RCCL, rocDecode, rocJPEG: device work may carry its correlation id. */
  API(SliceKind.RUNTIME),
  /** A range or mark of roctx. */
  MARKER(SliceKind.ANNOTATION),
  /** The execution of a kernel. */
  KERNEL(SliceKind.KERNEL),
  /** A copy by the runtime. */
  COPY(SliceKind.MEMCPY),
  /** Memory that the program allocates or frees. */
  ALLOCATION(SliceKind.ASYNC),
  /** Scratch memory that the runtime allocates for a queue, which waits for it. */
  SCRATCH(SliceKind.ASYNC),
  /** Anything else, such as page migrations of the kernel driver. */
  OTHER(SliceKind.ASYNC);

  private final SliceKind kind;

  Domain(SliceKind kind) {
    this.kind = kind;
  }

  /** The kind of the domain's slices. */
  public SliceKind kind() {
    return kind;
  }

  /** The domain of a name as rocprofv3 writes it. */
  public static Domain of(String name) {
    if (name.startsWith("MARKER")) {
      return MARKER;
    }
    if (name.startsWith("KERNEL_DISPATCH")) {
      return KERNEL;
    }
    if (name.startsWith("MEMORY_COPY")) {
      return COPY;
    }
    if (name.startsWith("MEMORY_ALLOCATION")) {
      return ALLOCATION;
    }
    if (name.startsWith("SCRATCH_MEMORY")) {
      return SCRATCH;
    }
    return name.contains("_API") || name.equals("OMPT") ? API : OTHER;
  }
}
