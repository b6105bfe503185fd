package dev.plumb.explain.timeline;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The time in which nothing ran on one stream of a device, between its first and its last work, by
 * cause. Other streams may have worked meanwhile: a stream that waits for another one is {@link
 * IdleCause#QUEUED}. Busy time and causes add up to the stream's time exactly.
 */
public final class StreamIdle {
  private final DeviceLane lane;
  private final int streamId;
  private final long[] byCause = new long[IdleCause.values().length];
  private final long firstNs;
  private long reachedNs;
  private long busyNs;
  private int size;

  private StreamIdle(DeviceLane lane, int streamId, long firstNs) {
    this.lane = lane;
    this.streamId = streamId;
    this.firstNs = firstNs;
    this.reachedNs = firstNs;
  }

  /**
   * The streams of a device in the order of their first work; none if it has only one, which is the
   * device.
   */
  public static List<StreamIdle> of(Facts facts, DeviceLane lane) {
    int only = lane.streamId(0);
    int at = 1;
    while (at < lane.size() && lane.streamId(at) == only) {
      at++;
    }
    return at == lane.size() ? List.of() : several(facts, lane);
  }

  private static List<StreamIdle> several(Facts facts, DeviceLane lane) {
    Map<Integer, StreamIdle> byId = new HashMap<>();
    List<StreamIdle> streams = new ArrayList<>();
    Sums sums = new Sums();
    IdleCut cut = new IdleCut(facts, lane.input(), sums);
    for (int at = 0; at < lane.size(); at++) {
      StreamIdle stream = byId.get(lane.streamId(at));
      if (stream == null) {
        stream = new StreamIdle(lane, lane.streamId(at), lane.startNs(at));
        byId.put(stream.streamId, stream);
        streams.add(stream);
      }
      sums.to = stream.byCause;
      stream.work(cut, at);
    }
    return streams;
  }

  private static final class Sums implements IdleCut.Pieces {
    private long[] to = new long[0];

    @Override
    public void add(long fromNs, long toNs, IdleCause why, int work, int blamed) {
      to[why.ordinal()] += toNs - fromNs;
    }
  }

  private void work(IdleCut cut, int at) {
    long start = lane.startNs(at);
    long end = lane.endNs(at);
    if (start > reachedNs) {
      cut.explain(reachedNs, start, lane.row(at));
    }
    long from = Math.max(start, reachedNs);
    if (end > from) {
      busyNs += end - from;
    }
    reachedNs = Math.max(reachedNs, Math.max(start, end));
    size++;
  }

  /** The device. */
  public DeviceLane lane() {
    return lane;
  }

  /** The stream, as a string of the trace. */
  public int streamId() {
    return streamId;
  }

  /** Pieces of work. */
  public int size() {
    return size;
  }

  /** From its first start to its last end. */
  public long totalNs() {
    return reachedNs - firstNs;
  }

  /** Union of its work. */
  public long busyNs() {
    return busyNs;
  }

  /** Idle nanoseconds of a cause. */
  public long ns(IdleCause why) {
    return byCause[why.ordinal()];
  }
}
