package dev.plumb.importers.collapsed;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.stacks.LineSession;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** Collapsed stacks, whoever wrote them. */
public final class CollapsedImporter implements Importer {
  private static final int HEAD_BYTES = 1 << 16;

  @Override
  public String format() {
    return "collapsed";
  }

  @Override
  public String title() {
    return "Collapsed (folded) stacks: FlameGraph, async-profiler, py-spy raw, inferno, Austin";
  }

  @Override
  public List<String> examples() {
    return List.of("*.collapsed", "*.folded", "out.perf-folded", "stacks.txt");
  }

  @Override
  public String howToRecord() {
    return "perf script | stackcollapse-perf.pl > out.folded, or py-spy record --format raw"
        + " -o out.folded -- python train.py";
  }

  /**
   * Certain if nearly every line ends in a space and a count, and most have several frames. Other
   * texts with numbers at the end of their lines have no semicolons before them.
   */
  @Override
  public Match match(byte[] head, int length) {
    if (LineSession.isBinary(head, length)) {
      return Match.NO;
    }
    int good = 0;
    int bad = 0;
    int several = 0;
    int from = 0;
    for (int at = 0; at <= length; at++) {
      boolean last = at == length;
      if (last ? length == HEAD_BYTES || from == at : head[at] != '\n') {
        continue; // a line that the head cuts off says nothing
      }
      int to = at > from && head[at - 1] == '\r' ? at - 1 : at;
      if (to > from && head[from] != '#') {
        int space = CollapsedLine.countAfter(head, from, to);
        boolean fits = space > from && CollapsedLine.hasName(head, from, space);
        good += fits ? 1 : 0;
        bad += fits ? 0 : 1;
        several += fits && CollapsedLine.frames(head, from, space) > 1 ? 1 : 0;
      }
      from = at + 1;
    }
    if (good > 0 && bad * 20L <= good && several * 2L >= good) {
      return Match.CERTAIN;
    }
    // Stacks of one frame each look like any list of names and numbers.
    return good > 1 && bad == 0 ? Match.POSSIBLE : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new CollapsedSession(out);
  }
}
