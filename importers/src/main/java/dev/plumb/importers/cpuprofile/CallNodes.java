package dev.plumb.importers.cpuprofile;

import dev.plumb.importers.stacks.StackTree;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.TraceBuilder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The call tree: ids in any order, parents named by themselves or by their children lists. */
final class CallNodes {
  /** Stands for the stack of an id that no node has. */
  static final int UNKNOWN = -2;

  private final TraceBuilder out;
  private final Map<Long, Integer> rows = new HashMap<>();
  private final LongColumn parents = new LongColumn();
  private final IntColumn frames = new IntColumn();
  private int[] stacks = {};

  /** Parent of an id as the lists of children tell. */
  private final Map<Long, Long> parentOf = new HashMap<>();

  CallNodes(TraceBuilder out) {
    this.out = out;
  }

  /** Adds a node; false if its id is taken. */
  boolean add(long id, long parent, int frame, @Nullable LongColumn children) {
    if (rows.putIfAbsent(id, frames.size()) != null) {
      return false;
    }
    parents.add(parent);
    frames.add(frame);
    for (int i = 0; children != null && i < children.size(); i++) {
      parentOf.putIfAbsent(children.get(i), id);
    }
    return true;
  }

  /** Makes the stacks of all nodes, each after that of its parent. */
  void finish() {
    rows.forEach((id, row) -> {
      if (parents.get(row) == Ids.ABSENT) {
        parents.set(row, parentOf.getOrDefault(id, Ids.ABSENT));
      }
    });
    stacks = StackTree.stacks(frames.size(), this::parent, this::stack, out.problems());
  }

  private int parent(int row) {
    long id = parents.get(row);
    return id == Ids.ABSENT ? Ids.NONE : rows.getOrDefault(id, Ids.NONE);
  }

  private int stack(int parentStack, int row) {
    int frame = frames.get(row);
    return frame < 0 ? parentStack : out.stacks().row(parentStack, frame);
  }

  /** The stack of a node; {@link #UNKNOWN} if there is none of this id. */
  int stack(long id) {
    Integer row = rows.get(id);
    return row == null ? UNKNOWN : stacks[row];
  }

  /** What a stack without code of the program stands for. */
  int reason(int stack) {
    if (stack < 0 || out.stacks().parentRow(stack) >= 0) {
      return Ids.NONE;
    }
    String name = out.strings().get(out.frames().nameId(out.stacks().frameRow(stack)));
    return switch (name) {
      case "(idle)", "(program)", "(garbage collector)" ->
          out.strings().intern(name.substring(1, name.length() - 1));
      default -> Ids.NONE;
    };
  }
}
