package dev.plumb.profile;

import dev.plumb.trace.Ids;
import dev.plumb.trace.InstantTable;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Nests the host slices of each thread by time, in one sweep: who was open when a slice began, and
 * how long each was the innermost.
 *
 * <p>A slice belongs to the innermost slice open at its <em>start</em>, even if it ends later:
 * launch times come from another clock than operator times. Only ranges that the program marks must
 * lie inside their caller, because they begin in one function ({@code __enter__}) and end in
 * another. Steps are no callers at all: they begin and end inside {@code profiler.step()}.
 */
final class HostNesting {
  private static final int STEP = SliceKind.STEP.ordinal();
  private static final int ANNOTATION = SliceKind.ANNOTATION.ordinal();
  private static final int PYTHON = SliceKind.PYTHON.ordinal();
  private static final int MODULE = SliceKind.MODULE.ordinal();
  private static final int OPERATOR = SliceKind.OPERATOR.ordinal();
  private static final int RUNTIME = SliceKind.RUNTIME.ordinal();
  private static final int LAST_HOST = SliceKind.OVERHEAD.ordinal();

  private static final int MAX_LOOKED_AT = 64;

  private final Trace trace;
  private final Links links;
  private final SliceTable slices;
  private final boolean[] operatorCategory;

  /** Rows of host slices by track, start, longest first. */
  final int[] order;

  /** Where each track begins in {@link #order}; one more entry at the end. */
  final int[] trackStart;

  /** Slices that begin in an open one and end after it. */
  long overlaps;

  /** Python frames that were placed by their ids. */
  long strayFrames;

  private final IntColumn strays = new IntColumn();

  // The open slices of the thread being swept. Ends do not decrease downwards where slices overlap.
  private int[] openRows = new int[256];

  /** Python id of each open slice, or of the Python frame around it; ABSENT outside of Python. */
  private long[] openPython = new long[256];

  private long[] openEnds = new long[256];

  /** The next one below each open slice that does not end before it; −1 if there is none. */
  private int[] openLonger = new int[256];

  private int depth;
  private long clock;

  HostNesting(Links links) {
    this.links = links;
    this.trace = links.trace();
    this.slices = trace.slices();
    this.operatorCategory = OperatorCategories.of(trace);
    int tracks = trace.tracks().size();
    trackStart = new int[tracks + 1];
    order = new int[countHost()];
  }

  private int countHost() {
    int host = 0;
    for (int row = 0, n = slices.size(); row < n; row++) {
      if (slices.kindOrdinal(row) <= LAST_HOST) {
        trackStart[slices.trackRow(row) + 1]++;
        host++;
      }
    }
    for (int i = 1; i < trackStart.length; i++) {
      trackStart[i] += trackStart[i - 1];
    }
    return host;
  }

  void run() {
    int[] next = trackStart.clone();
    for (int row = 0, n = slices.size(); row < n; row++) {
      if (slices.kindOrdinal(row) <= LAST_HOST) {
        order[next[slices.trackRow(row)]++] = row;
      }
    }
    int @Nullable [][] instants = instantsByTrack();
    for (int track = 0; track + 1 < trackStart.length; track++) {
      int from = trackStart[track];
      int to = trackStart[track + 1];
      if (from < to) {
        slices.sortByStart(order, from, to);
        sweep(from, to, instants == null ? new int[0] : instants[track]);
      }
    }
    strayFrames = placeStrays();
  }

  /** Allocator events of each track by time; null when there are none. */
  private int @Nullable [][] instantsByTrack() {
    if (trace.memory().size() == 0) {
      return null;
    }
    InstantTable table = trace.instants();
    int[] counts = new int[trace.tracks().size()];
    for (int row = 0, n = table.size(); row < n; row++) {
      if (table.memoryRow(row) >= 0) {
        counts[table.trackRow(row)]++;
      }
    }
    int[][] rows = new int[counts.length][];
    for (int track = 0; track < rows.length; track++) {
      rows[track] = new int[counts[track]];
    }
    Arrays.fill(counts, 0);
    for (int row = 0, n = table.size(); row < n; row++) {
      if (table.memoryRow(row) >= 0) {
        int track = table.trackRow(row);
        rows[track][counts[track]++] = row;
      }
    }
    for (int[] track : rows) {
      table.sortByTime(track);
    }
    return rows;
  }

