package dev.plumb.explain.requests;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.DeviceLane.Work;
import dev.plumb.explain.base.Coverage;
import dev.plumb.explain.timeline.IdleCause;
import dev.plumb.explain.timeline.IdleGaps;
import dev.plumb.profile.Intervals;

/**
 * A window of time, and what of it a device spent in what. The parts add up to the window.
 *
 * @param before until the device's first work in the window: preprocessing, tokenising, loading
 * @param inference compute and communication
 * @param transfers copies that neither hides
 * @param queueing idle although work had been launched, or a launch was in flight
 * @param between idle between work for any other cause: the host
 * @param after behind the device's last work in the window: postprocessing, waiting for requests
 */
record Request(
    long fromNs,
    long toNs,
    long before,
    long inference,
    long transfers,
    long queueing,
    long between,
    long after) {

  /** Splits windows of one device. */
  static final class Splitter {
    private final DeviceLane lane;
    private final IdleGaps gaps;
    private final Coverage working;
    private final Coverage copying;
    private int piece;

    Splitter(DeviceLane lane, IdleGaps gaps) {
      this.lane = lane;
      this.gaps = gaps;
      Intervals copies =
          lane.of(Work.COPY).minus(lane.of(Work.COMPUTE)).minus(lane.of(Work.COMMUNICATION));
      working = new Coverage(lane.busy().minus(copies));
      copying = new Coverage(copies);
    }

    /** The next window; windows must come in the order of their beginnings and not overlap. */
    Request split(long from, long to) {
      Intervals busy = lane.busy();
      long first = firstBusy(busy, from, to);
      long last = lastBusy(busy, from, to);
      if (first >= last) {
        return new Request(from, to, to - from, 0, 0, 0, 0, 0);
      }
      long inference = working.ns(first, last);
      long transfers = copying.ns(first, last);
      long queueing = queued(first, last);
      long between = last - first - inference - transfers - queueing;
      return new Request(
          from, to, first - from, inference, transfers, queueing, between, to - last);
    }

    private static long firstBusy(Intervals busy, long from, long to) {
      int at = search(busy, from);
      return at == busy.size() ? to : Math.min(to, Math.max(from, busy.startNs(at)));
    }

    private static long lastBusy(Intervals busy, long from, long to) {
      int at = search(busy, to);
      if (at < busy.size() && busy.startNs(at) < to) {
        return to;
      }
      return at == 0 ? from : Math.max(from, busy.endNs(at - 1));
    }

    /** The first interval that ends after an instant. */
    private static int search(Intervals busy, long timeNs) {
      int low = 0;
      int high = busy.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (busy.endNs(middle) <= timeNs) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private long queued(long from, long to) {
      long sum = 0;
      while (piece < gaps.size() && gaps.startNs(piece) + gaps.durNs(piece) <= from) {
        piece++;
      }
      for (int at = piece; at < gaps.size() && gaps.startNs(at) < to; at++) {
        IdleCause cause = gaps.cause(at);
        if (cause == IdleCause.QUEUED || cause == IdleCause.LAUNCH_LATENCY) {
          long start = Math.max(from, gaps.startNs(at));
          long end = Math.min(to, gaps.startNs(at) + gaps.durNs(at));
          sum += Math.max(0, end - start);
        }
      }
      return sum;
    }
  }
}
