package dev.plumb.profile;

import dev.plumb.trace.FlowTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.OperatorTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;

/**
 * Puts backward operators under the forward operator whose gradient they compute: by the profiler's
 * arrows ({@code fwdbwd}) where there are any, else by autograd's sequence number.
 */
final class BackwardLinker {
  /** The engine calls itself once for each nested backward; no program nests as many. */
  private static final int MAX_ENGINE_FRAMES = 16;

  private static final int OPERATOR = SliceKind.OPERATOR.ordinal();

  private final Trace trace;
  private final Links links;
  private final SliceTable slices;
  private final OperatorTable operators;
  private final HostNesting nesting;
  private final int[] processes;

  BackwardLinker(Links links, HostNesting nesting) {
    this.links = links;
    this.nesting = nesting;
    this.trace = links.trace();
    this.slices = trace.slices();
    this.operators = trace.operators();
    this.processes = Processes.ofTracks(trace.tracks());
  }

  void run() {
    byFlows();
    bySequenceNumber();
  }

  /** The arrow starts in the forward operator and ends in the backward one. */
  private void byFlows() {
    FlowTable flows = trace.flows();
    int category = trace.strings().find("fwdbwd");
    if (category < 0) {
      return;
    }
    int starts = 0;
    for (int row = 0, n = flows.size(); row < n; row++) {
      if (flows.categoryId(row) == category && flows.phase(row) == 's') {
        starts++;
      }
    }
    // Arrows stay in a process; others may count alike.
    LongIndex index = new LongIndex(starts);
    for (int row = 0, n = flows.size(); row < n; row++) {
      if (flows.categoryId(row) == category && flows.phase(row) == 's') {
        index.add(flows.flowId(row), processes[flows.trackRow(row)], row);
      }
    }
    index.seal();
    for (int row = 0, n = flows.size(); row < n; row++) {
      if (flows.categoryId(row) != category || flows.phase(row) != 'f') {
        continue;
      }
      int slot = index.slot(flows.flowId(row), processes[flows.trackRow(row)]);
      if (slot >= 0) {
        int start = index.row(index.from(slot));
        int backward = operatorAt(flows.trackRow(row), flows.timeNs(row));
        if (backward >= 0) {
          hang(backward, operatorAt(flows.trackRow(start), flows.timeNs(start)));
        }
      }
    }
  }

  /** The last operator of a track that begins at or before {@code time} and is still open then. */
  int operatorAt(int track, long time) {
    int low = nesting.trackStart[track];
    int high = nesting.trackStart[track + 1];
    int first = low;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (slices.startNs(nesting.order[middle]) <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    // Arrows begin where their operator begins; a few slices may have begun at the same instant.
    for (int at = low - 1; at >= first && at >= low - 64; at--) {
      int row = nesting.order[at];
      if (slices.kindOrdinal(row) == OPERATOR && slices.endNs(row) >= time) {
        return row;
      }
    }
    return Ids.NONE;
  }

  private void bySequenceNumber() {
    int count = 0;
    for (int row = 0, n = slices.size(); row < n; row++) {
      if (isForward(row)) {
        count++;
      }
    }
    if (count == 0) {
      return;
    }
    // Operators that ran before the graph's node was made show its number too: the node's own
    // operator is the last of them.
    LongIndex index = new LongIndex(count);
    for (int row : nesting.order) {
      if (isForward(row)) {
        long number = operators.sequenceNumber(slices.detail(row));
        int process = processes[slices.trackRow(row)];
        int slot = index.slot(number, process);
        if (slot < 0) {
          index.add(number, process, row);
        } else if (slices.startNs(row) >= slices.startNs(index.last(slot))) {
          index.replaceLast(slot, row);
        }
      }
    }
    for (int row : nesting.order) {
      if (slices.kindOrdinal(row) == OPERATOR) {
        int detail = slices.detail(row);
        if (operators.sequenceNumber(detail) >= 0 && operators.forwardThread(detail) > 0) {
          // Sequence numbers count from 0 in each process of each rank.
          int slot = index.slot(operators.sequenceNumber(detail), processes[slices.trackRow(row)]);
          if (slot >= 0) {
            hang(row, index.last(slot));
          }
        }
      }
    }
  }

  private boolean isForward(int row) {
    if (slices.kindOrdinal(row) != OPERATOR) {
      return false;
    }
    int detail = slices.detail(row);
    return operators.sequenceNumber(detail) >= 0 && operators.forwardThread(detail) <= 0;
  }

  /**
   * Makes {@code forward} the caller of the outermost operator around {@code backward} that has
   * nothing but the autograd engine above it.
   */
  private void hang(int backward, int forward) {
    if (forward < 0 || slices.startNs(forward) >= slices.startNs(backward)) {
      return;
    }
    int top = backward;
    int caller = links.caller[top];
    int frames = 0;
    while (caller >= 0 && isEngine(caller) && slices.trackRow(caller) == slices.trackRow(top)) {
      if (++frames > MAX_ENGINE_FRAMES) {
        return;
      }
      top = caller;
      caller = links.caller[top];
    }
    if (caller >= 0 && (slices.trackRow(caller) != slices.trackRow(top) || caller == forward)) {
      return; // hangs already, or is called by the forward operator itself
    }
    if (slices.startNs(forward) < slices.startNs(top)) {
      links.caller[top] = forward;
      links.backwardLinks++;
    }
  }

  /** {@code autograd::engine::evaluate_function: AddmmBackward0} around {@code AddmmBackward0}. */
  private boolean isEngine(int row) {
    return slices.kindOrdinal(row) == OPERATOR
        && trace.strings().startsWith(slices.nameId(row), "autograd::engine::evaluate_function");
  }
}
