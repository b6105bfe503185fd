package dev.plumb.profile.flame;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.flame.FlameView.Box;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The boxes of a flame graph that can be seen below one of them, row by row and from left to right.
 * What the children of a box take that are narrower than a pixel is one box behind the others, if
 * together they are as wide as one. So there are at most as many boxes in a row as pixels.
 */
public final class FlameWindow {
  /** Frame of a box that stands for several narrow ones. */
  public static final int NARROW = Ids.NONE;

  /** By what boxes are wide where two runs are compared. */
  public enum Width {
    /** The value. */
    NEW,
    /** The value in the other run. */
    BASE,
    /** Both together. */
    BOTH
  }

  /** In what order the children of a box lie. */
  public enum Order {
    /** The widest first, then by name. */
    VALUE,
    /** By name. */
    NAME
  }

  /**
   * What to lay out.
   *
   * @param pixels width of the picture
   * @param rows the most rows below the first
   * @param marked rows of the {@link FlameTree} to be lit; null for none
   * @param matching frames that were searched for; null without a search
   */
  public record Request(
      int pixels,
      int rows,
      Order order,
      Width width,
      boolean @Nullable [] marked,
      boolean @Nullable [] matching) {
    /** All that is at least a pixel wide. */
    public static Request of(int pixels, int rows) {
      return new Request(pixels, rows, Order.VALUE, Width.NEW, null, null);
    }
  }

  private record Open(Box box, int index) {}

  private final FlameView view;
  private final CallingContextTree frames;
  private final Request request;
  private final long rootWidth;

  /** Rows that lead to lit ones, which narrow boxes hide; null for none. */
  private final boolean @Nullable [] leading;

  private final IntColumn depth = new IntColumn();
  private final IntColumn parent = new IntColumn();
  private final IntColumn frame = new IntColumn();
  private final IntColumn node = new IntColumn();
  private final IntColumn merged = new IntColumn();
  private final IntColumn flags = new IntColumn();
  private final LongColumn x = new LongColumn();
  private final LongColumn value = new LongColumn();
  private final LongColumn self = new LongColumn();
  private final LongColumn base = new LongColumn();
  private final LongColumn baseSelf = new LongColumn();
  private boolean cut;

  private static final int LIT = 1;
  private static final int MATCH = 2;

  /** Lays out what is below {@code root}. */
  public FlameWindow(FlameView view, Box root, Request request) {
    this.view = view;
    this.frames = view.tree().tree();
    this.request = request;
    this.rootWidth = width(root);
    this.leading = request.marked == null ? null : view.leadingTo(request.marked);
    List<Open> row = List.of(new Open(root, add(root, 0, Ids.NONE, 0)));
    for (int below = 1; !row.isEmpty(); below++) {
      if (below > request.rows) {
        cut = row.stream().anyMatch(open -> hasVisibleChild(open.box));
        break;
      }
      row = rowBelow(row, below);
    }
  }

  private boolean hasVisibleChild(Box box) {
    return view.children(box).stream().anyMatch(this::isVisible);
  }

  private List<Open> rowBelow(List<Open> row, int at) {
    List<Open> next = new ArrayList<>();
    for (Open open : row) {
      List<Box> visible = new ArrayList<>();
      Narrow narrow = new Narrow();
      for (Box child : view.children(open.box)) {
        if (isVisible(child)) {
          visible.add(child);
        } else {
          narrow.add(child, width(child), leading != null && child.isOneOf(leading));
        }
      }
      visible.sort(order());
      long left = x.get(open.index);
      for (Box child : visible) {
        next.add(new Open(child, add(child, at, open.index, left)));
        left += width(child);
      }
      if (isVisible(narrow.width)) {
        add(narrow, at, open.index, left);
      }
    }
    return next;
  }

  /** Sums over boxes that are too narrow to be seen. */
  private static final class Narrow {
    private int count;
    private long width;
    private long value;
    private long base;
    private boolean lit;

