package dev.plumb.profile.timeline;

import dev.plumb.profile.Links;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import java.util.ArrayList;
import java.util.List;

/**
 * Says which slices of one trace are open at any moment, and how much of each was done by then.
 * Knows it at some places in the order of slices and goes on from the last one before.
 */
final class OpenIndex {
  /** How far apart the places are: going through 8,192 slices takes some 100 µs. */
  static final int USUAL_STRIDE = 1 << 13;

  private final Links links;
  private final SliceOrder order;
  private final int stride;
  private final List<Known> known = new ArrayList<>();

  private record Known(long timeNs, IntColumn rows, LongColumn doneNs) {}

  OpenIndex(Links links, SliceOrder order, int stride) {
    this.links = links;
    this.order = order;
    this.stride = stride;
    OpenSlices sweep = new OpenSlices(links);
    for (int at = 0; at < order.size(); at++) {
      if (at % stride == 0) {
        long time = order.startNs(at);
        Known here = new Known(time, new IntColumn(), new LongColumn());
        sweep.at(
            time,
            (row, doneNs) -> {
              here.rows.add(row);
              here.doneNs.add(doneNs);
            });
        known.add(here);
      }
      sweep.open(order.row(at));
    }
  }

  /** Visits the slices that began before a moment and end after it. */
  void at(long timeNs, OpenSlices.Each each) {
    int end = order.startingAt(timeNs);
    if (end == 0) {
      return;
    }
    int at = (end - 1) / stride * stride; // starts before the moment
    Known last = known.get(at / stride);
    OpenSlices sweep = new OpenSlices(links);
    sweep.resume(last.timeNs, last.rows, last.doneNs);
    for (; at < end; at++) {
      sweep.open(order.row(at));
    }
    sweep.at(timeNs, each);
  }
}
