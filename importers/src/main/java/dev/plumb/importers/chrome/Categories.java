package dev.plumb.importers.chrome;

import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import java.util.Arrays;
import java.util.Locale;

/** What each event category stands for; the names changed between Kineto's versions. */
final class Categories {
  private byte[] kinds = new byte[0];

  /** Ordinal of the {@link SliceKind} of category {@code id}, whose text is {@code text}. */
  int kind(int id, StringPool strings) {
    if (id < 0) {
      return SliceKind.CPU.ordinal();
    }
    if (id >= kinds.length) {
      int known = kinds.length;
      kinds = Arrays.copyOf(kinds, Math.max(id + 1, known * 2));
      Arrays.fill(kinds, known, kinds.length, (byte) -1);
    }
    if (kinds[id] < 0) {
      kinds[id] = (byte) kind(strings.get(id)).ordinal();
    }
    return kinds[id];
  }

  static SliceKind kind(String category) {
    return switch (category) {
      case "kernel", "Kernel" -> SliceKind.KERNEL;
      case "gpu_memcpy", "Memcpy", "memcpy" -> SliceKind.MEMCPY;
      case "gpu_memset", "Memset", "memset" -> SliceKind.MEMSET;
      case "cpu_op", "Operator" -> SliceKind.OPERATOR;
      // Of Plumb's own export: steps that have other names than PyTorch's.
      case "plumb_step" -> SliceKind.STEP;
      // ONNX Runtime: "Session" around its "Node" ranges.
      case "Session" -> SliceKind.ANNOTATION;
      case "Node" -> SliceKind.OPERATOR;
      case "user_annotation" -> SliceKind.ANNOTATION;
      case "gpu_user_annotation" -> SliceKind.GPU_ANNOTATION;
      case "cuda_sync" -> SliceKind.SYNC;
      case "overhead" -> SliceKind.OVERHEAD;
      // The window of the profiler itself, drawn as a bar on a line of its own; not work.
      case "Trace" -> SliceKind.ASYNC;
      case "mtia_ccp_events" -> SliceKind.DEVICE_OTHER;
      default -> byWord(category.toLowerCase(Locale.ROOT));
    };
  }

  /** {@code cuda_runtime}, {@code mtia_runtime}, {@code Runtime}, {@code cuda_driver}, … */
  private static SliceKind byWord(String lower) {
    if (lower.equals("python_function")) {
      return SliceKind.PYTHON;
    }
    return lower.contains("runtime") || lower.contains("driver")
        ? SliceKind.RUNTIME
        : SliceKind.CPU;
  }
}
