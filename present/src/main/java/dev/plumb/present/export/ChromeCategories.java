package dev.plumb.present.export;

import dev.plumb.trace.SliceKind;
import org.jspecify.annotations.Nullable;

/** The categories by which readers of PyTorch's traces tell what a slice is. */
final class ChromeCategories {
  /** Steps that PyTorch did not name; only Plumb's own importer knows this one. */
  static final String STEP = "plumb_step";

  private ChromeCategories() {}

  /** Kineto's category; null where it has none. */
  static @Nullable String of(SliceKind kind) {
    return switch (kind) {
      case STEP, ANNOTATION -> "user_annotation";
      case PYTHON, MODULE -> "python_function";
      case OPERATOR -> "cpu_op";
      case RUNTIME -> "cuda_runtime";
      case OVERHEAD -> "overhead";
      case KERNEL -> "kernel";
      case MEMCPY -> "gpu_memcpy";
      case MEMSET -> "gpu_memset";
      case DEVICE_OTHER -> "mtia_ccp_events";
      case GPU_ANNOTATION -> "gpu_user_annotation";
      case SYNC -> "cuda_sync";
      case CPU, ASYNC -> null;
    };
  }
}
