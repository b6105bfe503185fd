package dev.plumb.profile;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.StackTable;
import dev.plumb.trace.Trace;

/** Where device work stands in the recorded stacks of a trace. */
final class StackKinds {
  private final int[] work;
  private final boolean[] caller;

  StackKinds(Trace trace) {
    StackTable stacks = trace.stacks();
    work = new int[stacks.size()];
    caller = new boolean[work.length];
    for (int row = 0; row < work.length; row++) {
      int parent = stacks.parentRow(row);
      boolean isWork = isWork(trace.frames().kind(stacks.frameRow(row)));
      work[row] = isWork ? row : parent < 0 ? Ids.NONE : work[parent];
      caller[row] = parent < 0 ? !isWork : caller[parent];
    }
  }

  private static boolean isWork(CodeKind kind) {
    return kind == CodeKind.KERNEL || kind == CodeKind.MEMCPY || kind == CodeKind.MEMSET;
  }

  /** The innermost device work in a stack, as the stack that ends with it; none if host only. */
  int work(int stack) {
    return stack < 0 ? Ids.NONE : work[stack];
  }

  /** Whether a stack begins with device work, so that nothing is known about who launched it. */
  boolean hasNoCaller(int stack) {
    return stack >= 0 && !caller[stack];
  }
}
