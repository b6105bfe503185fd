package dev.plumb.importers.chrome;

import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;

/**
 * Slices and samples whose stacks, or threads, are known at the end of the file only. They wait
 * here; {@link #finish} puts them into the tables.
 */
final class Stacks {
  /** Stands for the track of a sample that names a thread but no process. */
  static final int THREAD_ONLY = -2;

  private final TraceBuilder out;
  final StackFrames frames;

  // Slices: key of the frame, or the stack itself where the event has it inline.
  private final IntColumn sliceRows = new IntColumn();
  private final LongColumn sliceKeys = new LongColumn();
  private final IntColumn sliceStacks = new IntColumn();
  private final LongColumn sliceOffsets = new LongColumn();

  // Samples.
  private final LongColumn times = new LongColumn();
  private final IntColumn tracks = new IntColumn();
  private final LongColumn threads = new LongColumn();
  private final LongColumn keys = new LongColumn();
  private final IntColumn stacks = new IntColumn();
  private final IntColumn measures = new IntColumn();
  private final LongColumn values = new LongColumn();
  private final IntColumn reasons = new IntColumn();
  private final LongColumn slices = new LongColumn();
  private final LongColumn offsets = new LongColumn();

  Stacks(TraceBuilder out) {
    this.out = out;
    this.frames = new StackFrames(out);
  }

  /**
   * A slice that has a stack; answers its number for {@link #setSlice}.
   *
   * @param key of the innermost frame; {@link Ids#ABSENT} if {@code stack} is known
   */
  int addSlice(int sliceRow, long key, int stack, long offset) {
    sliceKeys.add(key);
    sliceStacks.add(stack);
    sliceOffsets.add(offset);
    return sliceRows.add(sliceRow);
  }

  /** Says which slice it is, where that was not known at first. */
  void setSlice(int number, int sliceRow) {
    sliceRows.set(number, sliceRow);
  }

  /**
   * A sample; answers the row that it will have.
   *
   * @param track row, or {@link #THREAD_ONLY} or {@link Ids#NONE}
   * @param thread key of the thread where only that is known
   * @param key of the innermost frame; {@link Ids#ABSENT} if {@code stack} is known, or none
   * @param slice row of a slice as the file counts them; negative for none
   */
  int addSample(
      long timeNs,
      int track,
      long thread,
      long key,
      int stack,
      int measure,
      long value,
      int reason,
      long slice,
      long offset) {
    tracks.add(track);
    threads.add(thread);
    keys.add(key);
    stacks.add(stack);
    measures.add(measure);
    values.add(value);
    reasons.add(reason);
    slices.add(slice);
    offsets.add(offset);
    return times.add(timeNs);
  }

  /** Puts all into the tables; all slices, threads and frames are known. */
  void finish(Tracks known) {
    for (int i = 0, n = sliceRows.size(); i < n; i++) {
      int stack = stack(sliceKeys.get(i), sliceStacks.get(i), sliceOffsets.get(i));
      if (stack >= 0 && sliceRows.get(i) >= 0) {
        out.sliceStacks().add(sliceRows.get(i), stack);
      }
    }
    for (int i = 0, n = times.size(); i < n; i++) {
      int track = tracks.get(i);
      out.samples()
          .add(
              times.get(i),
              track == THREAD_ONLY ? known.rowOfThread(threads.get(i)) : track,
              stack(keys.get(i), stacks.get(i), offsets.get(i)),
              measures.get(i),
              values.get(i),
              reasons.get(i),
              slice(slices.get(i), offsets.get(i)));
    }
  }

  private int stack(long key, int stack, long offset) {
    return key == Ids.ABSENT ? stack : frames.stack(key, offset);
  }

  private int slice(long row, long offset) {
    if (row >= out.slices().size()) {
      out.problems().add(ProblemCode.REFERENCE_DANGLING, offset);
    }
    return row < 0 || row >= out.slices().size() ? Ids.NONE : (int) row;
  }
}
