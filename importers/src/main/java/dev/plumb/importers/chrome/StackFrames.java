package dev.plumb.importers.chrome;

import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;
import java.util.Arrays;

/**
 * The dictionary {@code stackFrames}: each frame names its caller, which may come later in the
 * file. Stacks are made when all frames are known.
 */
final class StackFrames {
  /** States of a frame whose stack is not known yet. */
  private static final int UNSEEN = -2;

  private static final int ON_THE_WAY = -3;

  private final TraceBuilder out;
  private final LongMap index = new LongMap();
  private final LongColumn parents = new LongColumn();
  private final IntColumn frames = new IntColumn();
  private final LongColumn offsets = new LongColumn();

  /** Row of each frame's stack, or a state. */
  private final IntColumn stacks = new IntColumn();

  private int[] path = new int[64];

  StackFrames(TraceBuilder out) {
    this.out = out;
  }

  /**
   * Adds a frame.
   *
   * @param key as {@link EventReader#trackKey} makes it of a number or a text
   * @param parent key of the caller; {@link Ids#ABSENT} if there is none
   * @param frame row of the frame table
   */
  void put(long key, long parent, int frame, long offset) {
    int known = index.get(key);
    if (known >= 0) {
      out.problems().add(ProblemCode.DUPLICATE_KEY, offset);
      parents.set(known, parent);
      frames.set(known, frame);
      return;
    }
    parents.add(parent);
    frames.add(frame);
    offsets.add(offset);
    index.put(key, stacks.add(UNSEEN));
  }

  /** Row of the stack that ends in a frame; {@link Ids#NONE}, and a problem, if there is none. */
  int stack(long key, long offset) {
    int row = index.get(key);
    if (row < 0) {
      out.problems().add(ProblemCode.REFERENCE_DANGLING, offset);
      return Ids.NONE;
    }
    return stacks.get(row) >= 0 ? stacks.get(row) : build(row);
  }

  /** Up to a caller whose stack is known, or none, and down again. */
  private int build(int leaf) {
    int depth = 0;
    int stack = Ids.NONE;
    int row = leaf;
    while (true) {
      stacks.set(row, ON_THE_WAY);
      if (depth == path.length) {
        path = Arrays.copyOf(path, depth * 2);
      }
      path[depth++] = row;
      long parent = parents.get(row);
      if (parent == Ids.ABSENT) {
        break;
      }
      int next = index.get(parent);
      if (next < 0) {
        out.problems().add(ProblemCode.REFERENCE_DANGLING, offsets.get(row));
        break;
      }
      if (stacks.get(next) == ON_THE_WAY) {
        out.problems().add(ProblemCode.STACK_CYCLE, offsets.get(row));
        break;
      }
      if (stacks.get(next) >= 0) {
        stack = stacks.get(next);
        break;
      }
      row = next;
    }
    while (depth > 0) {
      int frame = path[--depth];
      stack = out.stacks().row(stack, frames.get(frame));
      stacks.set(frame, stack);
    }
    return stack;
  }
}
