package dev.plumb.explain.timeline;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.explain.host.DataLoading;
import dev.plumb.explain.host.SyncCalls;
import dev.plumb.explain.host.ThreadSlices;
import dev.plumb.profile.Intervals;
import dev.plumb.profile.Links;
import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The time in which nothing ran on a device, between its first and its last work, cut into pieces
 * of one cause each. The pieces of a device add up to its idle time exactly.
 *
 * <p>The work that ends a gap was launched by a call of some thread. Where that call began before
 * the gap, all of the gap is {@link IdleCause#QUEUED}. Else the part from the call's beginning on
 * is {@link IdleCause#LAUNCH_LATENCY}, and the part before it the thread's: {@link
 * IdleCause#SYNCHRONISATION} where it stood in a synchronising call when the gap began (the call
 * emptied the queue), for as long as that call took at most, because without it the thread would
 * have come that much earlier; {@link IdleCause#DATA_LOADING} as far as it loaded data then; and
 * {@link IdleCause#HOST_LATE} for the rest. HTA calls the last three host wait.
 */
public final class IdleGaps {
  private final DeviceLane lane;
  private final LongColumn start = new LongColumn();
  private final LongColumn dur = new LongColumn();
  private final ByteColumn cause = new ByteColumn();
  private final IntColumn next = new IntColumn();
  private final IntColumn blame = new IntColumn();
  private final long[] byCause = new long[IdleCause.values().length];

  private IdleGaps(Facts facts, DeviceLane lane) {
    this.lane = lane;
    Links links = facts.inputs().get(lane.input());
    ThreadSlices syncs = SyncCalls.of(facts).input(lane.input());
    ThreadSlices loading = DataLoading.of(facts).input(lane.input());
    Intervals busy = lane.busy();
    int at = 0;
    // Work without a duration may stand before the first and behind the last that has one.
    for (int gap = 0; gap <= busy.size(); gap++) {
      long from = gap == 0 ? lane.firstNs() : busy.endNs(gap - 1);
      long to = gap == busy.size() ? lane.lastNs() : busy.startNs(gap);
      if (to <= from) {
        continue;
      }
      while (lane.startNs(at) < to) {
        at++;
      }
      explain(links, syncs, loading, from, to, lane.row(at));
    }
  }

  /** Of each device of a run, in the order of {@link Facts#lanes()}. */
  public static List<IdleGaps> of(Facts facts) {
    return facts.shared(All.class, All::new).gaps;
  }

  private static final class All {
    private final List<IdleGaps> gaps = new ArrayList<>();

    All(Facts facts) {
      for (DeviceLane lane : facts.lanes()) {
        gaps.add(new IdleGaps(facts, lane));
      }
    }
  }

  private void explain(
      Links links, ThreadSlices syncs, ThreadSlices loading, long from, long to, int work) {
    if (!links.quality(work).isLaunch()) {
      add(from, to, IdleCause.UNKNOWN, work, Ids.NONE);
      return;
    }
    SliceTable slices = links.trace().slices();
    int launch = links.launch(work);
    long called = slices.startNs(launch);
    if (called < from) {
      add(from, to, IdleCause.QUEUED, work, launch);
      return;
    }
    long hostEnd = Math.min(called, to);
    int track = slices.trackRow(launch);
    int sync = syncs.openAt(track, from);
    long since = from;
    if (sync >= 0 && sync != launch) {
      // Without the wait the thread would have been here that much earlier, and no more.
      since = Math.min(hostEnd, from + slices.durNs(sync));
      add(from, since, IdleCause.SYNCHRONISATION, work, sync);
    }
    long loaded = loading.coveredNs(track, since, hostEnd);
    // The order within the gap is the host's; the pieces only have to be as long.
    add(
        since,
        since + loaded,
        IdleCause.DATA_LOADING,
        work,
        loading.firstIn(track, since, hostEnd));
    add(since + loaded, hostEnd, IdleCause.HOST_LATE, work, launch);
    add(hostEnd, to, IdleCause.LAUNCH_LATENCY, work, launch);
  }

  private void add(long from, long to, IdleCause why, int work, int blamed) {
    if (to <= from) {
      return;
    }
    start.add(from);
    dur.add(to - from);
    cause.add((byte) why.ordinal());
    next.add(work);
    blame.add(blamed);
    byCause[why.ordinal()] += to - from;
  }

  /** The device. */
  public DeviceLane lane() {
    return lane;
  }

  /** Number of pieces. */
  public int size() {
    return start.size();
  }

  public long startNs(int piece) {
    return start.get(piece);
  }

  public long durNs(int piece) {
    return dur.get(piece);
  }

  public IdleCause cause(int piece) {
    return IdleCause.of(cause.get(piece));
  }

  /** Slice row of the work that ended the gap. */
  public int next(int piece) {
    return next.get(piece);
  }

  /**
   * Slice row of the host's event that is to blame: the synchronising call, the loader, or else the
   * launch that came late; {@link Ids#NONE} if unknown.
   */
  public int blame(int piece) {
    return blame.get(piece);
  }

  /** Nanoseconds of a cause. */
  public long ns(IdleCause why) {
    return byCause[why.ordinal()];
  }

  /** Idle nanoseconds of all causes: what the device's timeline says. */
  public long totalNs() {
    long sum = 0;
    for (long each : byCause) {
      sum += each;
    }
    return sum;
  }
}
