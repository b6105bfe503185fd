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

  /** Nodes of at most {@code limit} callers. */
  static List<Integer> of(CallingContextTree tree, int node, int limit) {
    List<Integer> callers = new ArrayList<>();
    int looked = 0;
    for (int at = tree.parent(node);
        isFrame(tree, at) && looked < LOOKED && callers.size() < limit;
        at = tree.parent(at)) {
      looked++;
      if (tree.kind(at) != FrameKind.PYTHON || !isPlumbing(tree.name(at))) {
        callers.add(at);
      }
    }
    return callers;
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
