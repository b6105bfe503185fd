package dev.plumb.record.tree;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.FrameTable;
import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The contexts of a tree in which most of its time was measured. */
public final class Hottest {
  /** Frames that are shown where there are none but native ones. */
  private static final int NATIVE = 3;

  private Hottest() {}

  /**
   * Contexts that look the same.
   *
   * @param context the function of the program, the operator or module in it, and what ran
   * @param value what was measured in them, with its unit
   * @param share of all that was measured
   */
  public record Row(String context, String value, double share) {}

  /** Rows of frames, outermost first; {@link Ids#NONE} for those that there are not. */
  private record Look(int first, int second, int last) {}

  /** The first contexts by time; by calls where no time was measured. */
  public static List<Row> of(ContextTree tree, int count) {
    int measure = tree.mainMeasure();
    if (measure < 0) {
      return List.of();
    }
    Map<Look, Long> sums = new HashMap<>();
    long[] total = new long[1];
    tree.forEach((context, of, value) -> {
      if (of == measure) {
        sums.merge(look(tree, context), value, Long::sum);
        total[0] += value;
      }
    });
    List<Map.Entry<Look, Long>> sorted = new ArrayList<>(sums.entrySet());
    sorted.sort(Map.Entry.<Look, Long>comparingByValue(Comparator.reverseOrder()));
    List<Row> rows = new ArrayList<>();
    for (var one : sorted.subList(0, Math.min(count, sorted.size()))) {
      rows.add(
          new Row(
              name(tree, one.getKey()),
              value(tree, measure, one.getValue()),
              total[0] == 0 ? 0 : (double) one.getValue() / total[0]));
    }
    return rows;
  }

  private static Look look(ContextTree tree, int context) {
    if (context < 0) {
      return new Look(Ids.NONE, Ids.NONE, Ids.NONE);
    }
    int last = tree.stacks().frameRow(context);
    int work = Ids.NONE;
    int code = Ids.NONE;
    for (int at = tree.stacks().parentRow(context); at >= 0 && code < 0; ) {
      int frame = tree.stacks().frameRow(at);
      switch (tree.frames().kind(frame)) {
        case PYTHON, JAVA -> code = frame;
        case OPERATOR, MODULE, ANNOTATION -> work = work < 0 ? frame : work;
        default -> {}
      }
      at = tree.stacks().parentRow(at);
    }
    return code < 0 && work < 0 ? innermost(tree, context) : new Look(code, work, last);
  }

  private static Look innermost(ContextTree tree, int context) {
    int[] frames = {Ids.NONE, Ids.NONE, Ids.NONE};
    int at = context;
    for (int i = NATIVE - 1; i >= 0 && at >= 0; i--) {
      frames[i] = tree.stacks().frameRow(at);
      at = tree.stacks().parentRow(at);
    }
    return new Look(frames[0], frames[1], frames[2]);
  }

  private static String value(ContextTree tree, int measure, long value) {
    return tree.unit(measure).equals("ns")
        ? String.format("%.2f s", value / 1e9)
        : String.valueOf(value);
  }

  private static String name(ContextTree tree, Look look) {
    FrameTable frames = tree.frames();
    StringBuilder name = new StringBuilder();
    for (int frame : new int[] {look.first, look.second, look.last}) {
      if (frame >= 0) {
        name.append(name.isEmpty() ? "" : " > ");
        name.append(tree.strings().get(frames.nameId(frame)));
        if (frames.line(frame) > 0 && frames.kind(frame) == CodeKind.PYTHON) {
          name.append(':').append(frames.line(frame));
        }
      }
    }
    return name.isEmpty() ? "?" : name.toString();
  }
}
