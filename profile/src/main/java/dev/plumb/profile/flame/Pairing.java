package dev.plumb.profile.flame;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.trace.Ids;
import java.util.Arrays;

/**
 * Two trees as one, for flame graphs of both: every context of either is a node of {@link #both()}.
 * Contexts are the same if their frames are, from the root down: layer, name, and of recorded
 * stacks file, line and library.
 */
public final class Pairing {
  private final CallingContextTree both = new CallingContextTree();
  private final int[] ofNew;
  private final int[] ofBase;
  private final int[] firstNew;

  /** Pairs two trees. */
  public Pairing(CallingContextTree fresh, CallingContextTree base) {
    ofNew = add(fresh);
    ofBase = add(base);
    both.seal();
    firstNew = new int[both.size()];
    Arrays.fill(firstNew, Ids.NONE);
    for (int node = ofNew.length - 1; node >= 0; node--) {
      firstNew[ofNew[node]] = node;
    }
  }

  private int[] add(CallingContextTree tree) {
    int[] frames = new int[tree.frames()];
    for (int frame = 0; frame < frames.length; frame++) {
      frames[frame] =
          both.frame(
              tree.frameKind(frame),
              tree.frameName(frame),
              tree.frameFile(frame),
              tree.frameLine(frame),
              tree.frameLibrary(frame));
    }
    int[] nodes = new int[tree.size()];
    for (int node = 1; node < nodes.length; node++) {
      nodes[node] = both.child(nodes[tree.parent(node)], frames[tree.frame(node)]);
    }
    return nodes;
  }

  /** The contexts of both. Holds no values. */
  public CallingContextTree both() {
    return both;
  }

  /** Values of the new run's nodes, by node of {@link #both()}. */
  public long[] valuesOfNew(long[] values) {
    return moved(values, ofNew);
  }

  /** Values of the base's nodes, by node of {@link #both()}. */
  public long[] valuesOfBase(long[] values) {
    return moved(values, ofBase);
  }

  /** Node of {@link #both()} of a node of the new run. */
  public int ofNew(int node) {
    return ofNew[node];
  }

  /**
   * The first node of the new run that a node of {@link #both()} is; {@link Ids#NONE} if only the
   * base has it.
   */
  public int newNode(int node) {
    return firstNew[node];
  }

  private long[] moved(long[] values, int[] nodes) {
    long[] moved = new long[both.size()];
    for (int node = 0; node < values.length; node++) {
      moved[nodes[node]] += values[node];
    }
    return moved;
  }
}
