package dev.plumb.explain.cost;

import dev.plumb.explain.Facts;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/** The calls that launched device work, thread by thread, in the order in which they began. */
public final class CallSequences {
  /**
   * The calls of one thread.
   *
   * @param input index of the input
   * @param track row of the trace's tracks
   * @param calls of {@link OperatorWork#input}
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Sequence(int input, int track, int[] calls) {}

  private final List<Sequence> sequences = new ArrayList<>();

  private CallSequences(Facts facts) {
    OperatorWork work = OperatorWork.of(facts);
    for (int input = 0; input < work.inputs(); input++) {
      add(facts.inputs().get(input).trace(), work.input(input), input);
    }
  }

  private void add(Trace trace, OperatorWork.Input work, int input) {
    SliceTable slices = trace.slices();
    IntColumn[] byTrack = new IntColumn[trace.tracks().size()];
    for (int call = 0; call < work.size(); call++) {
      int track = slices.trackRow(work.row(call));
      byTrack[track] = byTrack[track] == null ? new IntColumn() : byTrack[track];
      byTrack[track].add(work.row(call));
    }
    for (int track = 0; track < byTrack.length; track++) {
      if (byTrack[track] != null) {
        int[] rows = byTrack[track].toArray();
        slices.sortByStart(rows, 0, rows.length);
        for (int i = 0; i < rows.length; i++) {
          rows[i] = work.callOf(rows[i]);
        }
        sequences.add(new Sequence(input, track, rows));
      }
    }
  }

  /** Those of a run. */
  public static CallSequences of(Facts facts) {
    return facts.shared(CallSequences.class, CallSequences::new);
  }

  /** One for each thread that launched anything. */
  public List<Sequence> all() {
    return sequences;
  }
}
