package dev.plumb.explain.timeline;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.profile.Intervals;
import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import java.util.ArrayList;
import java.util.List;

/**
 * The time in which nothing ran on a device, between its first and its last work, cut into pieces
 * of one cause each. The pieces of a device add up to its idle time exactly.
 *
 * <p>See {@link IdleCut} for how.
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
    IdleCut cut = new IdleCut(facts, lane.input(), this::add);
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
      cut.explain(from, to, lane.row(at));
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

  private void add(long from, long to, IdleCause why, int work, int blamed) {
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
