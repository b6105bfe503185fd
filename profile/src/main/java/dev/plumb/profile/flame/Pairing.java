package dev.plumb.profile.flame;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.diff.TreeMatch;
import dev.plumb.trace.Ids;
import java.util.Arrays;

/**
 * Two trees as one, for flame graphs of both: every context of either is in a node of {@link
 * #both()}, contexts that {@link TreeMatch} takes to be the same in one. Where their names differ
 * it has the new one; where several of one side stand side by side, the largest one's says how many
 * more there are.
 */
public final class Pairing {
  private final CallingContextTree both = new CallingContextTree();
  private final int[] ofNew;
  private final int[] ofBase;
  private final int[] firstNew;

  /** Pairs two sealed trees. */
  public Pairing(CallingContextTree fresh, CallingContextTree base) {
    TreeMatch match = TreeMatch.of(base, fresh);
    int[] newFrames = frames(fresh);
    int[] baseFrames = frames(base);
    int[] newCount = new int[match.size()];
    int[] baseCount = new int[match.size()];
    for (int node = 0; node < fresh.size(); node++) {
      newCount[match.rowOfNewNode(node)]++;
    }
    for (int node = 0; node < base.size(); node++) {
      baseCount[match.rowOfBaseNode(node)]++;
    }
    int[] nodes = new int[match.size()];
    for (int row = 1; row < nodes.length; row++) {
      int node = match.newNode(row);
      int frame =
          node >= 0
              ? several(newFrames[fresh.frame(node)], newCount[row])
              : several(baseFrames[base.frame(match.baseNode(row))], baseCount[row]);
      nodes[row] = both.child(nodes[match.parent(row)], frame);
    }
    both.seal();
    ofNew = new int[fresh.size()];
    firstNew = new int[both.size()];
    Arrays.fill(firstNew, Ids.NONE);
    for (int node = ofNew.length - 1; node >= 0; node--) {
      ofNew[node] = nodes[match.rowOfNewNode(node)];
      firstNew[ofNew[node]] = node;
    }
    ofBase = new int[base.size()];
    for (int node = 0; node < ofBase.length; node++) {
      ofBase[node] = nodes[match.rowOfBaseNode(node)];
    }
  }

  /** The frame of one context that stands for several. */
  private int several(int frame, int count) {
    return count < 2
        ? frame
        : both.frame(
            both.frameKind(frame),
            both.frameName(frame) + " and " + (count - 1) + " more",
            both.frameFile(frame),
            both.frameLine(frame),
            both.frameLibrary(frame));
  }

  /** The frames of a tree, as frames of {@link #both}. */
  private int[] frames(CallingContextTree tree) {
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
    return frames;
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
