package dev.plumb.explain;

import dev.plumb.profile.Collectives;
import dev.plumb.profile.Intervals;
import dev.plumb.trace.DeviceWorkTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kernels, copies and fills of one device of one rank, by start. Positions in a lane run from 0
 * to {@link #size()} − 1 and are no rows.
 */
public final class DeviceLane {
  /** What a piece of work is to the device's timeline; fills count as compute, as in the report. */
  public enum Work {
    COMPUTE,
    COMMUNICATION,
    COPY;

    private static final Work[] ALL = values();
  }

  private final int input;
  private final String label;
  private final int rank;
  private final int deviceRow;
  private final Trace trace;
  private final int[] rows;
  private final byte[] work;
  private final long lastNs;
  private final Map<Work, Intervals> byKind = new EnumMap<>(Work.class);
  private @Nullable Intervals busy;

  DeviceLane(
      int input,
      String label,
      int rank,
      int deviceRow,
      Trace trace,
      int[] rows,
      Collectives collectives) {
    this.input = input;
    this.label = label;
    this.rank = rank;
    this.deviceRow = deviceRow;
    this.trace = trace;
    this.rows = rows;
    trace.slices().sortByStart(rows, 0, rows.length);
    work = new byte[rows.length];
    long last = Long.MIN_VALUE;
    for (int i = 0; i < rows.length; i++) {
      work[i] = (byte) workOf(rows[i], collectives).ordinal();
      last = Math.max(last, endNs(i));
    }
    lastNs = last;
  }

  private Work workOf(int row, Collectives collectives) {
    SliceTable slices = trace.slices();
    SliceKind kind = slices.kind(row);
    if (kind != SliceKind.KERNEL) {
      return kind == SliceKind.MEMCPY ? Work.COPY : Work.COMPUTE;
    }
    return collectives.is(row) ? Work.COMMUNICATION : Work.COMPUTE;
  }

  /** Index of the run's input. */
  public int input() {
    return input;
  }

  /** What to call the rank: "rank 3", or the file's name. */
  public String label() {
    return label;
  }

  /** Rank, or {@link dev.plumb.trace.Ids#NONE}. */
  public int rank() {
    return rank;
  }

  /** Row of the trace's devices. */
  public int deviceRow() {
    return deviceRow;
  }

  /** What to call the device: "rank 3 device 0". */
  public String name() {
    return label + " device " + trace.devices().id(deviceRow);
  }

  /** The trace that holds the rows. */
  public Trace trace() {
    return trace;
  }

  /** Pieces of work; at least one. */
  public int size() {
    return rows.length;
  }

  /** Slice row of the trace. */
  public int row(int at) {
    return rows[at];
  }

  public long startNs(int at) {
    return trace.slices().startNs(rows[at]);
  }

  public long endNs(int at) {
    return trace.slices().endNs(rows[at]);
  }

  public Work work(int at) {
    return Work.ALL[work[at]];
  }

  /** Id in the trace's strings of the stream that it ran on. */
  public int streamId(int at) {
    DeviceWorkTable table = trace.deviceWork();
    return table.streamId(trace.slices().detail(rows[at]));
  }

  /** Start of the first piece. */
  public long firstNs() {
    return startNs(0);
  }

  /** End of the last piece to end. */
  public long lastNs() {
    return lastNs;
  }

  /** From the first start to the last end. */
  public long totalNs() {
    return lastNs() - firstNs();
  }

  /** Instants at which anything ran. */
  public synchronized Intervals busy() {
    if (busy == null) {
      busy = intervals(null);
    }
    return busy;
  }

  /** Instants at which this kind of work ran, overlapped by others or not. */
  public synchronized Intervals of(Work wanted) {
    return byKind.computeIfAbsent(wanted, this::intervals);
  }

  private Intervals intervals(@Nullable Work wanted) {
    Intervals intervals = new Intervals();
    for (int at = 0; at < rows.length; at++) {
      if (wanted == null || work(at) == wanted) {
        intervals.add(startNs(at), endNs(at));
      }
    }
    return intervals;
  }
}
