package dev.plumb.present.html;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A calling-context tree as columns to be embedded: rows with parent before child, frames numbered
 * by first use, and only exclusive values, from which the page adds up the rest.
 *
 * <p>Of a tree with more nodes than the limit, the subtrees that matter least in every metric are
 * folded into one row for each parent, "(N smaller)". Sums stay exact: that row's exclusive value
 * is what the folded subtrees included.
 */
public final class TreeColumns {
  /** Kind of the frame of folded rows: one past {@link FrameKind}. */
  public static final int SMALLER_KIND = FrameKind.values().length;

  private static final String SMALLER_NAME = "(smaller)";
  private static final Metric[] METRICS = Metric.values();
  private static final int NO_NODE = -1;

  private final CallingContextTree tree;

  /** Values by node that no {@link Metric} is: of the node itself, and with all below it. */
  private final List<long[]> more;

  private final List<long[]> moreInclusive = new ArrayList<>();
  private final int columns;
  private final boolean[] kept;

  /** Row of each node; of a folded one the row that folds it. */
  private final int[] rowOf;

  /** Node of each row; {@link #NO_NODE} for folded rows. */
  private final int[] node;

  private final int[] parent;
  private final int[] frame;

  /** Frame of the tree of each used frame, in order of first use; its kind and name. */
  private final int[] treeFrame;

  private final int[] frameKind;

  private final String[] frameName;

  /** Exclusive values of the folded rows, which are the last ones. */
  private final long[] folded;

  /** How many nodes each folded row stands for. */
  private final long[] foldedNodes;

  private final int firstFolded;

  private TreeColumns(CallingContextTree tree, List<long[]> more, int limit) {
    this.tree = tree;
    this.more = more;
    this.columns = METRICS.length + more.size();
    for (long[] own : more) {
      moreInclusive.add(inclusive(own));
    }
    rowOf = new int[tree.size()];
    kept = new boolean[tree.size()];
    int keptNodes = choose(limit);
    int[] foldedRow = foldedRows(keptNodes);
    firstFolded = keptNodes;
    int rows = keptNodes + (int) Arrays.stream(foldedRow).filter(row -> row > 0).count();
    node = new int[rows];
    parent = new int[rows];
    frame = new int[rows];
    folded = new long[(rows - keptNodes) * columns];
    foldedNodes = new long[rows - keptNodes];
    fill(foldedRow);
    treeFrame = numberFrames();
    frameKind = new int[treeFrame.length];
    frameName = new String[treeFrame.length];
    for (int i = 0; i < treeFrame.length; i++) {
      boolean smaller = treeFrame[i] == NO_NODE;
      frameKind[i] = smaller ? SMALLER_KIND : tree.frameKind(treeFrame[i]).ordinal();
      frameName[i] = smaller ? SMALLER_NAME : tree.frameName(treeFrame[i]);
    }
  }

  /**
   * Columns of a sealed tree.
   *
   * @param limit the most rows, at least 2
   */
  public static TreeColumns of(CallingContextTree tree, int limit) {
    return of(tree, List.of(), limit);
  }

  /**
   * Columns of a sealed tree with further values.
   *
   * @param more for each column the values of the nodes themselves
   */
  static TreeColumns of(CallingContextTree tree, List<long[]> more, int limit) {
    return new TreeColumns(tree, more, limit);
  }

  private long[] inclusive(long[] own) {
    long[] sums = own.clone();
    for (int i = sums.length - 1; i > 0; i--) {
      sums[tree.parent(i)] += sums[i];
    }
    return sums;
  }

  /** Number of rows; the root is row 0. */
  public int size() {
    return node.length;
  }

  /** Row of the parent, smaller than {@code row}; −1 for the root. */
  public int parent(int row) {
    return parent[row];
  }

  /** Frame of a row. */
  public int frame(int row) {
    return frame[row];
  }

  /** Number of frames in use. */
  public int frames() {
    return frameKind.length;
  }

  /** Ordinal of the {@link FrameKind} of a frame, or {@link #SMALLER_KIND}. */
  public int frameKind(int frameId) {
    return frameKind[frameId];
  }

  /** Name of a frame: text from the trace, never to be trusted. */
  public String frameName(int frameId) {
    return frameName[frameId];
  }

  /** What the row itself took. */
  public long exclusive(int row, Metric metric) {
    return row < firstFolded
        ? tree.exclusive(node[row], metric)
        : folded[(row - firstFolded) * columns + metric.ordinal()];
  }

  /** What the row itself took of one of the further values. */
  long more(int row, int column) {
    return row < firstFolded
        ? more.get(column)[node[row]]
        : folded[(row - firstFolded) * columns + METRICS.length + column];
  }

  /** The row of a node, or the row that folds it. */
  int rowOf(int treeNode) {
    return rowOf[treeNode];
  }

