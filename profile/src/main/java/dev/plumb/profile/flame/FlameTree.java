package dev.plumb.profile.flame;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.NamePattern;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of a tree as a {@link FlameSpec} wants to see them. Rows with parent before child;
 * row 0 is the root. No two children of a row have the same frame. Holds no values.
 */
public final class FlameTree {
  /** Of contexts that are left out with their cost. */
  private static final int DROPPED = -2;

  private final CallingContextTree tree;
  private final int[] parent;
  private final int[] frame;

  /** The first node of the tree that each row stands for. */
  private final int[] node;

  /** Row of each node of the tree; negative for those whose cost is left out. */
  private final int[] rowOf;

  /** Children of each row, side by side. */
  private final int[] children;

  private final int[] firstChild;

  /** The rows of {@code tree} that {@code spec} shows. */
  public FlameTree(CallingContextTree tree, FlameSpec spec) {
    this.tree = tree;
    boolean[] hidden = hidden(tree, spec);
    boolean[] focused = matching(tree, spec.focus());
    boolean[] dropped = matching(tree, spec.drop());
    IntColumn parents = new IntColumn();
    IntColumn frames = new IntColumn();
    IntColumn nodes = new IntColumn();
    LongMap known = new LongMap();
    rowOf = new int[tree.size()];
    parents.add(Ids.NONE);
    frames.add(tree.frame(CallingContextTree.ROOT));
    nodes.add(CallingContextTree.ROOT);
    rowOf[0] = spec.focus() == null ? 0 : Ids.NONE;
    for (int at = 1; at < rowOf.length; at++) {
      int above = rowOf[tree.parent(at)];
      int own = tree.frame(at);
      if (above == DROPPED || dropped[own]) {
        rowOf[at] = DROPPED;
        continue;
      }
      if (above < 0 && !focused[own]) {
        rowOf[at] = Ids.NONE;
        continue;
      }
      above = Math.max(above, 0);
      if (hidden[own]) {
        rowOf[at] = above;
        continue;
      }
      int again = spec.mergeRecursion() ? above(above, own, parents, frames) : Ids.NONE;
      if (again >= 0) {
        rowOf[at] = again;
        continue;
      }
      long key = (long) above << 32 | own;
      int row = known.get(key);
      if (row < 0) {
        parents.add(above);
        nodes.add(at);
        row = frames.add(own);
        known.put(key, row);
      }
      rowOf[at] = row;
    }
    parent = array(parents);
    frame = array(frames);
    node = array(nodes);
    children = new int[Math.max(0, parent.length - 1)];
    firstChild = new int[parent.length + 1];
    sortChildren();
  }

  private static boolean[] hidden(CallingContextTree tree, FlameSpec spec) {
    boolean[] hidden = matching(tree, spec.hide());
    for (int at = 0; at < hidden.length; at++) {
      FrameKind kind = tree.frameKind(at);
      hidden[at] |= spec.hiddenKinds().contains(kind);
    }
    return hidden;
  }

  /**
   * Which frames a pattern finds: by their name or, where the file was recorded beside that, by
   * both as PyTorch writes them ({@code torch/nn/modules/linear.py(114): forward}) or as people
   * read them ({@code forward torch/nn/modules/linear.py:114}). None without a pattern.
   */
  static boolean[] matching(CallingContextTree tree, @Nullable NamePattern pattern) {
    boolean[] matching = new boolean[tree.frames()];
    for (int at = 0; pattern != null && at < matching.length; at++) {
      String name = tree.frameName(at);
      String file = tree.frameFile(at);
      int line = tree.frameLine(at);
      matching[at] =
          pattern.matches(name)
              || file != null
                  && (pattern.matches(file + "(" + line + "): " + name)
                      || pattern.matches(name + " " + file + ":" + line));
    }
    return matching;
  }

  private static int above(int row, int frame, IntColumn parents, IntColumn frames) {
    int at = row;
    while (at > 0 && frames.get(at) != frame) {
      at = parents.get(at);
    }
    return at > 0 ? at : Ids.NONE;
  }

  private static int[] array(IntColumn column) {
    int[] values = new int[column.size()];
    for (int at = 0; at < values.length; at++) {
      values[at] = column.get(at);
    }
    return values;
  }

  private void sortChildren() {
    for (int row = 1; row < parent.length; row++) {
      firstChild[parent[row] + 1]++;
    }
    for (int row = 0; row < parent.length; row++) {
      firstChild[row + 1] += firstChild[row];
    }
    int[] next = Arrays.copyOf(firstChild, parent.length);
    for (int row = 1; row < parent.length; row++) {
      children[next[parent[row]]++] = row;
    }
  }

  /** The tree that it is made of. */
  public CallingContextTree tree() {
    return tree;
  }

  /** Number of rows, with the root. */
  public int size() {
    return parent.length;
  }

  int parent(int row) {
    return parent[row];
  }

  /** Frame of a row, of the tree. */
  public int frame(int row) {
    return frame[row];
  }

  /** The first node of the tree that a row stands for. */
  int node(int row) {
    return node[row];
  }

  /** Row that counts what a node of the tree takes; negative if that is left out. */
  public int rowOf(int treeNode) {
    return rowOf[treeNode];
  }

  /** Whether a node of the tree is its row itself, and not a hidden frame that counts for it. */
  public boolean shows(int treeNode) {
    int row = rowOf[treeNode];
    return row >= 0 && frame[row] == tree.frame(treeNode);
  }

  int childCount(int row) {
    return firstChild[row + 1] - firstChild[row];
  }

  int child(int row, int index) {
    return children[firstChild[row] + index];
  }

  /** Values of the tree's nodes, put together by row. */
  long[] exclusive(long[] ofNodes) {
    long[] values = new long[parent.length];
    for (int at = 0; at < rowOf.length; at++) {
      if (rowOf[at] >= 0) {
        values[rowOf[at]] += ofNodes[at];
      }
    }
    return values;
  }

  /** Each row with all below it. */
  long[] inclusive(long[] exclusive) {
    long[] sums = exclusive.clone();
    for (int row = sums.length - 1; row > 0; row--) {
      sums[parent[row]] += sums[row];
    }
    return sums;
  }
}
