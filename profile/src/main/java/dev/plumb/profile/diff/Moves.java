package dev.plumb.profile.diff;

import dev.plumb.profile.FrameKind;
import dev.plumb.trace.Ids;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds contexts that one side has here and the other there: the same name with the same below it,
 * whose callers do not match. They keep their two rows, each of which names the other.
 */
final class Moves {
  private final TreeMatch match;

  Moves(TreeMatch match) {
    this.match = match;
  }

  /** The counterpart of each row; {@link Ids#NONE} for none. */
  int[] find() {
    int[] moved = new int[match.size()];
    Arrays.fill(moved, Ids.NONE);
    Map<Long, Deque<Integer>> gone = new HashMap<>();
    for (int row = 0; row < moved.length; row++) {
      if (match.quality(row) == MatchQuality.ONLY_BASE && canMove(row)) {
        gone.computeIfAbsent(match.base().structure(match.baseRow(row)), k -> new ArrayDeque<>())
            .add(row);
      }
    }
    for (int row = 0; row < moved.length; row++) {
      // What is below a context that moved has moved with it.
      if (match.quality(row) == MatchQuality.ONLY_NEW && canMove(row) && !above(row, moved)) {
        Deque<Integer> from = gone.get(match.fresh().structure(match.newRow(row)));
        while (from != null && !from.isEmpty()) {
          int candidate = from.removeFirst();
          if (!above(candidate, moved)) {
            moved[row] = candidate;
            moved[candidate] = row;
            break;
          }
        }
      }
    }
    return moved;
  }

  private boolean above(int row, int[] moved) {
    for (int at = row; at > 0 && !match.isPair(at); at = match.parent(at)) {
      if (moved[at] != Ids.NONE) {
        return true;
      }
    }
    return false;
  }

  /** Code with something below it: that two calls have the same name alone says too little. */
  private boolean canMove(int row) {
    FrameKind kind = match.kind(row);
    Outline side = match.newRow(row) >= 0 ? match.fresh() : match.base();
    int own = match.newRow(row) >= 0 ? match.newRow(row) : match.baseRow(row);
    return !kind.isPlace() && kind != FrameKind.RUNTIME && side.children(own).length > 0;
  }
}
