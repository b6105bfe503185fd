package dev.plumb.explain.path;

import dev.plumb.explain.KindRows;
import dev.plumb.explain.host.ThreadSlices;
import dev.plumb.profile.Links;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * When host threads did something that shows: operators and runtime calls at the top of their
 * thread's operators. A thread that waits for another one has Python frames open, but no operator.
 */
final class Activity {
  /** A thread that did nothing for as long may have waited for another one. */
  private static final long PAUSE_NS = 20_000;

  /** The other one worked until about the end of the pause: but for this part of it. */
  private static final int PART_OF_PAUSE = 20;

  private final SliceTable slices;
  private final ThreadSlices busy;
  private final List<List<Integer>> threadsOf = new ArrayList<>();

  Activity(Links links, KindRows rows) {
    Trace trace = links.trace();
    slices = trace.slices();
    IntColumn shown = new IntColumn();
    for (SliceKind kind : List.of(SliceKind.OPERATOR, SliceKind.RUNTIME)) {
      for (int row : rows.of(kind)) {
        int caller = links.caller(row);
        if (caller < 0
            || slices.kind(caller) != SliceKind.OPERATOR
            || slices.trackRow(caller) != slices.trackRow(row)) {
          shown.add(row);
        }
      }
    }
    busy = new ThreadSlices(trace, shown);
    for (int track = 0; track < trace.tracks().size(); track++) {
      List<Integer> same = new ArrayList<>();
      for (int other = 0; other < trace.tracks().size(); other++) {
        if (other != track
            && busy.of(other).length > 0
            && trace.tracks().pidId(other) == trace.tracks().pidId(track)
            && trace.tracks().rank(other) == trace.tracks().rank(track)) {
          same.add(other);
        }
      }
      threadsOf.add(same);
    }
  }

  /**
   * The thread that a thread waited for before {@code timeNs}: another one of its process that was
   * at work when it was not, almost to the end of its pause; {@link Ids#NONE} if there is none.
   */
  int handedOver(int track, long timeNs) {
    long own = lastEnd(track, timeNs);
    if (own != Long.MIN_VALUE && timeNs - own < PAUSE_NS) {
      return Ids.NONE;
    }
    int best = Ids.NONE;
    // A thread that never did anything before may have waited for as long.
    long latest =
        own == Long.MIN_VALUE
            ? own
            : Math.max(own, timeNs - Math.max(PAUSE_NS, (timeNs - own) / PART_OF_PAUSE));
    for (int other : threadsOf.get(track)) {
      long end = lastEnd(other, timeNs);
      if (end > latest) {
        latest = end;
        best = other;
      }
    }
    return best;
  }

  /** Index of a thread's last piece of work to begin before an instant; −1 if there is none. */
  int lastIndex(int track, long timeNs) {
    int[] rows = busy.of(track);
    int low = 0;
    int high = rows.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (slices.startNs(rows[middle]) < timeNs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Slice row of a thread's piece of work. */
  int row(int track, int index) {
    return busy.of(track)[index];
  }

  /** End of the last piece of work that began before an instant, and that instant at most. */
  long lastEnd(int track, long timeNs) {
    int at = lastIndex(track, timeNs);
    return at < 0 ? Long.MIN_VALUE : Math.min(timeNs, slices.endNs(row(track, at)));
  }

  /** Beginning of the stretch of work that is open at, or ends before, an instant. */
  long stretchStart(int track, long timeNs) {
    int[] rows = busy.of(track);
    int at = lastIndex(track, timeNs);
    while (at > 0 && slices.startNs(rows[at]) - slices.endNs(rows[at - 1]) < PAUSE_NS) {
      at--;
    }
    return at < 0 ? timeNs : slices.startNs(rows[at]);
  }
}
