package dev.plumb.profile;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.StackTable;
import dev.plumb.trace.Trace;

/** Where device work stands in the recorded stacks of a trace. */
final class StackKinds {
  private final int[] work;
  private final boolean[] caller;
  private final int[] interpreter;

  StackKinds(Trace trace) {
    StackTable stacks = trace.stacks();
    work = new int[stacks.size()];
    caller = new boolean[work.length];
    interpreter = new int[work.length];
    for (int row = 0; row < work.length; row++) {
      int parent = stacks.parentRow(row);
      boolean isWork = isWork(trace.frames().kind(stacks.frameRow(row)));
      work[row] = isWork ? row : parent < 0 ? Ids.NONE : work[parent];
      interpreter[row] =
          isInterpreter(trace, stacks.frameRow(row))
              ? row
              : parent < 0 ? Ids.NONE : interpreter[parent];
      caller[row] = parent < 0 ? !isWork : caller[parent];
    }
  }

  private static boolean isWork(CodeKind kind) {
    return switch (kind) {
      case KERNEL, MEMCPY, MEMSET, DEVICE_OTHER -> true;
      default -> false;
    };
  }

  /** The innermost device work in a stack, as the stack that ends with it; none if host only. */
  int work(int stack) {
    return stack < 0 ? Ids.NONE : work[stack];
  }

  private static boolean isInterpreter(Trace trace, int frame) {
    CodeKind kind = trace.frames().kind(frame);
    int name = trace.frames().nameId(frame);
    return kind == CodeKind.PYTHON
        || kind == CodeKind.NATIVE
            && (trace.strings().startsWith(name, "_Py") || trace.strings().startsWith(name, "Py"));
  }

  /**
   * The innermost frame of Python or its interpreter, as the stack that ends with it: all above it
   * called what runs now. {@link Ids#NONE} if there is none.
   */
  int interpreter(int stack) {
    return stack < 0 ? Ids.NONE : interpreter[stack];
  }

  /** Whether a stack begins with device work, so that nothing is known about who launched it. */
  boolean hasNoCaller(int stack) {
    return stack >= 0 && !caller[stack];
  }
}
