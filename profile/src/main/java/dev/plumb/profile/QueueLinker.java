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
        starts.add(flows.flowId(row), row);
      }
    }
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
        index.add(key(slices.trackRow(row), slices.startNs(row)), row);
      }
    }
    return index;
  }

  private static long key(int track, long startNs) {
    return startNs * 1_000_003 + track;
  }

  private int operatorOf(LongIndex starts, int end) {
    FlowTable flows = trace.flows();
    for (int at = starts.first(flows.flowId(end)); at >= 0; at = starts.next(at)) {
      int start = starts.row(at);
      if (trace.tracks().rank(flows.trackRow(start)) == trace.tracks().rank(flows.trackRow(end))) {
        return operators.operatorAt(flows.trackRow(start), flows.timeNs(start));
      }
    }
    return Ids.NONE;
  }

  private void link(LongIndex work, int end, int operator) {
    int track = trace.flows().trackRow(end);
    long time = trace.flows().timeNs(end);
    for (int at = work.first(key(track, time)); at >= 0; at = work.next(at)) {
      int row = work.row(at);
      if (slices.trackRow(row) != track || slices.startNs(row) != time) {
        continue;
      }
      int launch = links.launch[row];
      if (launch < 0 || slices.trackRow(launch) != slices.trackRow(operator)) {
        found += launch < 0 && links.given(row) < 0 ? 1 : 0;
        links.launch[row] = operator;
        links.quality[row] = (byte) LinkQuality.INFERRED.ordinal();
      }
    }
  }
}