  private void sweep(int from, int to, int[] instants) {
    depth = 0;
    clock = Long.MIN_VALUE;
    int instant = 0;
    InstantTable instantTable = trace.instants();
    // Latest end of any operator or Python frame that began at or before the current time.
    long operatorEnd = Long.MIN_VALUE;
    long pythonEnd = Long.MIN_VALUE;
    int ahead = from;
    for (int at = from; at < to; at++) {
      int row = order[at];
      int kind = slices.kindOrdinal(row);
      long start = slices.startNs(row);
      long end = slices.endNs(row);
      while (instant < instants.length && instantTable.timeNs(instants[instant]) < start) {
        own(instants[instant++]);
      }
      if (kind == RUNTIME) {
        for (; ahead < to && slices.startNs(order[ahead]) <= start; ahead++) {
          int other = order[ahead];
          int otherKind = slices.kindOrdinal(other);
          if (otherKind == PYTHON || otherKind == MODULE) {
            pythonEnd = Math.max(pythonEnd, slices.endNs(other));
          } else if (otherKind == OPERATOR
              || otherKind == STEP && operatorCategory[slices.categoryId(other) + 1]) {
            operatorEnd = Math.max(operatorEnd, slices.endNs(other));
          }
        }
        int launch = slices.detail(row);
        if (operatorEnd >= start) {
          links.surroundings[launch] |= Links.IN_OPERATOR;
        }
        if (pythonEnd >= start) {
          links.surroundings[launch] |= Links.IN_PYTHON;
        }
      }
      if (kind == STEP) {
        continue;
      }
      advance(start);
      int caller = depth - 1;
      if (depth > 0 && end > openEnds[depth - 1] + links.toleranceNs) {
        overlaps++;
        if (kind == ANNOTATION) {
          while (caller >= 0 && openEnds[caller] < end) {
            caller = openLonger[caller];
          }
        }
      }
      links.caller[row] = caller >= 0 ? openRows[caller] : Ids.NONE;
      long python = caller >= 0 ? openPython[caller] : Ids.ABSENT;
      if (kind == PYTHON || kind == MODULE) {
        int detail = slices.detail(row);
        long parent = trace.python().parentId(detail);
        if (parent != Ids.ABSENT && parent != python) {
          strays.add(row);
        }
        python = trace.python().pythonId(detail);
      }
      push(row, end, python);
    }
    while (instant < instants.length) {
      own(instants[instant++]);
    }
    advance(Long.MAX_VALUE);
  }

  private void own(int instant) {
    advance(trace.instants().timeNs(instant));
    if (depth > 0) {
      links.memoryOwner[trace.instants().memoryRow(instant)] = openRows[depth - 1];
    }
  }

  /** Gives the time since the last change to whoever was innermost, and closes what has ended. */
  private void advance(long now) {
    while (depth > 0 && openEnds[depth - 1] <= now) {
      depth--;
      long end = openEnds[depth];
      if (end > clock) {
        links.selfNs[openRows[depth]] += end - clock;
        clock = end;
      }
    }
    if (depth > 0) {
      links.selfNs[openRows[depth - 1]] += now - clock;
    }
    clock = now;
  }

  /**
   * Python frames whose caller, as the profiler names it, is not open on their thread. It may be
   * open on another one (hooks that the autograd engine calls while the main thread waits in
   * backward): then that is the caller. A named caller that had ended is a mistake of the
   * profiler's.
   */
  private long placeStrays() {
    if (strays.size() == 0) {
      return 0;
    }
    int[] processes = Processes.ofTracks(trace.tracks());
    LongIndex byTrack = new LongIndex(trace.python().size());
    LongIndex byProcess = new LongIndex(trace.python().size());
    for (int row : order) {
      if (slices.kind(row).isPython() && trace.python().pythonId(slices.detail(row)) >= 0) {
        long id = trace.python().pythonId(slices.detail(row));
        byTrack.add(id, slices.trackRow(row), row);
        byProcess.add(id, processes[slices.trackRow(row)], row);
      }
    }
    byTrack.seal();
    byProcess.seal().sortBy(slices::startNs);
    long moved = 0;
    for (int i = 0; i < strays.size(); i++) {
      int row = strays.get(i);
      long parentId = trace.python().parentId(slices.detail(row));
      int track = slices.trackRow(row);
      if (open(byTrack, byTrack.slot(parentId, track), row, 1) >= 0) {
        continue; // if not as the innermost
      }
      int slot = byProcess.slot(parentId, processes[track]);
      int parent = open(byProcess, slot, row, -links.toleranceNs);
      if (parent >= 0) {
        links.caller[row] = parent;
        moved++;
      }
    }
    return moved;
  }

  /**
   * The last frame of a slot that begins before {@code row} and ends at least {@code slackNs} after
   * its begin. Frames of one id that have ended are few, except in made-up traces.
   */
  private int open(LongIndex index, int slot, int row, long slackNs) {
    if (slot < 0) {
      return Ids.NONE;
    }
    long start = slices.startNs(row);
    int last = index.after(slot, start, slices::startNs) - 1;
    for (int at = last; at >= index.from(slot) && at > last - MAX_LOOKED_AT; at--) {
      int other = index.row(at);
      if (before(other, row) && slices.endNs(other) - start >= slackNs) {
        return other;
      }
    }
    return Ids.NONE;
  }

  /** Strictly earlier, or longer from the same start: what keeps callers free of cycles. */
  boolean before(int one, int other) {
    long start = slices.startNs(one);
    return start < slices.startNs(other)
        || start == slices.startNs(other) && slices.durNs(one) > slices.durNs(other);
  }

  private void push(int row, long end, long python) {
    if (depth == openRows.length) {
      openPython = Arrays.copyOf(openPython, depth * 2);
      openRows = Arrays.copyOf(openRows, depth * 2);
      openEnds = Arrays.copyOf(openEnds, depth * 2);
      openLonger = Arrays.copyOf(openLonger, depth * 2);
    }
    // Each slice passes over what ended before it once: what is above it need not look there again.
    int longer = depth - 1;
    while (longer >= 0 && openEnds[longer] < end) {
      longer = openLonger[longer];
    }
    openLonger[depth] = longer;
    openRows[depth] = row;
    openPython[depth] = python;
    openEnds[depth++] = end;
  }
}
