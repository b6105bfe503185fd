package dev.plumb.record.tree;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.FrameTable;
import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.BitSet;
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
   * @param context calls of the program, outermost first, the operator or module in them, and what
   *     ran: of the context in which most was measured
   * @param value what was measured in them, with its unit
   * @param share of all that was measured
   * @param total the share of the innermost call of the program with all that it calls; of code
   *     that none calls, that of what ran
   */
  public record Row(List<String> context, String value, double share, double total) {}

  /** Contexts that look the same, and the one of them in which most was measured. */
  private static final class Sum {
    long value;
    long most = Long.MIN_VALUE;
    int context;

    void add(int row, long more) {
      value += more;
      if (more > most) {
        most = more;
        context = row;
      }
    }

    long value() {
      return value;
    }
  }

  /**
   * Rows of frames, outermost first; {@link Ids#NONE} for those that there are not. Of frames that
   * are shown alike it is the first one's.
   */
  private record Look(int code, int work, int last) {}

  /** What is shown of a frame: of native code the function, whichever line of it. */
  private record Shown(CodeKind kind, int name, int library, int file, int line) {}

  /** Of each frame the first one that is shown alike. */
  private static int[] alike(ContextTree tree) {
    FrameTable frames = tree.frames();
    Map<Shown, Integer> first = new HashMap<>();
    int[] alike = new int[frames.size()];
    for (int row = 0; row < alike.length; row++) {
      boolean isCode = isCode(tree, row);
      Shown shown =
          new Shown(
              frames.kind(row),
              frames.nameId(row),
              frames.libraryId(row),
              isCode ? frames.fileId(row) : Ids.NONE,
              isCode ? frames.line(row) : Ids.NONE);
      Integer before = first.putIfAbsent(shown, row);
      alike[row] = before == null ? row : before;
    }
    return alike;
  }

  /** The first contexts by time; by calls where no time was measured. */
  public static List<Row> of(ContextTree tree, int count) {
    int measure = tree.mainMeasure();
    if (measure < 0) {
      return List.of();
    }
    Map<Look, Sum> sums = new HashMap<>();
    int[] alike = alike(tree);
    long[] all = new long[1];
    tree.forEach((context, of, value) -> {
      if (of == measure) {
        sums.computeIfAbsent(look(tree, alike, context), look -> new Sum()).add(context, value);
        all[0] += value;
      }
    });
    List<Map.Entry<Look, Sum>> sorted = new ArrayList<>(sums.entrySet());
    sorted.sort(Comparator.comparing(each -> each.getValue().value(), Comparator.reverseOrder()));
    List<Map.Entry<Look, Sum>> first = sorted.subList(0, Math.min(count, sorted.size()));
    BitSet frames = new BitSet();
    first.stream()
        .mapToInt(one -> called(tree, one.getKey()))
        .filter(f -> f >= 0)
        .forEach(frames::set);
    long[] totals = totals(tree, measure, alike, frames);
    List<Row> rows = new ArrayList<>();
    for (var one : first) {
      Look look = one.getKey();
      long own = one.getValue().value;
      int called = called(tree, look);
      long total = called < 0 ? own : totals[called];
      rows.add(
          new Row(
              names(tree, look, one.getValue().context),
              value(tree, measure, own),
              share(own, all[0]),
              share(total, all[0])));
    }
    return rows;
  }

  private static double share(long part, long all) {
    return all == 0 ? 0 : (double) part / all;
  }

  /** The frame whose total stands beside a row; {@link Ids#NONE} for what has none. */
  private static int called(ContextTree tree, Look look) {
    return look.code >= 0 && !isCode(tree, look.last) ? look.code : look.last;
  }

  /**
   * What was measured in some frames with all that they call, by their rows; once however often one
   * calls itself. Of these alone: a tree may have a million contexts, and rings fill meanwhile.
   */
  private static long[] totals(ContextTree tree, int measure, int[] alike, BitSet frames) {
    long[] totals = new long[frames.length()];
    int[] seen = new int[frames.length()];
    int[] number = new int[1];
    tree.forEach((context, of, value) -> {
      if (of == measure) {
        number[0]++;
        for (int at = context; at >= 0; at = tree.stacks().parentRow(at)) {
          int frame = alike[tree.stacks().frameRow(at)];
          if (frames.get(frame) && seen[frame] != number[0]) {
            seen[frame] = number[0];
            totals[frame] += value;
          }
        }
      }
    });
    return totals;
  }

  private static Look look(ContextTree tree, int[] alike, int context) {
    if (context < 0) {
      return new Look(Ids.NONE, Ids.NONE, Ids.NONE);
    }
    int last = alike[tree.stacks().frameRow(context)];
    int work = Ids.NONE;
    int code = Ids.NONE;
    for (int at = tree.stacks().parentRow(context); at >= 0 && code < 0; ) {
      int frame = alike[tree.stacks().frameRow(at)];
      switch (tree.frames().kind(frame)) {
        case PYTHON, JAVA -> code = frame;
        case OPERATOR, MODULE, ANNOTATION -> work = work < 0 ? frame : work;
        default -> {}
      }
      at = tree.stacks().parentRow(at);
    }
    return new Look(code, work, last);
  }

  private static String value(ContextTree tree, int measure, long value) {
    return tree.unit(measure).equals("ns")
        ? String.format("%.2f s", value / 1e9)
        : String.valueOf(value);
  }

  private static boolean isCode(ContextTree tree, int frame) {
    CodeKind kind = tree.frames().kind(frame);
    return kind == CodeKind.PYTHON || kind == CodeKind.JAVA;
  }

  private static List<String> names(ContextTree tree, Look look, int context) {
    if (context < 0) {
      return List.of("?");
    }
    List<String> names = new ArrayList<>();
    names.add(name(tree, look.last));
    if (look.work >= 0) {
      names.addFirst(name(tree, look.work));
    }
    boolean isNative = look.code < 0 && look.work < 0;
    for (int at = tree.stacks().parentRow(context); at >= 0; at = tree.stacks().parentRow(at)) {
      int frame = tree.stacks().frameRow(at);
      if (isNative ? names.size() < NATIVE : isCode(tree, frame)) {
        names.addFirst(name(tree, frame));
      }
    }
    return names;
  }

  private static String name(ContextTree tree, int frame) {
    FrameTable frames = tree.frames();
    String name = tree.strings().get(frames.nameId(frame));
    int line = frames.line(frame);
    return line > 0 && frames.kind(frame) == CodeKind.PYTHON ? name + ":" + line : name;
  }
}
