package dev.plumb.profile;

import dev.plumb.trace.Ids;
import dev.plumb.trace.NodeTable;
import java.util.Arrays;

/**
 * Finds the caller of each node of an operator graph. Files may name callers that are not there or
 * that call each other in a circle: those calls are cut, so that what is left is a forest.
 */
final class GraphLinker {
  private static final byte OPEN = 1;
  private static final byte DONE = 2;

  private final NodeTable nodes;

  /** Row of the caller of each node; {@link Ids#NONE} at the top. */
  final int[] parents;

  long missing;
  long cycles;

  GraphLinker(NodeTable nodes) {
    this.nodes = nodes;
    parents = new int[nodes.size()];
    Arrays.fill(parents, Ids.NONE);
  }

  void run() {
    LongIndex index = new LongIndex(parents.length);
    for (int row = 0; row < parents.length; row++) {
      if (index.slot(nodes.id(row), 0) < 0) {
        index.add(nodes.id(row), 0, row);
      }
    }
    for (int row = 0; row < parents.length; row++) {
      long id = nodes.parentId(row);
      // PyTorch writes the outermost node as its own caller.
      if (id != Ids.ABSENT && id != nodes.id(row)) {
        int slot = index.slot(id, 0);
        parents[row] = slot < 0 ? Ids.NONE : index.last(slot);
        missing += slot < 0 ? 1 : 0;
      }
    }
    cutCycles();
  }

  private void cutCycles() {
    byte[] state = new byte[parents.length];
    for (int row = 0; row < parents.length; row++) {
      int at = row;
      while (at >= 0 && state[at] == 0) {
        state[at] = OPEN;
        int above = parents[at];
        if (above >= 0 && state[above] == OPEN) {
          parents[at] = Ids.NONE;
          cycles++;
          break;
        }
        at = above;
      }
      for (at = row; at >= 0 && state[at] == OPEN; at = parents[at]) {
        state[at] = DONE;
      }
    }
  }
}
