package dev.plumb.profile.timeline;

import dev.plumb.profile.Links;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.RowSorter;
import dev.plumb.trace.SliceTable;

/** Finds the device work that a host slice started, itself or by what it called. */
public final class Launches {
  private final Links links;
  private final SliceTable slices;

  /** Device work with a launch, by the start of the launch. */
  private final int[] work;

  /**
   * Of each host slice that slice among it and all that it called which ends last: mostly itself,
   * but backward work is called by its forward operator, and ends of different clocks differ.
   */
  private final int[] lasts;

  Launches(Links links, SliceOrder order) {
    this.links = links;
    this.slices = links.trace().slices();
    IntColumn found = new IntColumn();
    for (int at = 0; at < order.size(); at++) {
      int row = order.row(at);
      if (slices.kind(row).isDeviceWork() && links.launch(row) >= 0) {
        found.add(row);
      }
    }
    work = new int[found.size()];
    for (int i = 0; i < work.length; i++) {
      work[i] = found.get(i);
    }
    RowSorter.sortByKey(work, 0, work.length, row -> slices.startNs(links.launch(row)));
    lasts = new int[slices.size()];
    for (int row = 0; row < lasts.length; row++) {
      lasts[row] = row;
    }
    // Callers start no later than what they call.
    for (int at = order.size() - 1; at >= 0; at--) {
      int row = order.row(at);
      int caller = links.caller(row);
      if (caller >= 0 && slices.endNs(lasts[row]) > slices.endNs(lasts[caller])) {
        lasts[caller] = lasts[row];
      }
    }
  }

  /** Takes a piece of device work. */
  public interface Each {
    /** Row of the work, and of the call that launched it. */
    void accept(int workRow, int launchRow);
  }

  /**
   * Visits the work that was launched in a host slice or in what it called, by the start of the
   * launch. Backward work counts for the forward operator that it hangs under.
   */
  public void of(int row, Each each) {
    long from = slices.startNs(row);
    long until = slices.endNs(lasts[row]);
    for (int at = SliceOrder.firstFrom(work.length, from, i -> launchNs(work[i]));
        at < work.length;
        at++) {
      int launch = links.launch(work[at]);
      if (slices.startNs(launch) > until) {
        break;
      }
      if (isIn(launch, row)) {
        each.accept(work[at], launch);
      }
    }
  }

  private long launchNs(int workRow) {
    return slices.startNs(links.launch(workRow));
  }

  /** Whether a host slice is another one, or was called by it. */
  private boolean isIn(int row, int caller) {
    for (int at = row; at >= 0; at = links.caller(at)) {
      if (at == caller) {
        return true;
      }
      // Callers start no later than what they call.
      if (slices.startNs(at) < slices.startNs(caller)) {
        return false;
      }
    }
    return false;
  }
}
