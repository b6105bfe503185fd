package dev.plumb.profile;

import dev.plumb.trace.Ids;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Times;

/**
 * Finds the slice in which a thread was when it was sampled: the innermost one that was open. Runs
 * after nesting and before backward work goes to its forward operators, because only callers on the
 * same thread count.
 */
final class SampleOwners {
  private final Links links;
  private final SliceTable slices;
  private final HostNesting nesting;

  SampleOwners(Links links, HostNesting nesting) {
    this.links = links;
    this.slices = links.trace().slices();
    this.nesting = nesting;
  }

  void run() {
    SampleTable samples = links.trace().samples();
    for (int row = 0, n = samples.size(); row < n; row++) {
      int track = samples.trackRow(row);
      if (track >= 0 && samples.timeNs(row) != Times.NONE) {
        links.sampleOwner[row] = owner(track, samples.timeNs(row));
      }
    }
  }

  private int owner(int track, long timeNs) {
    int at = lastBegun(track, timeNs);
    int from = nesting.trackStart[track];
    // Steps nest nothing: what began before them may still be open.
    while (at >= from && slices.kind(nesting.order[at]) == SliceKind.STEP) {
      at--;
    }
    int row = at < from ? Ids.NONE : nesting.order[at];
    while (row >= 0 && slices.endNs(row) <= timeNs) {
      row = links.caller[row];
    }
    return row;
  }

  /** Index in the thread's order of the last slice that begins at or before a time. */
  private int lastBegun(int track, long timeNs) {
    int low = nesting.trackStart[track];
    int high = nesting.trackStart[track + 1];
    while (low < high) {
      int middle = low + high >>> 1;
      if (slices.startNs(nesting.order[middle]) <= timeNs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
