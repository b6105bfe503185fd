package dev.plumb.trace.store;

import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;

/** Which table holds the detail of each kind of slice. */
final class Details {
  private Details() {}

  /** Rows so far of the table that a slice's detail refers to; {@link Ids#NONE} if it has none. */
  static int rows(SliceKind kind, TraceBuilder trace) {
    return switch (kind) {
      case PYTHON, MODULE -> trace.python().size();
      case OPERATOR, ANNOTATION, STEP -> trace.operators().size();
      case RUNTIME -> trace.launches().size();
      case KERNEL, MEMCPY, MEMSET, DEVICE_OTHER, GPU_ANNOTATION, SYNC -> trace.deviceWork().size();
      case CPU, OVERHEAD, ASYNC -> Ids.NONE;
    };
  }
}
