package dev.plumb.profile.diff;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Metric;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongMap;
import java.util.Arrays;

/**
 * A tree as it is compared: ranks, threads, streams and instances of a module class that stand side
 * by side are one context. Rows have their parents before them, and children in the order in which
 * they first appeared.
 */
final class Outline {
  private final CallingContextTree tree;
  private final FrameKeys.Keys keys;
  private final int[] rowOfNode;
  private final IntColumn parent = new IntColumn();

  /** The node with the most time of those in a row; it lends the row its name. */
  private final IntColumn node = new IntColumn();

  /** Sum of the exact keys, mixed: equal if the same frames were folded. */
  private final long[] exact;

  private final int[] childStart;
  private final int[] children;
  private final long[] weight;
  private final long[] structure;

  Outline(CallingContextTree tree, FrameKeys keys) {
    this.tree = tree;
    this.keys = keys.of(tree);
    rowOfNode = new int[tree.size()];
    exact = new long[tree.size()];
    fold();
    int rows = parent.size();
    childStart = new int[rows + 2];
    children = new int[rows];
    adopt();
    weight = new long[rows];
    structure = new long[rows];
    sum();
  }

  private void fold() {
    LongMap known = new LongMap();
    for (int n = 0; n < rowOfNode.length; n++) {
      int frame = tree.frame(n);
      FrameKind kind = tree.frameKind(frame);
      boolean folds = FrameKeys.folds(kind, tree.frameLine(frame) > 0);
      int key = folds ? keys.strict()[frame] : keys.exact()[frame];
      int above = n == CallingContextTree.ROOT ? -1 : rowOfNode[tree.parent(n)];
      long place = (long) (above + 1) << 32 | key;
      int row = known.get(place);
      if (row < 0) {
        row = parent.add(above);
        node.add(n);
        known.put(place, row);
      } else if (ownTime(n) > ownTime(node.get(row))) {
        node.set(row, n);
      }
      rowOfNode[n] = row;
      exact[row] += mix(keys.exact()[frame]);
    }
  }

  private long ownTime(int n) {
    return HotSpots.deviceInclusiveNs(tree, n) + tree.inclusive(n, Metric.CPU_NS);
  }

  private void adopt() {
    int rows = parent.size();
    for (int row = 1; row < rows; row++) {
      childStart[parent.get(row) + 2]++;
    }
    for (int row = 1; row < childStart.length; row++) {
      childStart[row] += childStart[row - 1];
    }
    for (int row = 1; row < rows; row++) {
      children[childStart[parent.get(row) + 1]++] = row;
    }
  }

  private void sum() {
    int rows = parent.size();
    for (int n = 0; n < rowOfNode.length; n++) {
      weight[rowOfNode[n]] +=
          HotSpots.deviceNs(tree, n)
              + tree.exclusive(n, Metric.CPU_NS)
              + tree.exclusive(n, Metric.WALL_NS)
              + tree.exclusive(n, Metric.SAMPLES)
              + tree.exclusive(n, Metric.COUNT);
    }
    for (int row = rows - 1; row >= 0; row--) {
      structure[row] = mix(structure[row] + strict(row));
      if (row > 0) {
        weight[parent.get(row)] += weight[row];
        structure[parent.get(row)] += structure[row];
      }
    }
  }

  static long mix(long value) {
    long mixed = (value + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    mixed ^= mixed >>> 29;
    mixed *= 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 32;
  }

  CallingContextTree tree() {
    return tree;
  }

  int size() {
    return parent.size();
  }

  /** The row that a node of the tree is part of. */
  int rowOf(int treeNode) {
    return rowOfNode[treeNode];
  }

  int parent(int row) {
    return parent.get(row);
  }

  /** The node of the tree that a row takes its name from. */
  int node(int row) {
    return node.get(row);
  }

  FrameKind kind(int row) {
    return tree.kind(node.get(row));
  }

  String name(int row) {
    return tree.name(node.get(row));
  }

  int strict(int row) {
    return keys.strict()[tree.frame(node.get(row))];
  }

  int loose(int row) {
    return keys.loose()[tree.frame(node.get(row))];
  }

  /** Equal for equal sets of frames. */
  long exact(int row) {
    return exact[row];
  }

  /** Rows below a row; to be read only. */
  int[] children(int row) {
    return Arrays.copyOfRange(children, childStart[row], childStart[row + 1]);
  }

  /**
   * How much there is in a row and all under it: nanoseconds of host and device, samples and calls
   * together. Says which of two contexts matters more, and nothing else.
   */
  long weight(int row) {
    return weight[row];
  }

  /** Equal for subtrees of equal strict keys, whatever the order of children. */
  long structure(int row) {
    return structure[row];
  }
}
