package dev.plumb.explain.host;

import dev.plumb.explain.Facts;
import dev.plumb.explain.KindRows;
import dev.plumb.profile.Links;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Runtime calls in which a host thread waits for a device: the synchronising calls by name, and
 * asynchronous copies that did not return before the copy had ended (pageable memory).
 */
public final class SyncCalls {
  /**
   * cuda/hip and cu (driver) names; {@code cudaMemcpy} without Async blocks for all but small
   * uploads. Event queries do not wait.
   */
  private static final Pattern NAME =
      Pattern.compile(
          "(cuda|hip|cu|acl|aclrt|mu|musa)"
              + "(StreamSynchronize|DeviceSynchronize|CtxSynchronize|EventSynchronize"
              + "|SynchronizeStream|SynchronizeDevice|SynchronizeEvent"
              + "|Memcpy|MemcpyDtoH|MemcpyHtoD|MemcpyDtoD|Memcpy2D|MemcpyToSymbol|MemcpyFromSymbol)"
              + "(_v\\d+|_ptsz|_ptds)*",
          Pattern.CASE_INSENSITIVE);

  private final List<ThreadSlices> inputs = new ArrayList<>();

  private SyncCalls(Facts facts) {
    for (int input = 0; input < facts.inputs().size(); input++) {
      Links links = facts.inputs().get(input);
      inputs.add(new ThreadSlices(links.trace(), calls(links, facts.rows(input))));
    }
  }

  /** Those of a run. */
  public static SyncCalls of(Facts facts) {
    return facts.shared(SyncCalls.class, SyncCalls::new);
  }

  /** Whether a runtime call of that name waits for the device. */
  public static boolean isSynchronising(String name) {
    return NAME.matcher(name).matches();
  }

  private static IntColumn calls(Links links, KindRows rows) {
    Trace trace = links.trace();
    SliceTable slices = trace.slices();
    NameClass names = new NameClass(trace.strings(), SyncCalls::isSynchronising);
    BitSet calls = new BitSet(slices.size());
    for (int row : rows.of(SliceKind.RUNTIME)) {
      if (names.holds(slices.nameId(row))) {
        calls.set(row);
      }
    }
    for (int row : rows.of(SliceKind.MEMCPY)) {
      if (links.quality(row).isLaunch()) {
        int call = links.launch(row);
        // Clocks of host and device agree to about a microsecond.
        if (slices.endNs(call) >= slices.endNs(row) && slices.startNs(call) < slices.endNs(row)) {
          calls.set(call);
        }
      }
    }
    IntColumn inOrder = new IntColumn();
    for (int row = calls.nextSetBit(0); row >= 0; row = calls.nextSetBit(row + 1)) {
      inOrder.add(row);
    }
    return inOrder;
  }

  /** Those of an input, by track. */
  public ThreadSlices input(int input) {
    return inputs.get(input);
  }
}
