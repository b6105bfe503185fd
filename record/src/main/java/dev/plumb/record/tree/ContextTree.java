package dev.plumb.record.tree;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.FrameTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.MeasureTable;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.StackTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.TrackTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Calling contexts of a running program with sums measured in them. A context is a row of {@link
 * StackTable}: its innermost frame under the context of its caller. Sums are kept by thread,
 * context, measure and state, so memory grows with the number of different contexts only.
 *
 * <p>Not thread-safe: one thread merges everything.
 */
public final class ContextTree {
  /** Beyond so many contexts new ones are put together in {@link #overflow()} of their thread. */
  public static final int MOST_CONTEXTS = 1 << 20;

  private static final String MORE = "[more contexts]";

  private final StringPool strings = new StringPool();
  private final FrameTable frames = new FrameTable();
  private final StackTable stacks = new StackTable();
  private final MeasureTable measures = new MeasureTable();
  private final TrackTable tracks = new TrackTable();

  /** One row for each sum; times are {@link Times#NONE}. */
  private final SampleTable cells = new SampleTable();

  private final LongColumn sums = new LongColumn();
  private final int mostContexts;
  private int[] slots = new int[1024];
  private long overflowed;

  /** An empty tree. */
  public ContextTree() {
    this(MOST_CONTEXTS);
  }

  /** An empty tree that holds at most about {@code mostContexts} contexts. */
  public ContextTree(int mostContexts) {
    this.mostContexts = mostContexts;
    Arrays.fill(slots, Ids.NONE);
  }

  /** Names of everything. */
  public StringPool strings() {
    return strings;
  }

  /** Places in code. */
  public FrameTable frames() {
    return frames;
  }

  /**
   * The row of a frame; adds it when it is new. For every event keep the row instead: this hashes
   * texts.
   *
   * @param file source file; null if unknown
   * @param line from 1; 0 if unknown
   * @param library binary, package or module; null if unknown
   */
  public int frame(
      CodeKind kind, String name, @Nullable String file, int line, @Nullable String library) {
    String named = file == null ? null : OwnFiles.named(file);
    return frames.row(kind, strings.intern(name), id(named), line, id(library), Ids.ABSENT);
  }

  private int id(@Nullable String text) {
    return text == null ? Ids.NONE : strings.intern(text);
  }

  /** A thread (or stream) of a process; the caller keeps the row and asks once for each. */
  public int track(String process, String thread) {
    return tracks.add(strings.intern(process), strings.intern(thread));
  }

  /** Names and ranks of tracks. */
  public TrackTable tracks() {
    return tracks;
  }

  /** The row of a measure; adds it when it is new. */
  public int measure(Quantity quantity, String name, String unit) {
    return measures.row(quantity, strings.intern(name), strings.intern(unit));
  }

  /**
   * The context of a frame under its caller's context; adds it when it is new. In a full tree
   * contexts that are new stand for {@link #overflow()}.
   *
   * @param parent context of the caller; {@link Ids#NONE} for the outermost frame
   */
  public int child(int parent, int frame) {
    if (stacks.size() < mostContexts) {
      return stacks.row(parent, frame);
    }
    return overflow();
  }

  /** The context of all contexts that a full tree could not take. */
  public int overflow() {
    overflowed++;
    return stacks.row(Ids.NONE, frame(CodeKind.OTHER, MORE, null, 0, null));
  }

  /** How often a context was refused because the tree was full. */
  public long overflowed() {
    return overflowed;
  }

  /** Number of contexts. */
  public int contexts() {
    return stacks.size();
  }

  /** Callers and frames of contexts. */
  public StackTable stacks() {
    return stacks;
  }

  /**
   * Adds to a sum.
   *
   * @param track row of {@link #tracks()}; {@link Ids#NONE} if unknown
   * @param context row of {@link #stacks()}
   * @param measure row of {@link #measure}
   * @param state string id of what was waited for; {@link Ids#NONE} if nothing
   */
  public void add(int track, int context, int measure, int state, long value) {
    int slot = hash(track, context, measure, state) & slots.length - 1;
    int cell;
    while ((cell = slots[slot]) >= 0) {
      if (cells.stackRow(cell) == context
          && cells.measureRow(cell) == measure
          && cells.trackRow(cell) == track
          && cells.reasonId(cell) == state) {
        sums.set(cell, sums.get(cell) + value);
        return;
      }
      slot = slot + 1 & slots.length - 1;
    }
    cell = cells.add(Times.NONE, track, context, measure, 0, state, Ids.NONE);
    sums.add(value);
    slots[slot] = cell;
    if (cells.size() * 2 > slots.length) {
      grow();
    }
  }

