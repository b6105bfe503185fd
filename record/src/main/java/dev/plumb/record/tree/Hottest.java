package dev.plumb.record.tree;

import dev.plumb.trace.FrameTable;
import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The contexts of a tree in which most of its time was measured. */
public final class Hottest {
  /** Frames of a context that are shown. */
  private static final int SHOWN = 3;

  private Hottest() {}

  /**
   * One context.
   *
   * @param context its innermost frames, outermost first
   * @param value what was measured in it, with its unit
   * @param share of all that was measured
   */
  public record Row(String context, String value, double share) {}

  /** The first contexts by time; by calls where no time was measured. */
  public static List<Row> of(ContextTree tree, int count) {
    int measure = tree.mainMeasure();
    if (measure < 0) {
      return List.of();
    }
    Map<Integer, Long> sums = new HashMap<>();
    long[] total = new long[1];
    tree.forEach((context, of, value) -> {
      if (of == measure) {
        sums.merge(context, value, Long::sum);
        total[0] += value;
      }
    });
    List<Map.Entry<Integer, Long>> sorted = new ArrayList<>(sums.entrySet());
    sorted.sort(Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder()));
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

  private static String value(ContextTree tree, int measure, long value) {
    return tree.unit(measure).equals("ns")
        ? String.format("%.2f s", value / 1e9)
        : String.valueOf(value);
  }

  private static String name(ContextTree tree, int context) {
    FrameTable frames = tree.frames();
    StringBuilder name = new StringBuilder();
    int shown = 0;
    for (int at = context; at >= 0 && shown < SHOWN; at = tree.stacks().parentRow(at), shown++) {
      int frame = tree.stacks().frameRow(at);
      String one = tree.strings().get(frames.nameId(frame));
      name.insert(0, shown == 0 ? one : one + " > ");
    }
    return context == Ids.NONE ? "?" : name.toString();
  }
}
