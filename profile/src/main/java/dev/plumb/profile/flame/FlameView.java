package dev.plumb.profile.flame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands above what in a flame graph. Boxes come into being when they are asked for. */
public sealed interface FlameView {
  /** The rows and values that it shows. */
  FlameTree tree();

  /** Their values. */
  FlameValues values();

  /** The box that holds everything. */
  Box root();

  /** The boxes below a box, in no order; no two have the same frame. */
  List<Box> children(Box box);

  /**
   * Rows of which some are marked, or that have marked ones in boxes below theirs.
   *
   * @param marked by row of the {@link FlameTree}
   */
  boolean[] leadingTo(boolean[] marked);

  /** The box at the end of a path of frames from below the root; null if there is none. */
  default @Nullable Box at(int... path) {
    Box box = root();
    for (int frame : path) {
      Box next = null;
      for (Box child : children(box)) {
        next = child.frame == frame ? child : next;
      }
      if (next == null) {
        return null;
      }
      box = next;
    }
    return box;
  }

  /** A box. */
  final class Box {
    private final int frame;
    private final int node;
    private final long value;
    private final long self;
    private final long base;
    private final long baseSelf;

    /** Rows that it stands for; of callers, rows whose values flow through it. */
    private final int[] rows;

    /** Of callers: the row above each of {@link #rows} that is this box; none at the root. */
    private final int[] at;

    Box(
        int frame,
        int node,
        long value,
        long self,
        long base,
        long baseSelf,
        int[] rows,
        int[] at) {
      this.frame = frame;
      this.node = node;
      this.value = value;
      this.self = self;
      this.base = base;
      this.baseSelf = baseSelf;
      this.rows = rows;
      this.at = at;
    }

    /** Frame of the tree. */
    public int frame() {
      return frame;
    }

    /** The first node of the tree that it stands for. */
    public int node() {
      return node;
    }

    /** What it and all below it took. */
    public long value() {
      return value;
    }

    /** What it took alone. */
    public long self() {
      return self;
    }

    /** {@link #value} in the other run; 0 without one. */
    public long base() {
      return base;
    }

    /** {@link #self} in the other run; 0 without one. */
    public long baseSelf() {
      return baseSelf;
    }

    /** Whether any of the rows that are this frame here is marked. */
    boolean isOneOf(boolean[] marked) {
      for (int row : at) {
        if (marked[row]) {
          return true;
        }
      }
      return false;
    }

    /** The rows of the {@link FlameTree} that are this frame here. */
    public int[] ownRows() {
      return at.length == 0 ? rows.clone() : at.clone();
    }
  }

  /** Callers above callees. */
  record Down(FlameTree tree, FlameValues values) implements FlameView {
    @Override
    public boolean[] leadingTo(boolean[] marked) {
      boolean[] leading = marked.clone();
      for (int row = leading.length - 1; row > 0; row--) {
        leading[tree.parent(row)] |= leading[row];
      }
      return leading;
    }

    @Override
    public Box root() {
      return box(0);
    }

    private Box box(int row) {
      int[] rows = {row};
      return new Box(
          tree.frame(row),
          tree.node(row),
          values.inclusive(row),
          values.exclusive(row),
          values.baseInclusive(row),
          values.baseExclusive(row),
          rows,
          rows);
    }

    @Override
    public List<Box> children(Box box) {
      int row = box.rows[0];
      List<Box> children = new ArrayList<>(tree.childCount(row));
      for (int i = 0; i < tree.childCount(row); i++) {
        int child = tree.child(row, i);
        if (values.inclusive(child) != 0 || values.baseInclusive(child) != 0) {
          children.add(box(child));
        }
      }
      return children;
    }
  }

  /** Callees first, and below each who called it. */
  record Up(FlameTree tree, FlameValues values) implements FlameView {
    @Override
    public boolean[] leadingTo(boolean[] marked) {
      boolean[] leading = marked.clone();
      for (int row = 1; row < leading.length; row++) {
        leading[row] |= leading[tree.parent(row)];
      }
      return leading;
    }

    @Override
    public Box root() {
      int[] rows = new int[tree.size()];
      int count = 0;
      long value = 0;
      long base = 0;
      for (int row = 0; row < tree.size(); row++) {
        if (values.exclusive(row) != 0 || values.baseExclusive(row) != 0) {
          rows[count++] = row;
          value += values.exclusive(row);
          base += values.baseExclusive(row);
        }
      }
      int[] all = Arrays.copyOf(rows, count);
      // Nothing above the rows themselves: −1 of each is the row.
      return new Box(tree.frame(0), tree.node(0), value, 0, base, 0, all, new int[0]);
    }

    @Override
    public List<Box> children(Box box) {
      Map<Integer, Callers> byFrame = new LinkedHashMap<>();
      for (int i = 0; i < box.rows.length; i++) {
        int next = box.at.length == 0 ? box.rows[i] : tree.parent(box.at[i]);
        if (next > 0 || next == 0 && box.at.length == 0) {
          byFrame.computeIfAbsent(tree.frame(next), f -> new Callers()).add(box.rows[i], next);
        }
      }
      List<Box> children = new ArrayList<>(byFrame.size());
      byFrame.forEach((frame, callers) -> children.add(callers.box(frame, this)));
      return children;
    }

    /** Rows that reach the same caller. */
    private static final class Callers {
      private int[] rows = new int[4];
      private int[] at = new int[4];
      private int count;

      void add(int row, int caller) {
        if (count == rows.length) {
          rows = Arrays.copyOf(rows, count * 2);
          at = Arrays.copyOf(at, count * 2);
        }
        rows[count] = row;
        at[count++] = caller;
      }

      Box box(int frame, Up view) {
        long value = 0;
        long self = 0;
        long base = 0;
        long baseSelf = 0;
        for (int i = 0; i < count; i++) {
          long own = view.values.exclusive(rows[i]);
          long ownBase = view.values.baseExclusive(rows[i]);
          boolean outermost = view.tree.parent(at[i]) <= 0;
          value += own;
          base += ownBase;
          self += outermost ? own : 0;
          baseSelf += outermost ? ownBase : 0;
        }
        return new Box(
            frame,
            view.tree.node(at[0]),
            value,
            self,
            base,
            baseSelf,
            Arrays.copyOf(rows, count),
            Arrays.copyOf(at, count));
      }
    }
  }
}
