package dev.plumb.importers.stacks;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/** Trees whose nodes name their parent, in any order and perhaps in circles, to stacks. */
public final class StackTree {
  private static final int OPEN = -2;
  private static final int IN_WORK = -3;

  private StackTree() {}

  /**
   * The stack of each node.
   *
   * @param parent index of a node's parent; negative at an outermost one
   * @param stack of a parent's stack and a node's index; a node that is no code gives its parent's
   */
  public static int[] stacks(
      int size, IntUnaryOperator parent, IntBinaryOperator stack, Problems problems) {
    int[] stacks = new int[size];
    int[] path = new int[size];
    Arrays.fill(stacks, OPEN);
    for (int node = 0; node < size; node++) {
      int depth = 0;
      int at = node;
      while (at >= 0 && at < size && stacks[at] == OPEN) {
        stacks[at] = IN_WORK;
        path[depth++] = at;
        at = parent.applyAsInt(at);
      }
      int row = at < 0 || at >= size ? Ids.NONE : stacks[at];
      if (row == IN_WORK) {
        problems.add(ProblemCode.STACK_CYCLE, Problems.NO_OFFSET);
        row = Ids.NONE;
      }
      while (depth > 0) {
        int next = path[--depth];
        row = stack.applyAsInt(row, next);
        stacks[next] = row;
      }
    }
    return stacks;
  }
}
