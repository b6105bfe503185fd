package dev.plumb.explain.path;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Step;
import dev.plumb.explain.host.DataLoading;
import dev.plumb.explain.host.SyncCalls;
import dev.plumb.explain.host.ThreadSlices;
import dev.plumb.profile.Links;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceTable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** One device and the threads of its rank: what waited for what there. */
final class PathLane {
  /** Host and device clocks agree to about this. */
  private static final long CLOCK_NS = 2_000;

  final DeviceLane lane;
  final Links links;
  final SliceTable slices;
  final ThreadSlices loading;
  final Activity activity;
  private final ThreadSlices syncs;
  private final List<Step> steps;

  /** Positions in the lane by end, and the place of each position in that order. */
  private final int[] byEnd;

  private final int[] place;

  /** Place of the last work on the path: the path never comes back to it, or to a later one. */
  private int reached;

  PathLane(Facts facts, DeviceLane lane, Activity activity) {
    this.lane = lane;
    this.activity = activity;
    links = facts.inputs().get(lane.input());
    slices = links.trace().slices();
    syncs = SyncCalls.of(facts).input(lane.input());
    loading = DataLoading.of(facts).input(lane.input());
    byEnd = byEnd(lane);
    place = new int[byEnd.length];
    for (int i = 0; i < byEnd.length; i++) {
      place[byEnd[i]] = i;
    }
    reached = byEnd.length;
    steps =
        facts.steps().stream()
            .filter(each -> each.input() == lane.input())
            .filter(each -> each.rank() == lane.rank() || each.rank() < 0 || lane.rank() < 0)
            .toList();
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

  /** The path comes from before the first step, where there are steps. */
  long earliest() {
    return steps.isEmpty() ? Long.MIN_VALUE : steps.getFirst().startNs();
  }

  /** The work to end last. */
  int lastWork() {
    return byEnd[byEnd.length - 1];
  }

  /** The track whose last step ends after all work; {@link Ids#NONE} if the work does. */
  int lastTrack() {
    boolean later = !steps.isEmpty() && steps.getLast().endNs() > lane.endNs(lastWork());
    return later ? slices.trackRow(steps.getLast().row()) : Ids.NONE;
  }

  long lastNs() {
    return lastTrack() < 0 ? lane.endNs(lastWork()) : steps.getLast().endNs();
  }

  /** The path has come to a piece of work. */
  void reach(int work) {
    reached = place[work];
  }

  /** Whether the path may still come to a piece of work without going in a circle. */
  boolean isAhead(int work) {
    return place[work] < reached;
  }

  PathPart part(int work) {
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
  int before(int work) {
    long from = lane.startNs(work);
    boolean launched = links.quality(lane.row(work)).isLaunch();
    long launch = launched ? slices.startNs(links.launch(lane.row(work))) : from - 1_000 * CLOCK_NS;
    int at = lastEndedBy(from);
    at = Math.min(at, place[work] - 1); // never in a circle: work without a duration
    if (at < 0 || lane.endNs(byEnd[at]) < launch) {
      return Ids.NONE;
    }
    return byEnd[at];
  }

  /** Whether that one work waited for the other is known by time alone. */
  boolean isGuess(int before, int work) {
    return !links.quality(lane.row(work)).isLaunch()
        || lane.streamId(before) != lane.streamId(work);
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
  int lastEndedIn(long from, long to) {
    int at = Math.min(lastEndedBy(to + CLOCK_NS), reached - 1);
    // A clock that runs ahead may show the end after the return, but never the beginning.
    while (at >= 0 && lane.endNs(byEnd[at]) > from && lane.startNs(byEnd[at]) >= to) {
      at--;
    }
    return at >= 0 && lane.endNs(byEnd[at]) > from ? byEnd[at] : Ids.NONE;
  }

  /** The last synchronising call of a thread that began before an instant. */
  int lastSync(int track, long timeNs) {
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
  long stretchStart(int track, long timeNs) {
    long from = activity.stretchStart(track, timeNs);
    return from < timeNs ? from : Long.MIN_VALUE;
  }

  /** End of what the thread did before a pause; nothing before it: the path begins here. */
  long pauseStart(int track, long timeNs) {
    long end = activity.lastEnd(track, timeNs);
    return end < timeNs ? end : Long.MIN_VALUE;
  }
}
