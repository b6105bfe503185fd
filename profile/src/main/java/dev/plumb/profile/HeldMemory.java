package dev.plumb.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Memory that a program held when a snapshot was taken, by the context that allocated it.
 *
 * @param node of the tree
 * @param blocks how many
 */
public record HeldMemory(int node, long bytes, long blocks) {
  /** The contexts that hold most. */
  public static List<HeldMemory> top(Run run, int limit) {
    long[] blocks = new long[run.tree().size()];
    for (int input = 0; input < run.inputs().size(); input++) {
      for (int node : run.liveBlockNodes(input)) {
        blocks[node]++;
      }
    }
    List<HeldMemory> held = new ArrayList<>();
    for (int node = 0; node < blocks.length; node++) {
      if (blocks[node] > 0) {
        held.add(new HeldMemory(node, run.tree().exclusive(node, Metric.LIVE_BYTES), blocks[node]));
      }
    }
    return held.stream()
        .sorted(
            Comparator.comparingLong(HeldMemory::bytes)
                .reversed()
                .thenComparingInt(HeldMemory::node))
        .limit(limit)
        .toList();
  }
}
