package dev.plumb.profile;

import dev.plumb.trace.DeviceWorkTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LaunchTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;

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

  long ambiguous;
  long beforeLaunch;
  long unlinked;

  LaunchLinker(Links links) {
    this.links = links;
    this.trace = links.trace();
    this.slices = trace.slices();
    this.launches = trace.launches();
    this.work = trace.deviceWork();
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
      } else if (kind.isDeviceWork()) {
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
          index.add(correlation, row);
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
    int first = index.first(correlation);
    if (first < 0) {
      return Ids.NONE;
    }
    if (index.next(first) < 0) {
      return sameRank(index.row(first), row) ? index.row(first) : Ids.NONE;
    }
    return choose(index, first, row);
  }

  /**
   * Several calls with one id: processes of a merged trace that count alike, or a runtime call and
   * the driver call inside it. The rank decides, then the external id, then the time: work belongs
   * to the last call before it.
   */
  private int choose(LongIndex index, int first, int row) {
    long externalId = work.externalId(slices.detail(row));
    long start = slices.startNs(row);
    int best = Ids.NONE;
    int bestScore = -1;
    int candidates = 0;
    for (int entry = first; entry >= 0; entry = index.next(entry)) {
      int launch = index.row(entry);
      if (!sameRank(launch, row)) {
        continue;
      }
      candidates++;
      boolean agrees =
          externalId != Ids.ABSENT && launches.externalId(slices.detail(launch)) == externalId;
      boolean before = slices.startNs(launch) <= start;
      int score = (agrees ? 2 : 0) + (before ? 1 : 0);
      if (score > bestScore
          || score == bestScore && before && slices.startNs(launch) > slices.startNs(best)) {
        best = launch;
        bestScore = score;
      }
    }
    if (candidates > 1) {
      ambiguous++;
    }
    return best;
  }

  private boolean sameRank(int launch, int row) {
    int one = trace.tracks().rank(slices.trackRow(launch));
    int other = trace.tracks().rank(slices.trackRow(row));
    return one == other || one < 0 || other < 0;
  }

  private LongIndex indexOperators() {
    LongIndex index = new LongIndex(trace.operators().size());
    for (int row = 0, n = slices.size(); row < n; row++) {
      int kind = slices.kindOrdinal(row);
      if (kind == OPERATOR || kind == STEP) {
        long externalId = trace.operators().externalId(slices.detail(row));
        if (externalId > 0) { // 0 is what profilers write for "no operator"
          index.add(externalId, row);
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
    int entry = index.first(externalId);
    while (entry >= 0 && !sameRank(index.row(entry), row)) {
      entry = index.next(entry);
    }
    return entry < 0 ? Ids.NONE : index.row(entry);
  }
}
