package dev.plumb.importers.stacks;

import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.StackTable;
import dev.plumb.trace.TraceBuilder;

/**
 * Samples of formats that tell what their frames are after the samples. Stacks are kept as a tree
 * of the format's own indexes of frames, so a sample costs a few words however deep it is.
 */
public final class PendingSamples {
  /** What the indexes of {@link #add} stand for, known when all is read. */
  @FunctionalInterface
  public interface Meaning {
    /**
     * The stack of the frame of this index, called from {@code parentRow}; the frame may be several
     * inlined ones. {@link Ids#NONE} if there is no such frame.
     */
    int stack(int parentRow, int frameIndex);

    /** Whether a frame is no code, so that stacks are to be read without it. */
    default boolean isPlace(int frameIndex) {
      return false;
    }

    /** What such a frame says about where its stack ran, for {@link #track}. */
    default int place(int outer, int frameIndex) {
      return outer;
    }

    /**
     * The row of the measure; the index that was given if rows were.
     *
     * @param leaf index of the innermost frame; {@link Ids#NONE} for an empty stack
     * @return {@link Ids#NONE} for values that are to be left out
     */
    default int measure(int measure, int leaf) {
      return measure;
    }

    /** The value in the measure's unit; {@link Ids#ABSENT} if it does not fit. */
    default long value(long value, int measure) {
      return value;
    }

    /**
     * The row of the track; the index that was given if rows were.
     *
     * @param place of the stack; {@link Ids#NONE} if none of its frames is one
     */
    default int track(int track, int place) {
      return track;
    }

    /** The string id of the reason; the one that was given if ids were. */
    default int reason(int reason, int track) {
      return reason;
    }
  }

  private final TraceBuilder out;
  private final StackTable stacks = new StackTable();
  private final LongColumn times = new LongColumn();
  private final IntColumn tracks = new IntColumn();
  private final IntColumn stackRows = new IntColumn();
  private final IntColumn measures = new IntColumn();
  private final LongColumn values = new LongColumn();
  private final IntColumn reasons = new IntColumn();

  public PendingSamples(TraceBuilder out) {
    this.out = out;
  }

  /** The stack of a frame under its caller, for {@link #add}. */
  public int stack(int parent, int frameIndex) {
    return stacks.row(parent, frameIndex);
  }

  /** Appends a value; see {@link dev.plumb.trace.SampleTable#add}. Zeros are no rows. */
  public void add(long timeNs, int track, int stack, int measure, long value, int reason) {
    if (value == 0) {
      return;
    }
    times.add(timeNs);
    tracks.add(track);
    stackRows.add(stack);
    measures.add(measure);
    values.add(value);
    reasons.add(reason);
  }

  /** Writes all samples, now that the frames are known. */
  public void flush(Meaning meaning) {
    IntColumn known = new IntColumn();
    IntColumn places = new IntColumn();
    int lost = 0;
    int unknown = Ids.NONE;
    for (int row = 0, n = stacks.size(); row < n; row++) {
      int caller = stacks.parentRow(row);
      int frame = stacks.frameRow(row);
      int parent = caller < 0 ? Ids.NONE : known.get(caller);
      int outer = caller < 0 ? Ids.NONE : places.get(caller);
      boolean isPlace = meaning.isPlace(frame);
      places.add(isPlace ? meaning.place(outer, frame) : outer);
      int stack = isPlace ? parent : meaning.stack(parent, frame);
      if (stack < 0 && !isPlace) {
        lost++;
        unknown = unknown < 0 ? FrameNames.unknown(out) : unknown;
        stack = out.stacks().row(parent, unknown);
      }
      known.add(stack);
    }
    if (lost > 0) {
      out.problems().add(ProblemCode.REFERENCE_DANGLING, Problems.NO_OFFSET, lost);
    }
    SampleWriter writer = new SampleWriter(out);
    for (int row = 0, n = times.size(); row < n; row++) {
      int stack = stackRows.get(row);
      int track = tracks.get(row);
      int leaf = stack < 0 ? Ids.NONE : stacks.frameRow(stack);
      int measure = meaning.measure(measures.get(row), leaf);
      if (measure < 0) {
        continue;
      }
      long value = meaning.value(values.get(row), measures.get(row));
      if (value == Ids.ABSENT) {
        out.problems().add(ProblemCode.SAMPLE_BROKEN, Problems.NO_OFFSET, "a value too large");
        continue;
      }
      writer.add(
          times.get(row),
          meaning.track(track, stack < 0 ? Ids.NONE : places.get(stack)),
          stack < 0 ? Ids.NONE : known.get(stack),
          measure,
          value,
          meaning.reason(reasons.get(row), track));
    }
  }
}
