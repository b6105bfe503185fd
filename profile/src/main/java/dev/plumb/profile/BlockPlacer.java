package dev.plumb.profile;

import dev.plumb.trace.BlockTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Trace;
import java.util.stream.IntStream;

/** Places the memory that a program held when a snapshot was taken by who allocated it. */
final class BlockPlacer {
  /** As PyTorch writes it; other blocks are free, or only wait for a stream. */
  private static final String LIVE = "active_allocated";

  private final BlockTable blocks;
  private final Trace trace;
  private final Places places;
  private final StackPlacer stacks;

  BlockPlacer(Trace trace, Places places, StackPlacer stacks) {
    this.trace = trace;
    this.blocks = trace.blocks();
    this.places = places;
    this.stacks = stacks;
  }

  void addTo(CallingContextTree tree) {
    for (int row = 0, n = blocks.size(); row < n; row++) {
      if (isLive(row)) {
        tree.add(node(row), Metric.LIVE_BYTES, blocks.bytes(row));
      }
    }
  }

  /** The node of each block; {@link Ids#NONE} for those that are not held. */
  int[] liveNodes() {
    return IntStream.range(0, blocks.size())
        .map(row -> isLive(row) ? node(row) : Ids.NONE)
        .toArray();
  }

  private boolean isLive(int row) {
    int state = blocks.stateId(row);
    return state >= 0 && trace.strings().get(state).equals(LIVE);
  }

  private int node(int row) {
    int stack = blocks.stackRow(row);
    return stack < 0
        ? places.unattributed(Ids.NONE, FrameKind.UNATTRIBUTED, "no stack recorded")
        : stacks.under(places.rank(Ids.NONE), stack);
  }
}
