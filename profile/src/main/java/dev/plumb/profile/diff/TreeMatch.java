package dev.plumb.profile.diff;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import java.util.Arrays;

/**
 * Two trees as one: each row is a context of both, or of one of them. Every context of either tree
 * is in exactly one row, so whatever is summed over rows is complete. Without the rows of one side
 * the other side's tree is left, order of callers included: what only one side calls in between is
 * a row between two that both have.
 */
public final class TreeMatch {
  /** Row of the root. */
  public static final int ROOT = 0;

  private final Outline base;
  private final Outline fresh;
  private final IntColumn parent = new IntColumn();
  private final IntColumn baseRow = new IntColumn();
  private final IntColumn newRow = new IntColumn();
  private final ByteColumn quality = new ByteColumn();
  private final int[] rowOfBase;
  private final int[] rowOfNew;
  private int[] movedTo = new int[0];

  TreeMatch(Outline base, Outline fresh) {
    this.base = base;
    this.fresh = fresh;
    rowOfBase = new int[base.size()];
    rowOfNew = new int[fresh.size()];
    Arrays.fill(rowOfBase, Ids.NONE);
    Arrays.fill(rowOfNew, Ids.NONE);
  }

  /** Matches two sealed trees. */
  public static TreeMatch of(CallingContextTree base, CallingContextTree fresh) {
    FrameKeys keys = new FrameKeys();
    return new TreeMatcher(new Outline(base, keys), new Outline(fresh, keys)).match();
  }

  int add(int parentRow, int baseOutlineRow, int newOutlineRow, MatchQuality how) {
    parent.add(parentRow);
    baseRow.add(baseOutlineRow);
    newRow.add(newOutlineRow);
    int row = quality.add((byte) how.ordinal());
    if (baseOutlineRow >= 0) {
      rowOfBase[baseOutlineRow] = row;
    }
    if (newOutlineRow >= 0) {
      rowOfNew[newOutlineRow] = row;
    }
    return row;
  }

  void setMoved(int[] counterparts) {
    movedTo = counterparts;
  }

  Outline base() {
    return base;
  }

  Outline fresh() {
    return fresh;
  }

  int baseRow(int row) {
    return baseRow.get(row);
  }

  int newRow(int row) {
    return newRow.get(row);
  }

  /** Number of rows. */
  public int size() {
    return parent.size();
  }

  /** Row of the caller; −1 for the root. A caller's row is smaller. */
  public int parent(int row) {
    return parent.get(row);
  }

  /** How the two contexts of a row were matched, or which of them is missing. */
  public MatchQuality quality(int row) {
    return MatchQuality.of(quality.get(row));
  }

  /** Whether both sides have a context. */
  public boolean isPair(int row) {
    return quality(row).isPair();
  }

  /**
   * The node of the base's tree that gives a row its name, the largest of those that were folded;
   * {@link Ids#NONE} if the base has none.
   */
  public int baseNode(int row) {
    return baseRow.get(row) < 0 ? Ids.NONE : base.node(baseRow.get(row));
  }

  /** The node of the new tree that gives a row its name; {@link Ids#NONE} if it has none. */
  public int newNode(int row) {
    return newRow.get(row) < 0 ? Ids.NONE : fresh.node(newRow.get(row));
  }

  /** Row of a node of the base's tree. */
  public int rowOfBaseNode(int node) {
    return rowOfBase[base.rowOf(node)];
  }

  /** Row of a node of the new tree. */
  public int rowOfNewNode(int node) {
    return rowOfNew[fresh.rowOf(node)];
  }

  /** Layer of a row. */
  public FrameKind kind(int row) {
    return newRow.get(row) >= 0 ? fresh.kind(newRow.get(row)) : base.kind(baseRow.get(row));
  }

  /** Name of a row, the new one where it has two. */
  public String name(int row) {
    return newRow.get(row) >= 0 ? fresh.name(newRow.get(row)) : base.name(baseRow.get(row));
  }

  /**
   * For a context that only one side has at this place: the row where the other side has exactly
   * the same, with the same below it; {@link Ids#NONE} if nowhere.
   */
  public int movedTo(int row) {
    return movedTo[row];
  }

  /** Rows of each quality. */
  public long[] counts() {
    long[] counts = new long[MatchQuality.values().length];
    for (int row = 0; row < size(); row++) {
      counts[quality.get(row)]++;
    }
    return counts;
  }
}
