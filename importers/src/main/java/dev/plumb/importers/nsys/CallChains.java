package dev.plumb.importers.nsys;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.FrameTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.StackTable;
import java.util.Arrays;

/**
 * A table of call chains: one row for each frame, those of a chain beside each other, depth 0 being
 * the innermost.
 */
final class CallChains {
  /** Beyond this, recursion has gone wrong, or the file. */
  private static final int DEEPEST = 1 << 14;

  private final Export export;
  private final LongMap stacks = new LongMap();
  private final LongMap callers = new LongMap();
  private long lowest = Long.MAX_VALUE;
  private long highest = Long.MIN_VALUE;

  /** Frames of the chain at hand by depth. */
  private int[] frames = new int[64];

  private int depth;

  private CallChains(Export export) {
    this.export = export;
  }

  static CallChains read(Export export, String table) {
    CallChains chains = new CallChains(export);
    chains.read(table);
    return chains;
  }

  /** Row of a chain's stack; {@link Ids#NONE} if there is no such chain. */
  int stack(long id) {
    return stacks.get(id);
  }

  /** The least and greatest id; greater than it and less where there are no chains. */
  long lowest() {
    return lowest;
  }

  long highest() {
    return highest;
  }

  private void read(String table) {
    Rows rows =
        export.file.rows(table, "id", "symbol", "module", "kernelMode", "stackDepth", "originalIP");
    int kernel = export.strings.intern("[kernel.kallsyms]");
    long chain = Ids.ABSENT;
    long count = 0;
    while (rows.next()) {
      count++;
      long id = rows.integer(0, Ids.ABSENT);
      long at = rows.integer(4, depth);
      if (id != chain) {
        finish(chain);
        chain = id;
      }
      if (id == Ids.ABSENT || at < 0 || at >= DEEPEST || stacks.get(id) >= 0) {
        export.problems.add(ProblemCode.ROW_UNUSABLE, rows.offset());
        continue;
      }
      put((int) at, frame(rows, kernel));
    }
    finish(chain);
    export.counted(table, count);
  }

  private int frame(Rows rows, int kernel) {
    int module = export.texts.id(rows.integer(2, -1));
    int symbol = export.texts.id(rows.integer(1, -1));
    if (symbol < 0) {
      symbol = export.strings.intern("0x" + Long.toHexString(rows.integer(5, 0)));
    }
    boolean system = rows.integer(3, 0) == 1 || module == kernel;
    return export
        .out
        .frames()
        .row(system ? CodeKind.SYSTEM : CodeKind.NATIVE, symbol, Ids.NONE, 0, module, Ids.ABSENT);
  }

  private void put(int at, int frame) {
    if (at >= frames.length) {
      frames = Arrays.copyOf(frames, Math.max(at + 1, frames.length * 2));
    }
    if (at >= depth) {
      Arrays.fill(frames, depth, at, Ids.NONE);
      depth = at + 1;
    }
    frames[at] = frame;
  }

  private void finish(long id) {
    int stack = Ids.NONE;
    for (int i = depth - 1; i >= 0; i--) {
      if (frames[i] >= 0) {
        stack = export.out.stacks().row(stack, frames[i]);
      }
    }
    if (stack >= 0) {
      stacks.put(id, stack);
      lowest = Math.min(lowest, id);
      highest = Math.max(highest, id);
    }
    depth = 0;
  }

  /**
   * The callers of a function in a stack whose innermost frames are the function itself, its
   * aliases and the profiler's own: all above the first frame whose symbol has {@code nameId} in
   * it, or the whole stack where none has.
   */
  int callers(int stack, int nameId) {
    long key = (long) stack << 32 | nameId;
    int known = callers.get(key);
    if (known < 0) {
      known = find(stack, nameId) + 1; // 0 stands for no callers
      callers.put(key, known);
    }
    return known - 1;
  }

  private int find(int stack, int nameId) {
    StackTable table = export.out.stacks();
    FrameTable frameTable = export.out.frames();
    String name = export.strings.get(nameId).replaceFirst("(_ptsz|_ptds)?_v\\d+$", "");
    int at = stack;
    for (int i = 0; i < 8 && at >= 0 && !name.isEmpty(); i++) {
      if (export.strings.get(frameTable.nameId(table.frameRow(at))).contains(name)) {
        return table.parentRow(at);
      }
      at = table.parentRow(at);
    }
    return stack;
  }
}
