package dev.plumb.profile;

import dev.plumb.trace.LongMap;
import dev.plumb.trace.StackTable;
import dev.plumb.trace.Trace;
import java.util.Arrays;

/** Puts recorded stacks below nodes of the tree; the same stack at the same place is one node. */
final class StackPlacer {
  private final CallingContextTree tree;
  private final StackTable stacks;
  private final Frames frames;

  /** Nodes by place and stack. */
  private final LongMap known = new LongMap();

  private int[] pending = new int[64];

  StackPlacer(CallingContextTree tree, Trace trace, Frames frames) {
    this.tree = tree;
    this.stacks = trace.stacks();
    this.frames = frames;
  }

  /** The node of a stack whose outermost frame hangs under {@code place}. */
  int under(int place, int stack) {
    int node = place;
    int count = 0;
    for (int at = stack; at >= 0; at = stacks.parentRow(at)) {
      int found = known.get(key(place, at));
      if (found >= 0) {
        node = found;
        break;
      }
      push(count++, at);
    }
    while (count > 0) {
      int next = pending[--count];
      node = tree.child(node, frames.ofCode(stacks.frameRow(next)));
      known.put(key(place, next), node);
    }
    return node;
  }

  /**
   * The node of a stack of which {@code place} already has the callers down to {@code outer}; where
   * {@code outer} is none of its callers, all its frames are added. What is added is short, and
   * depends on {@code outer} too: it is not remembered.
   */
  int under(int place, int stack, int outer) {
    if (outer < 0) {
      return under(place, stack);
    }
    int count = 0;
    for (int at = stack; at >= 0 && at != outer; at = stacks.parentRow(at)) {
      push(count++, at);
    }
    int node = place;
    while (count > 0) {
      node = tree.child(node, frames.ofCode(stacks.frameRow(pending[--count])));
    }
    return node;
  }

  private void push(int index, int stack) {
    if (index == pending.length) {
      pending = Arrays.copyOf(pending, index * 2);
    }
    pending[index] = stack;
  }

  private static long key(int place, int stack) {
    return (long) place << 32 | stack;
  }
}
