package dev.plumb.profile;

import dev.plumb.trace.DeviceWorkTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LaunchTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TrackTable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Joins device work to the call that launched it, by correlation id; where that call is not in the
 * trace, to the operator, by external id. One call may launch any number of kernels (graphs).
 */
final class LaunchLinker {
  private static final int RUNTIME = SliceKind.RUNTIME.ordinal();
  private static final int OPERATOR = SliceKind.OPERATOR.ordinal();
  private static final int STEP = SliceKind.STEP.ordinal();

  private final Trace trace;
  private final Links links;
  private final SliceTable slices;
  private final LaunchTable launches;
  private final DeviceWorkTable work;
  private final int[] ranks;
  private final int[] firstRanks;

  /** Of the work at hand: its rank, and none. */
  private final int[] ownRank = {0, Ids.NONE};

  long ambiguous;
  long beforeLaunch;
  long unlinked;

  LaunchLinker(Links links) {
    this.links = links;
    this.trace = links.trace();
    this.slices = trace.slices();
    this.launches = trace.launches();
    this.work = trace.deviceWork();
    this.ranks = ranks(trace.tracks());
    this.firstRanks = Arrays.copyOf(ranks, Math.min(64, ranks.length));
  }

  void run() {
    if (work.size() == 0) {
      return;
    }
    LongIndex byCorrelation = indexLaunches();
    LongIndex byExternalId = null;
    for (int row = 0, n = slices.size(); row < n; row++) {
      SliceKind kind = slices.kind(row);
      if (!kind.isDeviceWork() && kind != SliceKind.SYNC) {
        continue;
      }
      int launch = byCorrelation(byCorrelation, row);
      LinkQuality quality = LinkQuality.EXACT;
      if (launch < 0 && kind.isDeviceWork()) {
        if (byExternalId == null) {
          byExternalId = indexOperators();
        }
        launch = byExternalId(byExternalId, row);
        quality = LinkQuality.INFERRED;
      }
      if (launch >= 0) {
        links.launch[row] = launch;
        links.quality[row] = (byte) quality.ordinal();
        if (kind.isDeviceWork() && slices.startNs(row) < slices.startNs(launch)) {
          beforeLaunch++;
        }
      } else if (kind.isDeviceWork() && links.given(row) < 0) {
        unlinked++;
      }
    }
  }

  private LongIndex indexLaunches() {
    LongIndex index = new LongIndex(launches.size());
    for (int row = 0, n = slices.size(); row < n; row++) {
      if (slices.kindOrdinal(row) == RUNTIME) {
        long correlation = launches.correlation(slices.detail(row));
        if (correlation != Ids.ABSENT) {
          index.add(key(correlation, rank(row)), row);
        }
      }
    }
    return index;
  }

  private int byCorrelation(LongIndex index, int row) {
    int detail = slices.detail(row);
    long correlation = work.correlation(detail);
    if (correlation == Ids.ABSENT) {
      return Ids.NONE;
    }
    int best = Ids.NONE;
    int candidates = 0;
    for (int rank : candidateRanks(row)) {
      for (int entry = index.first(key(correlation, rank)); entry >= 0; entry = index.next(entry)) {
        int launch = index.row(entry);
        if (rank(launch) == rank && launches.correlation(slices.detail(launch)) == correlation) {
          candidates++;
          best = best < 0 || better(launch, best, row) ? launch : best;
        }
      }
      if (best >= 0) {
        break;
      }
    }
    if (candidates > 1) {
      ambiguous++;
    }
    return best;
  }

  /** Ids are those of a rank; a trace of one rank needs no mixing. */
  private long key(long id, int rank) {
    return ranks.length == 1 ? id : id * 1_000_003 + rank;
  }

  private int rank(int row) {
    return ranks.length == 1 ? ranks[0] : trace.tracks().rank(slices.trackRow(row));
  }

  /** Its own rank, then calls that name none; any of the first ranks for work that names none. */
  private int[] candidateRanks(int row) {
    int rank = rank(row);
    if (ranks.length == 1 || rank < 0) {
      return firstRanks;
    }
    ownRank[0] = rank;
    return ownRank;
  }

  /** The ranks that the tracks name, {@link Ids#NONE} first if some name none; never empty. */
  private static int[] ranks(TrackTable tracks) {
    int[] ranks = IntStream.range(0, tracks.size()).map(tracks::rank).sorted().distinct().toArray();
    return ranks.length == 0 ? new int[] {Ids.NONE} : ranks;
  }

  /**
   * Several calls with one id: processes of a merged trace that count alike, or a runtime call and
   * the driver call inside it. The rank decides, then the external id, then the time: work belongs
   * to the last call before it, or if there is none to the first one after it.
   */
  private boolean better(int launch, int than, int row) {
    boolean before = slices.startNs(launch) <= slices.startNs(row);
    int score = score(launch, row);
    int other = score(than, row);
    return score > other || score == other && nearer(launch, than, before);
  }

  private int score(int launch, int row) {
    long externalId = work.externalId(slices.detail(row));
    boolean agrees =
        externalId != Ids.ABSENT && launches.externalId(slices.detail(launch)) == externalId;
    return (agrees ? 2 : 0) + (slices.startNs(launch) <= slices.startNs(row) ? 1 : 0);
  }

  /** Whether a call is nearer to the work than another one, both before it or both after it. */
  private boolean nearer(int launch, int than, boolean before) {
    return before
        ? slices.startNs(launch) > slices.startNs(than)
        : slices.startNs(launch) < slices.startNs(than);
  }

  private LongIndex indexOperators() {
    LongIndex index = new LongIndex(trace.operators().size());
    for (int row = 0, n = slices.size(); row < n; row++) {
      int kind = slices.kindOrdinal(row);
      if (kind == OPERATOR || kind == STEP) {
        long externalId = trace.operators().externalId(slices.detail(row));
        if (externalId > 0) { // 0 is what profilers write for "no operator"
          index.add(key(externalId, rank(row)), row);
        }
      }
    }
    return index;
  }

  private int byExternalId(LongIndex index, int row) {
    long externalId = work.externalId(slices.detail(row));
    if (externalId == Ids.ABSENT) {
      return Ids.NONE;
    }
    for (int rank : candidateRanks(row)) {
      for (int entry = index.first(key(externalId, rank)); entry >= 0; entry = index.next(entry)) {
        int operator = index.row(entry);
        long id = trace.operators().externalId(slices.detail(operator));
        if (rank(operator) == rank && id == externalId) {
          return operator;
        }
      }
    }
    return Ids.NONE;
  }
}
