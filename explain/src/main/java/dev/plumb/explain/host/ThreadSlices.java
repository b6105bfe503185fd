package dev.plumb.explain.host;

import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import org.jspecify.annotations.Nullable;

/** Chosen slices of each track, by start, to ask what was open when. */
public final class ThreadSlices {
  private final SliceTable slices;
  private static final int[] NO_ROWS = {};
  private static final long[] NO_ENDS = {};

  private final int[][] rows;

  /** Latest end of all slices up to each place: a long one may start long before. */
  private final long[][] latestEnds;

  /**
   * @param chosen their rows, in the order of the table for each kind
   */
  public ThreadSlices(Trace trace, IntColumn chosen) {
    slices = trace.slices();
    int tracks = trace.tracks().size();
    @Nullable IntColumn[] columns = new @Nullable IntColumn[tracks];
    for (int i = 0, n = chosen.size(); i < n; i++) {
      int row = chosen.get(i);
      int track = slices.trackRow(row);
      IntColumn column = columns[track];
      if (column == null) {
        column = new IntColumn();
        columns[track] = column;
      }
      column.add(row);
    }
    rows = new int[tracks][];
    latestEnds = new long[tracks][];
    for (int track = 0; track < tracks; track++) {
      rows[track] = NO_ROWS;
      latestEnds[track] = NO_ENDS;
      IntColumn column = columns[track];
      if (column != null) {
        int[] own = column.toArray();
        slices.sortByStart(own, 0, own.length);
        long[] ends = new long[own.length];
        long latest = Long.MIN_VALUE;
        for (int i = 0; i < own.length; i++) {
          latest = Math.max(latest, slices.endNs(own[i]));
          ends[i] = latest;
        }
        rows[track] = own;
        latestEnds[track] = ends;
      }
    }
  }

  /** Rows of a track by start; empty if there are none. */
  public int[] of(int track) {
    return rows[track];
  }

  /**
   * The last slice of a track to begin by {@code timeNs} that is still open then; {@link Ids#NONE}
   * if none is.
   */
  public int openAt(int track, long timeNs) {
    int[] own = rows[track];
    long[] ends = latestEnds[track];
    for (int at = lastBy(own, timeNs); at >= 0 && ends[at] > timeNs; at--) {
      if (slices.endNs(own[at]) > timeNs) {
        return own[at];
      }
    }
    return Ids.NONE;
  }

  /**
   * The slice that is open at {@code fromNs}, or else the next to begin before {@code toNs}; {@link
   * Ids#NONE} if there is none.
   */
  public int firstIn(int track, long fromNs, long toNs) {
    int open = openAt(track, fromNs);
    if (open >= 0) {
      return open;
    }
    int[] own = rows[track];
    int next = lastBy(own, fromNs) + 1;
    return next < own.length && slices.startNs(own[next]) < toNs ? own[next] : Ids.NONE;
  }

  /** Nanoseconds of {@code [fromNs, toNs)} in which any of a track's slices is open. */
  public long coveredNs(int track, long fromNs, long toNs) {
    int[] own = rows[track];
    long[] ends = latestEnds[track];
    if (own.length == 0 || toNs <= fromNs) {
      return 0;
    }
    int at = Math.max(0, lastBy(own, fromNs));
    while (at > 0 && ends[at - 1] > fromNs) {
      at--;
    }
    long covered = 0;
    long reached = fromNs;
    for (; at < own.length && slices.startNs(own[at]) < toNs; at++) {
      long start = Math.max(reached, slices.startNs(own[at]));
      long end = Math.min(toNs, slices.endNs(own[at]));
      if (end > start) {
        covered += end - start;
        reached = end;
      }
    }
    return covered;
  }

  /** Index of the last row that starts no later than {@code timeNs}; −1 if none does. */
  private int lastBy(int[] own, long timeNs) {
    int low = 0;
    int high = own.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (slices.startNs(own[middle]) <= timeNs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
