package dev.plumb.explain.timeline;

import dev.plumb.explain.Facts;
import dev.plumb.explain.host.DataLoading;
import dev.plumb.explain.host.SyncCalls;
import dev.plumb.explain.host.ThreadSlices;
import dev.plumb.profile.Links;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceTable;

/**
 * Cuts a gap, in which a device or a stream did nothing, into pieces of one cause each that add up
 * to it.
 *
 * <p>The work that ends a gap was launched by a call of some thread. Where that call began before
 * the gap, all of the gap is {@link IdleCause#QUEUED}. Else the part from the call's beginning on
 * is {@link IdleCause#LAUNCH_LATENCY}, and the part before it the thread's: {@link
 * IdleCause#SYNCHRONISATION} where it stood in a synchronising call when the gap began (the call
 * emptied the queue), for as long as that call took at most, because without it the thread would
 * have come that much earlier; {@link IdleCause#DATA_LOADING} as far as it loaded data then; and
 * {@link IdleCause#HOST_LATE} for the rest. HTA calls the last three host wait.
 */
final class IdleCut {
  /** Takes the pieces; none is empty. */
  interface Pieces {
    /**
     * @param work slice row of the work that ended the gap
     * @param blamed slice row of the host's event, or {@link Ids#NONE}
     */
    void add(long fromNs, long toNs, IdleCause why, int work, int blamed);
  }

  private final Links links;
  private final ThreadSlices syncs;
  private final ThreadSlices loading;
  private final Pieces pieces;

  IdleCut(Facts facts, int input, Pieces pieces) {
    this.links = facts.inputs().get(input);
    this.syncs = SyncCalls.of(facts).input(input);
    this.loading = DataLoading.of(facts).input(input);
    this.pieces = pieces;
  }

  /** Cuts a gap that a slice of device work ended. */
  void explain(long from, long to, int work) {
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
    if (to > from) {
      pieces.add(from, to, why, work, blamed);
    }
  }
}
