package dev.plumb.profile;

import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory that a program held when a snapshot was taken, by the context that allocated it.
 *
 * @param node of the tree
 * @param blocks how many
 */
public record HeldMemory(int node, long bytes, long blocks) {
  private static final Comparator<HeldMemory> MOST_FIRST =
      Comparator.comparingLong(HeldMemory::bytes).reversed().thenComparingInt(HeldMemory::node);

  /** The contexts that hold most. */
  public static List<HeldMemory> top(Run run, int limit) {
    long[] blocks = new long[run.tree().size()];
    for (int input = 0; input < run.inputs().size(); input++) {
      for (int node : run.liveBlockNodes(input)) {
        if (node >= 0) {
          blocks[node]++;
        }
      }
    }
    List<HeldMemory> held = new ArrayList<>();
    for (int node = 0; node < blocks.length; node++) {
      if (blocks[node] > 0) {
        held.add(new HeldMemory(node, run.tree().exclusive(node, Metric.LIVE_BYTES), blocks[node]));
      }
    }
    return held.stream().sorted(MOST_FIRST).limit(limit).toList();
  }

  /**
   * The contexts that hold most of each device of an input, by its row of the input's devices: no
   * memory is of two devices, whatever they ran.
   */
  public static List<List<HeldMemory>> byDevice(Run run, int input) {
    Trace trace = run.inputs().get(input).trace();
    List<Map<Integer, HeldMemory>> byNode = new ArrayList<>();
    for (int device = 0; device < trace.devices().size(); device++) {
      byNode.add(new HashMap<>());
    }
    int[] nodes = run.liveBlockNodes(input);
    for (int row = 0; row < nodes.length; row++) {
      int node = nodes[row];
      int device = trace.segments().deviceRow(trace.blocks().segmentRow(row));
      if (node >= 0 && device >= 0) {
        byNode
            .get(device)
            .merge(node, new HeldMemory(node, trace.blocks().bytes(row), 1), HeldMemory::plus);
      }
    }
    return byNode.stream().map(each -> each.values().stream().sorted(MOST_FIRST).toList()).toList();
  }

  private HeldMemory plus(HeldMemory more) {
    return new HeldMemory(node, bytes + more.bytes, blocks + more.blocks);
  }
}
