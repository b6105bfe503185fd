package dev.plumb.present.tables;

import dev.plumb.present.json.ArgsTexts;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One input of a run: its tables, and what turns its rows into ids that are unique in the run. */
final class InputData {
  /** Rows of the inputs before this one. */
  record Offsets(
      long slices,
      long tracks,
      long instants,
      long stacks,
      long samples,
      long segments,
      long blocks) {
    static final Offsets ZERO = new Offsets(0, 0, 0, 0, 0, 0, 0);
  }

  final Run run;
  final int index;
  final Links links;
  final Trace trace;
  final SliceTable slices;
  private final Offsets offsets;
  private final @Nullable String[] texts;
  private final ArgsTexts args;
  private final StackRows stacks;

  InputData(Run run, int index, Offsets offsets) {
    this.run = run;
    this.index = index;
    this.links = run.inputs().get(index);
    this.trace = links.trace();
    this.slices = trace.slices();
    this.offsets = offsets;
    this.args = new ArgsTexts(trace.args());
    this.stacks = new StackRows(this);
    this.texts = new @Nullable String[trace.strings().size()];
  }

  Offsets after() {
    return new Offsets(
        offsets.slices + slices.size(),
        offsets.tracks + trace.tracks().size(),
        offsets.instants + trace.instants().size(),
        offsets.stacks + trace.stacks().size(),
        offsets.samples + trace.samples().size(),
        offsets.segments + trace.segments().size(),
        offsets.blocks + trace.blocks().size());
  }

  /** Id of a slice in the run; NULL for none. */
  long slice(int row) {
    return row < 0 ? Cells.NULL : offsets.slices + row;
  }

  long track(int row) {
    return offsets.tracks + row;
  }

  long instant(int row) {
    return offsets.instants + row;
  }

  /** Id of a track in the run; NULL for none. */
  long trackOrNone(int row) {
    return row < 0 ? Cells.NULL : track(row);
  }

  /** Id of a stack in the run; NULL for none. */
  long stack(int row) {
    return row < 0 ? Cells.NULL : offsets.stacks + row;
  }

  long sample(int row) {
    return offsets.samples + row;
  }

  /** Id of a sample in the run; NULL for none. */
  long sampleOrNone(int row) {
    return row < 0 ? Cells.NULL : sample(row);
  }

  long segment(int row) {
    return offsets.segments + row;
  }

  long block(int row) {
    return offsets.blocks + row;
  }

  StackRows stacks() {
    return stacks;
  }

  /** A string of the trace; null for none. Decoded once: tables ask for the same ones again. */
  @Nullable String text(int id) {
    if (id < 0) {
      return null;
    }
    String text = texts[id];
    if (text == null) {
      text = trace.strings().get(id);
      texts[id] = text; // a race writes an equal string twice
    }
    return text;
  }

  /** Arguments as a JSON object that any parser accepts; null for none. */
  @Nullable String args(int id) {
    return args.object(id);
  }

  /** Rank of a track, or of what has none: its own, or its input's; NULL if neither is known. */
  long rank(int track) {
    int rank = track < 0 ? Ids.NONE : trace.tracks().rank(track);
    rank = rank >= 0 ? rank : run.rank(index);
    return rank < 0 ? Cells.NULL : rank;
  }

  @Nullable String pid(int track) {
    return text(trace.tracks().pidId(track));
  }

  @Nullable String tid(int track) {
    return text(trace.tracks().tidId(track));
  }

  /** Node of a slice; NULL for slices that are not in the tree. */
  int[] nodes() {
    return run.sliceNodes(index);
  }

  int[] rowsOf(Set<SliceKind> kinds) {
    IntColumn found = new IntColumn();
    for (int row = 0, n = slices.size(); row < n; row++) {
      if (kinds.contains(slices.kind(row))) {
        found.add(row);
      }
    }
    int[] rows = new int[found.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = found.get(i);
    }
    return rows;
  }

  /** The innermost operator at or above a host slice; {@link Ids#NONE} if there is none. */
  int operatorOf(int row) {
    int at = row;
    while (at >= 0 && slices.kind(at) != SliceKind.OPERATOR) {
      at = links.caller(at);
    }
    return at;
  }

  /** NULL instead of the sentinel of an id column. */
  static long orNull(long id) {
    return id < 0 ? Cells.NULL : id;
  }

  StringPool strings() {
    return trace.strings();
  }
}
