package dev.plumb.record.gpu;

import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.LongMap;
import java.util.HashMap;
import java.util.Map;

/**
 * What the program did when the nodes of its graphs were made. A graph is launched as a whole; the
 * operators of each node then stand between the launch and the node's work.
 */
final class GraphNodes {
  /** Nodes that are known; beyond them all are forgotten, and their work is the launch's alone. */
  private static final int MOST = 1 << 20;

  /** Copies of copies; numbers that go in a circle are an error. */
  private static final int MOST_COPIES = 16;

  private final ContextTree tree;
  private final Map<Long, Long> originals = new HashMap<>();
  private LongMap contexts = new LongMap();
  private LongMap below = new LongMap();

  GraphNodes(ContextTree tree) {
    this.tree = tree;
  }

  void put(long node, int context) {
    if (contexts.size() >= MOST) {
      contexts = new LongMap();
    }
    if (context >= 0) {
      contexts.put(node, context);
    }
  }

  /** What the original is may be told later, by another thread. */
  void copy(long node, long original) {
    if (originals.size() >= MOST) {
      originals.clear();
    }
    originals.put(node, original);
  }

  private int context(long node) {
    int made = contexts.get(node);
    if (made >= 0) {
      return made;
    }
    Long original = originals.get(node);
    for (int copies = 0; original != null && copies < MOST_COPIES; copies++) {
      made = contexts.get(original);
      original = made < 0 ? originals.get(original) : null;
    }
    put(node, made);
    return made;
  }

  /** The context of a node's work under the launch of its graph. */
  int under(int launch, long node) {
    int made = context(node);
    if (made < 0) {
      return launch;
    }
    long key = (long) launch << 32 | made;
    int known = below.get(key);
    if (known < 0) {
      known = add(launch, made);
      if (below.size() >= MOST) {
        below = new LongMap();
      }
      below.put(key, known);
    }
    return known;
  }

  private int add(int launch, int made) {
    int parent = tree.stacks().parentRow(made);
    int above = parent < 0 ? launch : add(launch, parent);
    int frame = tree.stacks().frameRow(made);
    return isOfTheModel(tree.frames().kind(frame)) ? tree.child(above, frame) : above;
  }

  /**
   * What made the graph is Python that ran once; what counts is what of the model it stands for.
   */
  private static boolean isOfTheModel(CodeKind kind) {
    return kind == CodeKind.OPERATOR || kind == CodeKind.MODULE || kind == CodeKind.ANNOTATION;
  }
}
