package dev.plumb.profile;

import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.StringPool;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Calling contexts with what was measured in them: rank → thread → step → Python and module →
 * operator → runtime call → kernel. Slices of equal context share a node, so the tree does not grow
 * with the length of the run.
 *
 * <p>Nodes are rows; a parent's row is smaller than its children's, so that each roll-up is one
 * pass from the end. Every metric is kept exclusive (of the frame itself) and, after {@link #seal},
 * also inclusive; the inclusive value is the exclusive one plus that of all children, exactly.
 */
public final class CallingContextTree implements NodeValues {
  /** Row of the root. */
  public static final int ROOT = 0;

  /** Metrics that slices have. The others get room only when one of them is first used. */
  private static final int USUAL = Metric.SAMPLES.ordinal();

  private static final int RARE = Metric.values().length - USUAL;

  private final StringPool names = new StringPool();
  private final IntColumn frameName = new IntColumn();
  private final ByteColumn frameKind = new ByteColumn();
  private final IntColumn frameFile = new IntColumn();
  private final IntColumn frameLine = new IntColumn();
  private final IntColumn frameLibrary = new IntColumn();
  private final IntColumn parent = new IntColumn();
  private final IntColumn frame = new IntColumn();
  private final ReasonTable reasons = new ReasonTable();

  /** Frames by kind and by what tells them apart: the name, or {@link #identity}. */
  private long[] frameKeys = new long[256];

  private int[] frameRows = new int[256];

  /** Children by parent and frame. */
  private long[] childKeys = new long[1024];

  private int[] childRows = new int[1024];

  /** Exclusive values, {@link #USUAL} for each node. */
  private long[] exclusive = new long[USUAL * 256];

  /** Exclusive values of the other metrics, {@link #RARE} for each node as far as it reaches. */
  private long[] rare = new long[0];

  private long[] inclusive = new long[0];
  private long[] rareInclusive = new long[0];
  private int depth;

  /** A tree with only the root. */
  public CallingContextTree() {
    parent.add(-1);
    frame.add(frame(FrameKind.RUN, "run"));
  }

  /** Number of nodes, with the root. */
  public int size() {
    return parent.size();
  }

  /** Longest path from the root, in edges; known after {@link #seal}. */
  public int depth() {
    return depth;
  }

  /** Number of distinct frames. */
  public int frames() {
    return frameName.size();
  }

  /** The frame of a kind and name; made when new. */
  public int frame(FrameKind kind, String name) {
    int nameId = names.intern(name);
    return frame(kind, nameId, nameId, Ids.NONE, 0, Ids.NONE);
  }

  /**
   * The frame of a place in code; made when new. Frames of other files, lines or libraries are
   * others.
   *
   * @param file source file, or null
   * @param line line in it, from 1; 0 if unknown
   * @param library binary, package or module, or null
   */
  public int frame(
      FrameKind kind, String name, @Nullable String file, int line, @Nullable String library) {
    if (file == null && line == 0 && library == null) {
      return frame(kind, name);
    }
    return frame(
        kind,
        identity(name, file, line, library),
        names.intern(name),
        file == null ? Ids.NONE : names.intern(file),
        line,
        library == null ? Ids.NONE : names.intern(library));
  }

  private int identity(String name, @Nullable String file, int line, @Nullable String library) {
    return names.intern(
        name
            + '\0'
            + (file == null ? "" : file)
            + '\0'
            + line
            + '\0'
            + (library == null ? "" : library));
  }

  private int frame(FrameKind kind, int identity, int nameId, int fileId, int line, int libraryId) {
    long key = (long) identity << 8 | kind.ordinal();
    int mask = frameRows.length - 1;
    int slot = hash(key) & mask;
    while (frameRows[slot] != 0) {
      if (frameKeys[slot] == key) {
        return frameRows[slot] - 1;
      }
      slot = (slot + 1) & mask;
    }
    frameName.add(nameId);
    frameFile.add(fileId);
    frameLine.add(line);
    frameLibrary.add(libraryId);
    int row = frameKind.add((byte) kind.ordinal());
    frameKeys[slot] = key;
    frameRows[slot] = row + 1;
    if (row + 1 > frameRows.length / 2) {
      long[] oldKeys = frameKeys;
      int[] oldRows = frameRows;
      frameKeys = new long[oldRows.length * 2];
      frameRows = new int[oldRows.length * 2];
      rehash(oldKeys, oldRows, frameKeys, frameRows);
    }
    return row;
  }

  /** The child of {@code node} with the given frame; made when new. */
  public int child(int node, int frameRow) {
    long key = (long) node << 32 | frameRow;
    int mask = childRows.length - 1;
    int slot = hash(key) & mask;
    while (childRows[slot] != 0) {
      if (childKeys[slot] == key) {
        return childRows[slot] - 1;
      }
      slot = (slot + 1) & mask;
    }
    parent.add(node);
    int row = frame.add(frameRow);
    if ((row + 1) * USUAL > exclusive.length) {
      exclusive = Arrays.copyOf(exclusive, exclusive.length * 2);
    }
    childKeys[slot] = key;
    childRows[slot] = row + 1;
    if (row + 1 > childRows.length / 2) {
      long[] oldKeys = childKeys;
      int[] oldRows = childRows;
      childKeys = new long[oldRows.length * 2];
      childRows = new int[oldRows.length * 2];
      rehash(oldKeys, oldRows, childKeys, childRows);
    }
    return row;
  }

  /** Adds to the exclusive value of a node. */
  public void add(int node, Metric metric, long value) {
    int at = metric.ordinal();
    if (at < USUAL) {
      exclusive[node * USUAL + at] += value;
    } else {
      addRare(node * RARE + at - USUAL, value);
    }
  }

  private void addRare(int at, long value) {
    if (at >= rare.length) {
      rare = Arrays.copyOf(rare, Math.max(size() * RARE, rare.length * 2));
    }
    rare[at] += value;
  }

  /** Computes the inclusive values. Nodes and values may still be added; then seal again. */
  public void seal() {
    int nodes = size();
    inclusive = addedUp(exclusive, USUAL);
    rareInclusive = rare.length == 0 ? rare : addedUp(rare, RARE);
    int[] depths = new int[nodes];
    depth = 0;
    for (int node = 1; node < nodes; node++) {
      depths[node] = depths[parent.get(node)] + 1;
      depth = Math.max(depth, depths[node]);
    }
  }

  private long[] addedUp(long[] own, int metrics) {
    int nodes = size();
    long[] sums = Arrays.copyOf(own, nodes * metrics);
    for (int node = nodes - 1; node > 0; node--) {
      int from = node * metrics;
      int to = parent.get(node) * metrics;
      for (int metric = 0; metric < metrics; metric++) {
        sums[to + metric] += sums[from + metric];
      }
    }
    return sums;
  }

  /** Parent of a node; −1 for the root. */
  public int parent(int node) {
    return parent.get(node);
  }

  /** Frame of a node. */
  public int frame(int node) {
    return frame.get(node);
  }

  /** Layer of a frame. */
  public FrameKind frameKind(int frameRow) {
    return FRAME_KINDS[frameKind.get(frameRow)];
  }

  /** Name of a frame: text from the trace, never to be trusted. */
  public String frameName(int frameRow) {
    return names.get(frameName.get(frameRow));
  }

  /** Layer of a node. */
  public FrameKind kind(int node) {
    return frameKind(frame.get(node));
  }

  /** Name of a node. */
  public String name(int node) {
    return frameName(frame.get(node));
  }

  /** Source file of a frame, or null. Frames of slices have theirs in the name. */
  public @Nullable String frameFile(int frameRow) {
    return textOrNull(frameFile.get(frameRow));
  }

  /** Line in {@link #frameFile}, from 1; 0 if unknown. */
  public int frameLine(int frameRow) {
    return frameLine.get(frameRow);
  }

  /** Binary, package or module of a frame, or null. */
  public @Nullable String frameLibrary(int frameRow) {
    return textOrNull(frameLibrary.get(frameRow));
  }

  private @Nullable String textOrNull(int id) {
    return id < 0 ? null : names.get(id);
  }

  /** What the frame itself took. */
  @Override
  public long exclusive(int node, Metric metric) {
    int at = metric.ordinal();
    return at < USUAL ? exclusive[node * USUAL + at] : orZero(rare, node * RARE + at - USUAL);
  }

  /** What the frame and all under it took; valid after {@link #seal}. */
  public long inclusive(int node, Metric metric) {
    int at = metric.ordinal();
    return at < USUAL
        ? inclusive[node * USUAL + at]
        : orZero(rareInclusive, node * RARE + at - USUAL);
  }

  private static long orZero(long[] values, int at) {
    return at < values.length ? values[at] : 0;
  }

  /** The states in which samples were taken: why a warp stalled, what a thread waited for. */
  public ReasonTable reasons() {
    return reasons;
  }

  /** The path to a node from below the root, outermost first. */
  public int[] path(int node) {
    int length = 0;
    for (int at = node; at > 0; at = parent.get(at)) {
      length++;
    }
    int[] path = new int[length];
    for (int at = node; at > 0; at = parent.get(at)) {
      path[--length] = at;
    }
    return path;
  }

  private static final FrameKind[] FRAME_KINDS = FrameKind.values();

  private static void rehash(long[] fromKeys, int[] fromRows, long[] toKeys, int[] toRows) {
    int mask = toRows.length - 1;
    for (int i = 0; i < fromRows.length; i++) {
      if (fromRows[i] != 0) {
        int slot = hash(fromKeys[i]) & mask;
        while (toRows[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        toKeys[slot] = fromKeys[i];
        toRows[slot] = fromRows[i];
      }
    }
  }

  private static int hash(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed ^ mixed >>> 32);
  }
}