    void add(Box box, long itsWidth, boolean itsLit) {
      lit |= itsLit;
      count++;
      width += itsWidth;
      value += box.value();
      base += box.base();
    }
  }

  private Comparator<Box> order() {
    Comparator<Box> byName =
        Comparator.comparing((Box box) -> frames.frameName(box.frame()))
            .thenComparingInt(Box::frame);
    return request.order == Order.NAME
        ? byName
        : Comparator.comparingLong((Box box) -> width(box)).reversed().thenComparing(byName);
  }

  private long width(Box box) {
    return switch (request.width) {
      case NEW -> box.value();
      case BASE -> box.base();
      case BOTH -> box.value() + box.base();
    };
  }

  private boolean isVisible(Box box) {
    return isVisible(width(box));
  }

  private boolean isVisible(long width) {
    return width > 0 && (double) width * request.pixels >= rootWidth;
  }

  private int add(Box box, int row, int above, long left) {
    boolean lit = request.marked != null && box.isOneOf(request.marked);
    boolean match = request.matching != null && request.matching[box.frame()];
    depth.add(row);
    parent.add(above);
    frame.add(box.frame());
    node.add(box.node());
    merged.add(1);
    flags.add((lit ? LIT : 0) | (match ? MATCH : 0));
    value.add(box.value());
    self.add(box.self());
    base.add(box.base());
    baseSelf.add(box.baseSelf());
    return x.add(left);
  }

  private void add(Narrow narrow, int row, int above, long left) {
    depth.add(row);
    parent.add(above);
    frame.add(NARROW);
    node.add(Ids.NONE);
    merged.add(narrow.count);
    flags.add(narrow.lit ? LIT : 0);
    value.add(narrow.value);
    self.add(narrow.value);
    base.add(narrow.base);
    baseSelf.add(narrow.base);
    x.add(left);
  }

  /** Number of boxes; the first is the one that the window is below of. */
  public int size() {
    return depth.size();
  }

  /** Row of a box, 0 for the first. */
  public int depth(int box) {
    return depth.get(box);
  }

  /** Box above; {@link Ids#NONE} for the first. */
  public int parent(int box) {
    return parent.get(box);
  }

  /** Frame of the tree, or {@link #NARROW}. */
  public int frame(int box) {
    return frame.get(box);
  }

  /** The first node of the tree that it stands for; {@link Ids#NONE} for narrow ones. */
  public int node(int box) {
    return node.get(box);
  }

  /** How many boxes it stands for: 1, or more narrow ones. */
  public int merged(int box) {
    return merged.get(box);
  }

  /** Left border, in the unit of the widths: 0 is that of the first box. */
  public long x(int box) {
    return x.get(box);
  }

  /** Value with all below it. */
  public long value(int box) {
    return value.get(box);
  }

  /** Value of itself. */
  public long self(int box) {
    return self.get(box);
  }

  /** Value with all below it in the other run. */
  public long base(int box) {
    return base.get(box);
  }

  /** Value of itself in the other run. */
  public long baseSelf(int box) {
    return baseSelf.get(box);
  }

  /** Width, in the unit of {@link #x}. */
  public long width(int box) {
    return switch (request.width) {
      case NEW -> value(box);
      case BASE -> base(box);
      case BOTH -> value(box) + base(box);
    };
  }

  /** Whether a marked context is at or above it: at it where callers are on top. */
  public boolean isLit(int box) {
    return (flags.get(box) & LIT) != 0;
  }

  /** Whether its frame was searched for. */
  public boolean isMatch(int box) {
    return (flags.get(box) & MATCH) != 0;
  }

  /** Whether there is more below the last row. */
  public boolean isCut() {
    return cut;
  }

  /** Number of rows, with the first. */
  public int rows() {
    return depth.get(depth.size() - 1) + 1;
  }
}
