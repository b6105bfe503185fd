package dev.plumb.present.text;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import java.util.ArrayList;
import java.util.List;

/** The callers of a context, innermost first, as far as they tell a reader something. */
final class Callers {
  /** Of a path that is deep without end only its lower part is looked at. */
  private static final int LOOKED = 200;

  private Callers() {}

  /**
   * Nodes of at most {@code limit} callers. Of native functions that an operator or a function of
   * Python or Java called only the innermost is among them: else none of those would be, which are
   * what a reader knows.
   */
  static List<Integer> of(CallingContextTree tree, int node, int limit) {
    List<Integer> callers = new ArrayList<>();
    int natives = 0; // those at the end of the list that are
    int looked = 0;
    for (int at = tree.parent(node); isFrame(tree, at) && looked < LOOKED; at = tree.parent(at)) {
      looked++;
      boolean isNative = tree.kind(at) == FrameKind.NATIVE || tree.kind(at) == FrameKind.SYSTEM;
      if (!isNative && natives > 1) {
        callers.subList(callers.size() - natives + 1, callers.size()).clear();
      }
      if (callers.size() >= limit && !isNative) {
        break;
      }
      if (tree.kind(at) != FrameKind.PYTHON || !isPlumbing(tree.name(at))) {
        callers.add(at);
      }
      natives = isNative ? natives + 1 : 0;
    }
    return callers.size() > limit ? List.copyOf(callers.subList(0, limit)) : callers;
  }

  /** Whether a node is a frame of a thread, and not the thread itself or what is above it. */
  static boolean isFrame(CallingContextTree tree, int node) {
    FrameKind kind = tree.kind(node);
    return kind != FrameKind.RUN && kind != FrameKind.RANK && kind != FrameKind.THREAD;
  }

  /** Python frames that every call passes: of the framework's dispatch, not of the program. */
  private static boolean isPlumbing(String name) {
    return name.startsWith("<built-in")
        || name.contains("torch/nn/modules/module.py")
        || name.contains("torch/utils/_contextlib.py")
        || name.contains("torch/_ops.py")
        || name.contains("torch/nn/functional.py")
        || name.contains("torch/autograd/");
  }
}