  /** Frame of the tree that a frame is; −1 for folded rows. */
  int treeFrame(int frameId) {
    return treeFrame[frameId];
  }

  /** How many nodes of the tree the row stands for beyond one of its own; 0 for most. */
  public long folded(int row) {
    return row < firstFolded ? 0 : foldedNodes[row - firstFolded];
  }

  /** First folded row; {@link #size} if nothing was folded. */
  public int firstFolded() {
    return firstFolded;
  }

  /** Marks the nodes that get a row of their own and answers how many. */
  private int choose(int limit) {
    int nodes = tree.size();
    if (nodes <= limit) {
      Arrays.fill(kept, true);
      return nodes;
    }
    // Every kept node may need a folded row beside its children.
    int room = Math.max(1, limit / 2);
    double[] weight = weights();
    double[] ascending = weight.clone();
    Arrays.sort(ascending);
    double threshold = ascending[nodes - room];
    int ties = room;
    for (double each : weight) {
      ties -= each > threshold ? 1 : 0;
    }
    int count = 0;
    for (int i = 0; i < nodes; i++) {
      boolean reachable = i == CallingContextTree.ROOT || kept[tree.parent(i)];
      kept[i] = reachable && (weight[i] > threshold || weight[i] == threshold && ties-- > 0);
      kept[i] |= i == CallingContextTree.ROOT;
      count += kept[i] ? 1 : 0;
    }
    return count + keepLonely();
  }

  /**
   * The largest share that a node has of any metric's total; never less than that of its children.
   */
  private double[] weights() {
    double[] weight = new double[tree.size()];
    for (Metric metric : METRICS) {
      double total = tree.inclusive(CallingContextTree.ROOT, metric);
      for (int i = 0; i < weight.length && total > 0; i++) {
        weight[i] = Math.max(weight[i], tree.inclusive(i, metric) / total);
      }
    }
    for (long[] values : moreInclusive) {
      double total = values[CallingContextTree.ROOT];
      for (int i = 0; i < weight.length && total > 0; i++) {
        weight[i] = Math.max(weight[i], values[i] / total);
      }
    }
    return weight;
  }

  /** A row "(1 smaller)" would hide a leaf and save nothing. */
  private int keepLonely() {
    int nodes = tree.size();
    boolean[] inner = new boolean[nodes];
    int[] dropped = new int[nodes];
    for (int i = 1; i < nodes; i++) {
      inner[tree.parent(i)] = true;
      dropped[tree.parent(i)] += kept[i] ? 0 : 1;
    }
    int count = 0;
    for (int i = 1; i < nodes; i++) {
      int above = tree.parent(i);
      if (!kept[i] && !inner[i] && kept[above] && dropped[above] == 1) {
        kept[i] = true;
        count++;
      }
    }
    return count;
  }

  /** For each node, the row that folds its dropped children; 0 for none. */
  private int[] foldedRows(int firstRow) {
    int[] rows = new int[tree.size()];
    int next = firstRow;
    for (int i = 1; i < rows.length; i++) {
      int above = tree.parent(i);
      if (!kept[i] && kept[above] && rows[above] == 0) {
        rows[above] = next++;
      }
    }
    return rows;
  }

  private void fill(int[] foldedRow) {
    int next = 0;
    for (int i = 0; i < rowOf.length; i++) {
      int above = tree.parent(i);
      if (kept[i]) {
        rowOf[i] = next++;
        node[rowOf[i]] = i;
        parent[rowOf[i]] = above < 0 ? -1 : rowOf[above];
        continue;
      }
      // Below a dropped node there is no row: rowOf carries the folded row down.
      int row = kept[above] ? foldedRow[above] : rowOf[above];
      rowOf[i] = row;
      node[row] = NO_NODE;
      foldedNodes[row - firstFolded]++;
      if (kept[above]) {
        parent[row] = rowOf[above];
        for (Metric metric : METRICS) {
          folded[(row - firstFolded) * columns + metric.ordinal()] += tree.inclusive(i, metric);
        }
        for (int column = 0; column < more.size(); column++) {
          folded[(row - firstFolded) * columns + METRICS.length + column] +=
              moreInclusive.get(column)[i];
        }
      }
    }
  }

  /** Gives each row its frame; answers the tree's frame of each, {@link #NO_NODE} for "smaller". */
  private int[] numberFrames() {
    int[] number = new int[tree.frames() + 1];
    int[] used = new int[number.length];
    int count = 0;
    for (int row = 0; row < node.length; row++) {
      int treeFrame = node[row] == NO_NODE ? NO_NODE : tree.frame(node[row]);
      int slot = treeFrame + 1;
      if (number[slot] == 0) {
        used[count] = treeFrame;
        number[slot] = ++count;
      }
      frame[row] = number[slot] - 1;
    }
    return Arrays.copyOf(used, count);
  }
}
