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
  private static final byte EXACT = (byte) LinkQuality.EXACT.ordinal();

  private final Trace trace;
  private final Links links;
  private final SliceTable slices;
  private final LaunchTable launches;
  private final DeviceWorkTable work;
  private final int[] ranks;
  private final int[] firstRanks;

  /** Of the work at hand: its rank, and none. */
  private final int[] ownRank = {0, Ids.NONE};

  private final int[] processes;
  private final SharedIds shared;

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
    this.processes = Processes.ofTracks(trace.tracks());
    this.shared = new SharedIds(links, processes);
  }

  void run() {
    if (work.size() == 0) {
      return;
    }
    LongIndex byCorrelation = indexLaunches();
    for (int row = 0, n = slices.size(); row < n; row++) {
      SliceKind kind = slices.kind(row);
      if (kind.isDeviceWork() || kind == SliceKind.SYNC) {
        byCorrelation(byCorrelation, row);
      }
    }
    shared.resolve(byCorrelation);
    byExternalId();
  }

  /** Calls by correlation id and rank, those that share both by time. */
  private LongIndex indexLaunches() {
    LongIndex index = new LongIndex(launches.size());
    for (int row = 0, n = slices.size(); row < n; row++) {
      if (slices.kindOrdinal(row) == RUNTIME) {
        long correlation = launches.correlation(slices.detail(row));
        if (correlation != Ids.ABSENT) {
          index.add(correlation, rank(row), row);
        }
      }
    }
    return index.seal().sortBy(slices::startNs);
  }

  private void byCorrelation(LongIndex index, int row) {
    long correlation = work.correlation(slices.detail(row));
    if (correlation == Ids.ABSENT) {
      return;
    }
    int slot = -1;
    for (int rank : candidateRanks(row)) {
      slot = index.slot(correlation, rank);
      if (slot >= 0) {
        break;
      }
    }
    if (slot < 0) {
      return;
    }
    if (index.count(slot) == 1) {
      int launch = index.row(index.from(slot));
      links.launch[row] = launch;
      links.quality[row] = EXACT;
      shared.learn(row, launch);
    } else {
      ambiguous++;
      shared.add(row, slot);
    }
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

  /** Where the launching call is not in the trace, the operator may be; and counts the rest. */
  private void byExternalId() {
    LongIndex operators = null;
    for (int row = 0, n = slices.size(); row < n; row++) {
      if (!slices.kind(row).isDeviceWork()) {
        continue;
      }
      if (links.launch[row] < 0) {
        operators = operators == null ? indexOperators() : operators;
        links.launch[row] = operator(operators, row);
        links.quality[row] =
            (byte) (links.launch[row] < 0 ? LinkQuality.NONE : LinkQuality.INFERRED).ordinal();
      }
      int launch = links.launch[row];
      if (launch < 0) {
        unlinked += links.given(row) < 0 ? 1 : 0;
      } else if (slices.startNs(row) < slices.startNs(launch)) {
        beforeLaunch++;
      }
    }
  }

  private LongIndex indexOperators() {
    LongIndex index = new LongIndex(trace.operators().size());
    for (int row = 0, n = slices.size(); row < n; row++) {
      int kind = slices.kindOrdinal(row);
      if (kind == OPERATOR || kind == STEP) {
        long externalId = trace.operators().externalId(slices.detail(row));
        if (externalId > 0) { // 0 is what profilers write for "no operator"
          index.add(externalId, rank(row), row);
        }
      }
    }
    return index.seal();
  }

  private int operator(LongIndex index, int row) {
    long externalId = work.externalId(slices.detail(row));
    if (externalId != Ids.ABSENT) {
      for (int rank : candidateRanks(row)) {
        int slot = index.slot(externalId, rank);
        if (slot >= 0) {
          return index.row(index.from(slot));
        }
      }
    }
    return Ids.NONE;
  }
}
