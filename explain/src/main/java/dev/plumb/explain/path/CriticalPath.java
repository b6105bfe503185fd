package dev.plumb.explain.path;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.explain.collectives.Meetings;
import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The critical path through host threads and devices, walked from the end to the beginning: at each
 * piece of work, what it waited for last. Its pieces follow one another without a gap, so they add
 * up to the time from its beginning to its end.
 *
 * <ul>
 *   <li>Device work waited for the last work to end before it, where that ended after the work's
 *       launch began: on the same stream for certain, on another one by time alone. Else it waited
 *       for its launch, and the path goes to the thread that launched it.
 *   <li>A thread that came out of a synchronising call waited for the last device work that ended
 *       within it.
 *   <li>A thread that showed nothing while another one of its process worked waited for that one
 *       (the engine's thread during backward).
 *   <li>Across ranks: a collective that waits for all waited for the last rank to enter it. Until
 *       then only that rank's own work is on the path; from then on, the transfer.
 *   <li>Anything else is the thread's own time.
 * </ul>
 *
 * <p>HTA builds a graph with the same dependencies forward and searches its longest path; walking
 * back gives the same path where every wait is known, and needs no graph. Waits for events of other
 * streams are inferred here from times, where HTA needs {@code cuda_sync} events.
 */
public final class CriticalPath {
  private final List<PathLane> lanes;
  private final @Nullable Meetings meetings;
  private final LongColumn start = new LongColumn();
  private final LongColumn dur = new LongColumn();
  private final ByteColumn part = new ByteColumn();
  private final IntColumn row = new IntColumn();
  private final IntColumn laneOf = new IntColumn();
  private final long[] byPart = new long[PathPart.values().length];
  private boolean inferred;

  /** The lane that the walk is in; times are of its clock. */
  private int own;

  private long begin;
  private int hops;

  private CriticalPath(List<PathLane> lanes, @Nullable Meetings meetings) {
    this.lanes = lanes;
    this.meetings = meetings;
    for (int lane = 1; lane < lanes.size(); lane++) {
      if (common(lane, lanes.get(lane).lastNs()) > common(own, lanes.get(own).lastNs())) {
        own = lane;
      }
    }
    walk();
  }

  /** Of each device of a run, in the order of {@link Facts#lanes()}. */
  public static List<CriticalPath> of(Facts facts) {
    return facts.shared(All.class, All::new).paths;
  }

  /**
   * The one path through all devices of a run, where collectives connect them and clocks can be
   * compared; null else.
   */
  public static @Nullable CriticalPath acrossRanks(Facts facts) {
    return facts.shared(Across.class, Across::new).path;
  }

  /** Threads of an input are looked at once, however many devices it has. */
  private static List<PathLane> lanes(Facts facts) {
    Map<Integer, Activity> activities = new HashMap<>();
    List<PathLane> lanes = new ArrayList<>();
    for (DeviceLane lane : facts.lanes()) {
      Activity activity =
          activities.computeIfAbsent(
              lane.input(), input -> new Activity(facts.inputs().get(input), facts.rows(input)));
      lanes.add(new PathLane(facts, lane, activity));
    }
    return lanes;
  }

  private static final class All {
    private final List<CriticalPath> paths = new ArrayList<>();

    All(Facts facts) {
      for (PathLane lane : lanes(facts)) {
        paths.add(new CriticalPath(List.of(lane), null));
      }
    }
  }

  private static final class Across {
    private final @Nullable CriticalPath path;

    Across(Facts facts) {
      Meetings meetings = Meetings.of(facts);
      path = meetings.connectRanks() ? new CriticalPath(lanes(facts), meetings) : null;
    }
  }

  /** The first rank's time of a lane's. */
  private long common(int lane, long timeNs) {
    return timeNs + (meetings == null ? 0 : meetings.offsetNs(lane));
  }

  private void walk() {
    PathLane in = lanes.get(own);
    int track = in.lastTrack();
    int work = track < 0 ? in.lastWork() : Ids.NONE;
    long at = in.lastNs();
    int cause = Ids.NONE;
    while (work >= 0 || track >= 0) {
      in = lanes.get(own);
      long earliest = in.earliest();
      if (at <= earliest) {
        break;
      }
      if (work >= 0) {
        in.reach(work);
        int last = lastToCome(work);
        if (last >= 0) {
          // This rank only waited; the last one to enter is where the path goes on.
          at = cross(work, last, at);
          work = meetings().positionIn(own, work, last);
          own = last;
          in = lanes.get(own);
          in.reach(work);
          earliest = in.earliest();
          hops++;
        } else {
          long from = Math.max(earliest, Math.min(at, in.lane.startNs(work)));
          add(from, at, in.part(work), in.lane.row(work));
          at = from;
        }
        int before = in.before(work);
        if (before >= 0) {
          inferred |= in.isGuess(before, work);
          long from = Math.min(at, Math.max(earliest, in.lane.endNs(before)));
          add(from, at, PathPart.QUEUE, in.lane.row(work));
          at = from;
          work = before;
          continue;
        }
        if (!in.links.quality(in.lane.row(work)).isLaunch()) {
          break;
        }
        cause = in.links.launch(in.lane.row(work));
        track = in.slices.trackRow(cause);
        long from = Math.max(earliest, Math.min(at, in.slices.startNs(cause)));
        add(from, at, PathPart.LAUNCH, in.lane.row(work));
        at = from;
        work = Ids.NONE;
        continue;
      }
      int sync = in.lastSync(track, at);
      long syncEnd = sync < 0 ? Long.MIN_VALUE : Math.min(at, in.slices.endNs(sync));
      int other = in.activity.handedOver(track, at);
      long otherEnd = other < 0 ? Long.MIN_VALUE : in.activity.lastEnd(other, at);
      long stretch = in.stretchStart(track, at);
      if (other >= 0 && otherEnd > syncEnd) {
        cause = host(track, Math.max(earliest, otherEnd), at, cause);
        at = Math.max(earliest, otherEnd);
        track = other;
        inferred = true;
        continue;
      }
      if (Math.max(stretch, syncEnd) == Long.MIN_VALUE) {
        break;
      }
      if (stretch > syncEnd) {
        cause = host(track, Math.max(earliest, stretch), at, cause);
        at = Math.max(earliest, stretch);
        int from = in.activity.handedOver(track, at);
        if (from >= 0) {
          long end = Math.max(earliest, in.activity.lastEnd(from, at));
          cause = host(track, end, at, cause);
          at = Math.min(at, end);
          track = from;
          inferred = true;
        } else {
          long pause = in.pauseStart(track, at);
          if (pause == Long.MIN_VALUE) {
            break;
          }
          cause = host(track, Math.max(earliest, pause), at, cause);
          at = Math.max(earliest, pause);
        }
        continue;
      }
      cause = host(track, Math.max(earliest, syncEnd), at, cause);
      at = Math.max(earliest, syncEnd);
      int waited = in.lastEndedIn(in.slices.startNs(sync), at);
      if (waited >= 0) {
        long from = Math.max(earliest, Math.min(at, in.lane.endNs(waited)));
        add(from, at, PathPart.WAIT_RETURN, sync);
        at = from;
        work = waited;
      } else {
        // The call had nothing to wait for: it is work of the thread like any other.
        long from = Math.max(earliest, Math.min(at - 1, in.slices.startNs(sync)));
        add(from, at, PathPart.HOST, sync);
        at = from;
        cause = sync;
      }
    }
    begin = common(own, at);
  }

  private Meetings meetings() {
    return Objects.requireNonNull(meetings);
  }

  /**
   * The lane that entered this collective last and that the path may go to; −1 if it is our own.
   */
  private int lastToCome(int work) {
    if (meetings == null || lanes.get(own).part(work) != PathPart.COMMUNICATION) {
      return Ids.NONE;
    }
    int last = meetings.lastToCome(own, work);
    return last >= 0 && lanes.get(last).isAhead(meetings.positionIn(own, work, last))
        ? last
        : Ids.NONE;
  }

  /**
   * Adds the transfer, from the last rank's entry on. Returns that entry by the last rank's clock.
   */
  private long cross(int work, int last, long at) {
    int position = meetings().positionIn(own, work, last);
    long difference = common(last, 0) - common(own, 0);
    long entered = Math.min(at, lanes.get(last).lane.startNs(position) + difference);
    entered = Math.max(entered, lanes.get(own).earliest());
    add(entered, at, PathPart.COMMUNICATION, lanes.get(own).lane.row(work));
    return entered - difference;
  }

  /**
   * Adds a thread's own time: what it did that shows, and between that its program, blamed on what
   * it was about to do. Returns the first thing that it did, or what it was about to do.
   */
  private int host(int track, long from, long to, int cause) {
    PathLane in = lanes.get(own);
    long at = to;
    int next = cause;
    for (int index = in.activity.lastIndex(track, to); index >= 0 && at > from; index--) {
      int shown = in.activity.row(track, index);
      long end = Math.min(at, in.slices.endNs(shown));
      if (in.slices.startNs(shown) >= at) {
        continue;
      }
      gap(track, Math.max(from, end), at, next);
      at = Math.max(from, Math.min(at, end));
      long begun = Math.max(from, in.slices.startNs(shown));
      split(track, begun, at, shown);
      at = Math.min(at, begun);
      next = shown;
    }
    gap(track, from, at, next);
    return next;
  }

  /**
   * The program between two calls belongs to what made the next one; where nobody recorded that, to
   * nobody: the next call has not begun.
   */
  private void gap(int track, long from, long to, int next) {
    split(track, from, to, next < 0 ? Ids.NONE : lanes.get(own).links.caller(next));
  }

  private void split(int track, long from, long to, int shown) {
    if (to > from) {
      PathLane in = lanes.get(own);
      long loaded = in.loading.coveredNs(track, from, to);
      // The order within the piece is the thread's; the pieces only have to be as long.
      add(to - loaded, to, PathPart.DATA_LOADING, in.loading.firstIn(track, from, to));
      add(from, to - loaded, PathPart.HOST, shown);
    }
  }

  private void add(long from, long to, PathPart what, int sliceRow) {
    if (to > from) {
      start.add(common(own, from));
      dur.add(to - from);
      part.add((byte) what.ordinal());
      row.add(sliceRow);
      laneOf.add(own);
      byPart[what.ordinal()] += to - from;
    }
  }

  /** The device; of several, the one where the path ends. */
  public DeviceLane lane() {
    return lanes.get(size() == 0 ? 0 : laneOf.get(0)).lane;
  }

  /** The device, or the threads of its rank, that a piece belongs to. */
  public DeviceLane lane(int piece) {
    return lanes.get(laneOf.get(piece)).lane;
  }

  /** How often the path goes from one rank to another. */
  public int hops() {
    return hops;
  }

  /** Number of pieces; the first is the last in time. */
  public int size() {
    return start.size();
  }

  /** By the device's clock, or the first rank's where the path goes through several. */
  public long startNs(int piece) {
    return start.get(piece);
  }

  public long durNs(int piece) {
    return dur.get(piece);
  }

  public PathPart part(int piece) {
    return PathPart.of(part.get(piece));
  }

  /**
   * Slice row that a piece belongs to: the device work, the call that a thread was about to make,
   * the loader; {@link Ids#NONE} if unknown.
   */
  public int row(int piece) {
    return row.get(piece);
  }

  /** Nanoseconds of a part. */
  public long ns(PathPart what) {
    return byPart[what.ordinal()];
  }

  /** From the beginning of the path to its end. */
  public long totalNs() {
    long sum = 0;
    for (long each : byPart) {
      sum += each;
    }
    return sum;
  }

  /** Start of the path. */
  public long beginNs() {
    return begin;
  }

  /** Whether any dependency was found by time alone. */
  public boolean isInferred() {
    return inferred;
  }
}
