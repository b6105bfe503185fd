package dev.plumb.profile;

import dev.plumb.trace.FlowTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;

/**
 * Joins device work to its operator by the profiler's arrows ({@code async_npu} of Ascend's). They
 * matter where operators queue their calls to a helper thread: the call that launched the work is
 * in no operator then. Work whose call is on the operator's own thread keeps that call.
 */
final class QueueLinker {
  /** Work of one line that starts at one instant; no device starts as much. */
  private static final int MOST_AT_ONCE = 16;

  private final Trace trace;
  private final Links links;
  private final SliceTable slices;
  private final BackwardLinker operators;

  /** Work that had no launch until its arrow was followed. */
  long found;

  QueueLinker(Links links, BackwardLinker operators) {
    this.links = links;
    this.trace = links.trace();
    this.slices = trace.slices();
    this.operators = operators;
  }

  void run() {
    int category = trace.strings().find("async_npu");
    if (category < 0) {
      return;
    }
    FlowTable flows = trace.flows();
    LongIndex starts = new LongIndex(flows.size());
    for (int row = 0, n = flows.size(); row < n; row++) {
      if (flows.categoryId(row) == category && flows.phase(row) == 's') {
        starts.add(flows.flowId(row), rank(flows.trackRow(row)), row);
      }
    }
    starts.seal();
    LongIndex work = indexWork();
    for (int row = 0, n = flows.size(); row < n; row++) {
      if (flows.categoryId(row) == category && flows.phase(row) == 'f') {
        int operator = operatorOf(starts, row);
        if (operator >= 0) {
          link(work, row, operator);
        }
      }
    }
  }

  private LongIndex indexWork() {
    LongIndex index = new LongIndex(trace.deviceWork().size());
    for (int row = 0, n = slices.size(); row < n; row++) {
      if (slices.kind(row).isDeviceWork()) {
        index.add(slices.startNs(row), slices.trackRow(row), row);
      }
    }
    return index.seal();
  }

  private int rank(int track) {
    return trace.tracks().rank(track);
  }

  private int operatorOf(LongIndex starts, int end) {
    FlowTable flows = trace.flows();
    int slot = starts.slot(flows.flowId(end), rank(flows.trackRow(end)));
    if (slot < 0) {
      return Ids.NONE;
    }
    int start = starts.row(starts.from(slot));
    return operators.operatorAt(flows.trackRow(start), flows.timeNs(start));
  }

  private void link(LongIndex work, int end, int operator) {
    int track = trace.flows().trackRow(end);
    int slot = work.slot(trace.flows().timeNs(end), track);
    if (slot < 0) {
      return;
    }
    int last = Math.min(work.to(slot), work.from(slot) + MOST_AT_ONCE);
    for (int at = work.from(slot); at < last; at++) {
      int row = work.row(at);
      int launch = links.launch[row];
      if (launch < 0 || slices.trackRow(launch) != slices.trackRow(operator)) {
        found += launch < 0 && links.given(row) < 0 ? 1 : 0;
        links.launch[row] = operator;
        links.quality[row] = (byte) LinkQuality.INFERRED.ordinal();
      }
    }
  }
}
