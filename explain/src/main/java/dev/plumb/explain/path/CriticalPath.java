package dev.plumb.explain.path;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Step;
import dev.plumb.explain.host.DataLoading;
import dev.plumb.explain.host.SyncCalls;
import dev.plumb.explain.host.ThreadSlices;
import dev.plumb.profile.Links;
import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The critical path through the host threads and one device, walked from the end to the beginning:
 * at each piece of work, what it waited for last. Its pieces follow one another without a gap, so
 * they add up to the time from its beginning to its end.
 *
 * <ul>
 *   <li>Device work waited for the last work to end before it, where that ended after the work's
 *       launch began: on the same stream for certain, on another one by time alone. Else it waited
 *       for its launch, and the path goes to the thread that launched it.
 *   <li>A thread that came out of a synchronising call waited for the last device work that ended
 *       within it.
 *   <li>A thread that showed nothing while another one of its process worked waited for that one
 *       (the engine's thread during backward).
 *   <li>Anything else is the thread's own time.
 * </ul>
 *
 * <p>HTA builds a graph with the same dependencies forward and searches its longest path; walking
 * back gives the same path where every wait is known, and needs no graph. Waits for events of other
 * streams are inferred here from times, where HTA needs {@code cuda_sync} events.
 */
public final class CriticalPath {
  /** Host and device clocks agree to about this. */
  private static final long CLOCK_NS = 2_000;

  private final DeviceLane lane;
  private final Links links;
  private final SliceTable slices;
  private final ThreadSlices syncs;
  private final ThreadSlices loading;
  private final Activity activity;

  /** Positions in the lane by end, and the place of each position in that order. */
  private final int[] byEnd;

  private final int[] place;

  private final LongColumn start = new LongColumn();
  private final LongColumn dur = new LongColumn();
  private final ByteColumn part = new ByteColumn();
  private final IntColumn row = new IntColumn();
  private final long[] byPart = new long[PathPart.values().length];
  private boolean inferred;

  /** Place of the last work on the path: the path never comes back to it, or to a later one. */
  private int reached;

  private long begin;

  private CriticalPath(Facts facts, DeviceLane lane) {
    this.lane = lane;
    links = facts.inputs().get(lane.input());
    slices = links.trace().slices();
    syncs = SyncCalls.of(facts).input(lane.input());
    loading = DataLoading.of(facts).input(lane.input());
    activity = new Activity(links);
    byEnd = byEnd(lane);
    place = new int[byEnd.length];
    for (int i = 0; i < byEnd.length; i++) {
      place[byEnd[i]] = i;
    }
    List<Step> steps =
        facts.steps().stream()
            .filter(each -> each.input() == lane.input())
            .filter(each -> each.rank() == lane.rank() || each.rank() < 0 || lane.rank() < 0)
            .toList();
    walk(steps);
  }

  /** Positions of a lane by end, those of one end by position: end and position as one number. */
  private static int[] byEnd(DeviceLane lane) {
    int size = lane.size();
    long[] keys = new long[size];
    long first = lane.firstNs();
    if (Math.multiplyHigh(lane.totalNs() + 1, size) != 0
        || (lane.totalNs() + 1) * size < 0) { // years of nanoseconds: clocks that went astray
      return IntStream.range(0, size)
          .boxed()
          .sorted(Comparator.comparingLong(lane::endNs))
          .mapToInt(Integer::intValue)
          .toArray();
    }
    for (int at = 0; at < size; at++) {
      keys[at] = (lane.endNs(at) - first) * size + at;
    }
    Arrays.sort(keys);
    int[] sorted = new int[size];
    for (int i = 0; i < size; i++) {
      sorted[i] = (int) (keys[i] % size);
    }
    return sorted;
  }

  /** Of each device of a run, in the order of {@link Facts#lanes()}. */
  public static List<CriticalPath> of(Facts facts) {
    return facts.shared(All.class, All::new).paths;
  }

  private static final class All {
    private final List<CriticalPath> paths = new ArrayList<>();

    All(Facts facts) {
      for (DeviceLane lane : facts.lanes()) {
        paths.add(new CriticalPath(facts, lane));
      }
    }
  }

  private void walk(List<Step> steps) {
    long earliest = steps.isEmpty() ? Long.MIN_VALUE : steps.getFirst().startNs();
    int work = byEnd[byEnd.length - 1];
    int track = Ids.NONE;
    long at = lane.endNs(work);
    if (!steps.isEmpty() && steps.getLast().endNs() > at) {
      track = slices.trackRow(steps.getLast().row());
      at = steps.getLast().endNs();
      work = Ids.NONE;
    }
    begin = at;
    reached = byEnd.length;
    int cause = Ids.NONE;
    while (at > earliest && (work >= 0 || track >= 0)) {
      if (work >= 0) {
        reached = place[work];
        long from = Math.max(earliest, Math.min(at, lane.startNs(work)));
        add(from, at, deviceParts(work), lane.row(work));
        at = from;
        int before = before(work);
        if (before >= 0) {
          from = Math.max(earliest, lane.endNs(before));
          add(from, at, PathPart.QUEUE, lane.row(work));
          at = Math.min(at, from);
          work = before;
          continue;
        }
        if (!links.quality(lane.row(work)).isLaunch()) {
          break;
        }
        cause = links.launch(lane.row(work));
        track = slices.trackRow(cause);
        from = Math.max(earliest, Math.min(at, slices.startNs(cause)));
        add(from, at, PathPart.LAUNCH, lane.row(work));
        at = from;
        work = Ids.NONE;
        continue;
      }
      int sync = lastBefore(track, at);
      long syncEnd = sync < 0 ? Long.MIN_VALUE : Math.min(at, slices.endNs(sync));
      int other = activity.handedOver(track, at);
      long otherEnd = other < 0 ? Long.MIN_VALUE : activity.lastEnd(other, at);
      long stretch = stretchStart(track, at);
      if (other >= 0 && otherEnd > syncEnd) {
        host(track, Math.max(earliest, otherEnd), at, cause);
        at = Math.max(earliest, otherEnd);
        track = other;
        inferred = true;
        continue;
      }
      long own = Math.max(stretch, syncEnd);
      if (own == Long.MIN_VALUE) {
        break;
      }
      if (stretch > syncEnd) {
        host(track, Math.max(earliest, stretch), at, cause);
        at = Math.max(earliest, stretch);
        int from = activity.handedOver(track, at);
        if (from >= 0) {
          track = from;
          inferred = true;
        } else {
          long pause = pauseStart(track, at);
          if (pause == Long.MIN_VALUE) {
            break;
          }
          host(track, Math.max(earliest, pause), at, cause);
          at = Math.max(earliest, pause);
        }
        continue;
      }
      host(track, Math.max(earliest, syncEnd), at, cause);
      at = Math.max(earliest, syncEnd);
      int waited = lastEndedIn(slices.startNs(sync), at);
      if (waited >= 0) {
        long from = Math.max(earliest, Math.min(at, lane.endNs(waited)));
        add(from, at, PathPart.WAIT_RETURN, sync);
        at = from;
        work = waited;
      } else {
        // The call had nothing to wait for: it is work of the thread like any other.
        long from = Math.max(earliest, Math.min(at - 1, slices.startNs(sync)));
        add(from, at, PathPart.HOST, sync);
        at = from;
        cause = sync;
      }
    }
    begin = at;
  }

  private PathPart deviceParts(int work) {
    return switch (lane.work(work)) {
      case COMPUTE -> PathPart.COMPUTE;
      case COMMUNICATION -> PathPart.COMMUNICATION;
      case COPY -> PathPart.COPY;
    };
  }

  /**
   * The work that a piece of work waited for: the last to end by its beginning, where that is after
   * its launch; {@link Ids#NONE} if it waited for its launch.
   */
  private int before(int work) {
    long from = lane.startNs(work);
    boolean launched = links.quality(lane.row(work)).isLaunch();
    long launch = launched ? slices.startNs(links.launch(lane.row(work))) : from - 1_000 * CLOCK_NS;
    int at = lastEndedBy(from);
    at = Math.min(at, place[work] - 1); // never in a circle: work without a duration
    if (at < 0 || lane.endNs(byEnd[at]) < launch) {
      return Ids.NONE;
    }
    inferred |= !launched || lane.streamId(byEnd[at]) != lane.streamId(work);
    return byEnd[at];
  }

  /** Place in the order of ends of the last work to end by an instant; −1 if there is none. */
  private int lastEndedBy(long timeNs) {
    int low = 0;
    int high = byEnd.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (lane.endNs(byEnd[middle]) <= timeNs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The last work to end in a stretch of time; {@link Ids#NONE} if none does. */
  private int lastEndedIn(long from, long to) {
    int at = Math.min(lastEndedBy(to + CLOCK_NS), reached - 1);
    // A clock that runs ahead may show the end after the return, but never the beginning.
    while (at >= 0 && lane.endNs(byEnd[at]) > from && lane.startNs(byEnd[at]) >= to) {
      at--;
    }
    return at >= 0 && lane.endNs(byEnd[at]) > from ? byEnd[at] : Ids.NONE;
  }

  /** The last synchronising call of a thread that began before an instant. */
  private int lastBefore(int track, long timeNs) {
    int[] calls = syncs.of(track);
    int low = 0;
    int high = calls.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (slices.startNs(calls[middle]) < timeNs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? Ids.NONE : calls[low - 1];
  }

  /** Where the thread's stretch of work before an instant began, if it is before that. */
  private long stretchStart(int track, long timeNs) {
    long from = activity.stretchStart(track, timeNs);
    return from < timeNs ? from : Long.MIN_VALUE;
  }

  /** End of what the thread did before a pause; nothing before it: the path begins here. */
  private long pauseStart(int track, long timeNs) {
    long end = activity.lastEnd(track, timeNs);
    return end < timeNs ? end : Long.MIN_VALUE;
  }

  private void host(int track, long from, long to, int cause) {
    if (to <= from) {
      return;
    }
    long loaded = loading.coveredNs(track, from, to);
    // The order within the piece is the thread's; the pieces only have to be as long.
    add(to - loaded, to, PathPart.DATA_LOADING, loading.firstIn(track, from, to));
    add(from, to - loaded, PathPart.HOST, cause);
  }

  private void add(long from, long to, PathPart what, int sliceRow) {
    if (to > from) {
      start.add(from);
      dur.add(to - from);
      part.add((byte) what.ordinal());
      row.add(sliceRow);
      byPart[what.ordinal()] += to - from;
    }
  }

  /** The device. */
  public DeviceLane lane() {
    return lane;
  }

  /** Number of pieces; the first is the last in time. */
  public int size() {
    return start.size();
  }

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