  /** Sees each sum. */
  public interface SumSeer {
    /** One sum of a context, of one thread and one state. */
    void see(int context, int measure, long value);
  }

  /** Shows all sums, in no order. */
  public void forEach(SumSeer seer) {
    for (int cell = 0; cell < cells.size(); cell++) {
      seer.see(cells.stackRow(cell), cells.measureRow(cell), sums.get(cell));
    }
  }

  /**
   * The measure that says best where time went, of those that there are sums of; {@link Ids#NONE}
   * if there are none yet.
   */
  public int mainMeasure() {
    int best = Ids.NONE;
    for (int cell = 0; cell < cells.size(); cell++) {
      int row = cells.measureRow(cell);
      if (row != best
          && sums.get(cell) != 0
          && (best < 0 || rank(measures.quantity(row)) < rank(measures.quantity(best)))) {
        best = row;
      }
    }
    return best;
  }

  private static int rank(Quantity quantity) {
    return switch (quantity) {
      case KERNEL_NS -> 0;
      case CPU_NS -> 1;
      case WALL_NS -> 2;
      case SAMPLES -> 3;
      default -> 4;
    };
  }

  /** Unit of a measure. */
  public String unit(int measure) {
    return strings.get(measures.unitId(measure));
  }

  /** Number of sums. */
  public int sums() {
    return cells.size();
  }

  private void grow() {
    slots = new int[slots.length * 2];
    Arrays.fill(slots, Ids.NONE);
    for (int cell = 0; cell < cells.size(); cell++) {
      int slot =
          hash(
                  cells.trackRow(cell),
                  cells.stackRow(cell),
                  cells.measureRow(cell),
                  cells.reasonId(cell))
              & slots.length - 1;
      while (slots[slot] >= 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = cell;
    }
  }

  private static int hash(int track, int context, int measure, int state) {
    long mixed = (context * 31L + track) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 32 ^ measure * 961L + state) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  /**
   * The tree as a trace of sums, as it is now; merging may go on afterwards.
   *
   * @param name of the recording
   * @param problems what was lost or could not be done; shared with the trace
   */
  public TraceBuilder builder(String name, Problems problems) {
    TraceBuilder out = new TraceBuilder(name, "plumb", problems);
    int[] texts = new int[strings.size()];
    for (int id = 0; id < texts.length; id++) {
      texts[id] = out.strings().intern(strings.get(id));
    }
    for (int row = 0; row < tracks.size(); row++) {
      out.tracks().add(texts[tracks.pidId(row)], texts[tracks.tidId(row)]);
      out.tracks().setProcessNameId(row, moved(texts, tracks.processNameId(row)));
      out.tracks().setThreadNameId(row, moved(texts, tracks.threadNameId(row)));
      out.tracks().setRank(row, tracks.rank(row));
    }
    for (int row = 0; row < frames.size(); row++) {
      out.frames()
          .row(
              frames.kind(row),
              texts[frames.nameId(row)],
              moved(texts, frames.fileId(row)),
              frames.line(row),
              moved(texts, frames.libraryId(row)),
              frames.address(row));
    }
    for (int row = 0; row < stacks.size(); row++) {
      out.stacks().row(stacks.parentRow(row), stacks.frameRow(row));
    }
    for (int row = 0; row < measures.size(); row++) {
      out.measures()
          .row(
              measures.quantity(row),
              texts[measures.nameId(row)],
              moved(texts, measures.unitId(row)));
    }
    for (int cell = 0; cell < cells.size(); cell++) {
      long value = sums.get(cell);
      if (value != 0) {
        out.samples()
            .add(
                Times.NONE,
                cells.trackRow(cell),
                cells.stackRow(cell),
                cells.measureRow(cell),
                value,
                moved(texts, cells.reasonId(cell)),
                Ids.NONE);
      }
    }
    return out;
  }

  private static int moved(int[] texts, int id) {
    return id < 0 ? id : texts[id];
  }

  /** The tree as a trace with nothing else in it. */
  public Trace trace(String name, Problems problems) {
    return builder(name, problems).seal();
  }
}
