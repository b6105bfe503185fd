package dev.plumb.present.view;

import dev.plumb.profile.Run;
import dev.plumb.profile.timeline.MemoryBlocks;
import java.util.ArrayList;
import java.util.List;

/** The memory that a run's allocators gave out, and who asked for it. */
final class Memory {
  private final List<MemoryBlocks> blocks;
  private final List<int[]> nodes = new ArrayList<>();
  private final List<Long> instantsBefore = new ArrayList<>();

  Memory(Run run) {
    blocks = MemoryBlocks.of(run);
    long before = 0;
    for (int input = 0; input < run.inputs().size(); input++) {
      nodes.add(blocks.isEmpty() ? new int[0] : run.allocationNodes(input));
      instantsBefore.add(before);
      before += run.inputs().get(input).trace().instants().size();
    }
  }

  /** By device. */
  List<MemoryBlocks> blocks() {
    return blocks;
  }

  /** Node of the tree of an allocation. */
  int node(int input, int instantRow) {
    return nodes.get(input)[instantRow];
  }

  /** Id of an instant in the run, as in {@code plumb sql}. */
  long instantId(int input, int instantRow) {
    return instantsBefore.get(input) + instantRow;
  }
}
