package dev.plumb.profile.timeline;

import java.util.Arrays;
import java.util.BitSet;
import java.util.PriorityQueue;

/** Says on which lane a slice goes. Slices come by start; what has ended gives its lane free. */
sealed interface LaneChooser {
  /** The lane of the next slice, from 0; no slice on it is open at {@code startNs}. */
  int lane(long startNs, long endNs);

  /** Below all that are open: as calls nest. */
  final class Nested implements LaneChooser {
    private long[] ends = new long[64];
    private int open;

    @Override
    public int lane(long startNs, long endNs) {
      while (open > 0 && ends[open - 1] <= startNs) {
        open--;
      }
      if (open == ends.length) {
        ends = Arrays.copyOf(ends, open * 2);
      }
      ends[open] = endNs;
      return open++;
    }
  }

  /** The first one that is free. */
  final class FirstFree implements LaneChooser {
    private record Busy(long endNs, int lane) {}

    private final PriorityQueue<Busy> busy =
        new PriorityQueue<>((a, b) -> Long.compare(a.endNs, b.endNs));
    private final BitSet taken = new BitSet();

    /** End of the only slice that is open, on lane 0, as long as the queue is empty. */
    private long onlyEnd = Long.MIN_VALUE;

    @Override
    public int lane(long startNs, long endNs) {
      // Streams run one piece of work after the other: no queue as long as that holds.
      if (busy.isEmpty() && onlyEnd <= startNs) {
        onlyEnd = endNs;
        return 0;
      }
      if (busy.isEmpty()) {
        busy.add(new Busy(onlyEnd, 0));
        taken.set(0);
      }
      while (!busy.isEmpty() && busy.element().endNs <= startNs) {
        taken.clear(busy.remove().lane);
      }
      if (busy.isEmpty()) {
        onlyEnd = endNs;
        return 0;
      }
      int lane = taken.nextClearBit(0);
      taken.set(lane);
      busy.add(new Busy(endNs, lane));
      return lane;
    }
  }
}
