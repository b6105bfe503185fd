package dev.plumb.profile.timeline;

import dev.plumb.profile.Links;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.Arrays;

/**
 * Goes through the slices of a trace by start and knows at each moment which are open, and of host
 * slices how long each was the innermost of its thread until then, as linking defines it: the last
 * to begin of those that are open.
 */
final class OpenSlices {
  /** Takes an open slice. */
  interface Each {
    /**
     * One open slice.
     *
     * @param row of the slice table
     * @param doneNs time in it until now; of host slices only where it was the innermost
     */
    void accept(int row, long doneNs);
  }

  private final SliceTable slices;
  private final Line[] lines;

  OpenSlices(Links links) {
    this.slices = links.trace().slices();
    lines = new Line[2 * links.trace().tracks().size()];
  }

  /** Slices of one thread, or the device work of one track. */
  private static final class Line {
    private final boolean nested;
    private int[] rows = new int[16];
    private long[] ends = new long[16];
    private long[] doneNs = new long[16];
    private int open;
    private long clock = Long.MIN_VALUE;

    Line(boolean nested) {
      this.nested = nested;
    }

    void push(int row, long endNs, long done) {
      if (open == rows.length) {
        rows = Arrays.copyOf(rows, open * 2);
        ends = Arrays.copyOf(ends, open * 2);
        doneNs = Arrays.copyOf(doneNs, open * 2);
      }
      rows[open] = row;
      ends[open] = endNs;
      doneNs[open++] = done;
    }

    void advance(long now) {
      if (nested) {
        innermost(now);
      } else {
        forgetEnded(now);
      }
      clock = now;
    }

    /** Gives the time since the last change to whoever was innermost, and closes what has ended. */
    private void innermost(long now) {
      while (open > 0 && ends[open - 1] <= now) {
        open--;
        clock = Math.max(clock, ends[open]);
      }
      if (open > 0) {
        doneNs[open - 1] += now - clock;
      }
    }

    private void forgetEnded(long now) {
      int kept = 0;
      for (int i = 0; i < open; i++) {
        if (ends[i] > now) {
          rows[kept] = rows[i];
          ends[kept++] = ends[i];
        }
      }
      open = kept;
    }
  }

  /** Opens a slice; the next ones start no earlier. Steps are open around all and own no time. */
  void open(int row) {
    SliceKind kind = slices.kind(row);
    boolean nested = kind.isHost();
    if (kind == SliceKind.STEP || !nested && !kind.isDeviceWork()) {
      return;
    }
    Line line = line(slices.trackRow(row), nested);
    line.advance(slices.startNs(row));
    line.push(row, slices.endNs(row), 0);
  }

  private Line line(int track, boolean nested) {
    int at = 2 * track + (nested ? 0 : 1);
    if (lines[at] == null) {
      lines[at] = new Line(nested);
    }
    return lines[at];
  }

  /** Visits what is open at a moment, after all slices that start before it were opened. */
  void at(long timeNs, Each each) {
    for (Line line : lines) {
      if (line != null && line.open > 0) {
        line.advance(timeNs);
        for (int i = 0; i < line.open; i++) {
          // Below one that is open may stand one that has ended: its time is told already.
          if (line.ends[i] > timeNs) {
            int row = line.rows[i];
            each.accept(row, line.nested ? line.doneNs[i] : timeNs - slices.startNs(row));
          }
        }
      }
    }
  }

  /** Starts from what was open at a moment, as {@link #at} told it, lowest first. */
  void resume(long timeNs, IntColumn rows, LongColumn doneNs) {
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      Line line = line(slices.trackRow(row), slices.kind(row).isHost());
      line.push(row, slices.endNs(row), doneNs.get(i));
      line.clock = timeNs;
    }
  }
}
