package dev.plumb.profile;

import dev.plumb.trace.StringPool;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Frames of one trace by its string ids, so that a slice's frame is found without a hash. */
final class Frames {
  /**
   * Objects have another address in each run and rank: {@code <built-in method foo at 0x7f…>}.
   * Installed packages lie elsewhere on each machine; Kineto itself cuts their paths since PyTorch
   * 2.0.
   */
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{4,}");

  private final CallingContextTree tree;
  private final StringPool strings;
  private final int[][] byName = new int[FrameKind.values().length][];

  Frames(CallingContextTree tree, StringPool strings) {
    this.tree = tree;
    this.strings = strings;
    Arrays.fill(byName, new int[0]);
  }

  int of(FrameKind kind, int nameId) {
    int[] rows = byName[kind.ordinal()];
    if (nameId >= rows.length) {
      rows = Arrays.copyOf(rows, strings.size());
      byName[kind.ordinal()] = rows;
    }
    if (rows[nameId] == 0) {
      rows[nameId] = tree.frame(kind, normalise(strings.get(nameId))) + 1;
    }
    return rows[nameId] - 1;
  }

  /** What is the same frame in another run, on another rank or machine, gets the same name. */
  static String normalise(String name) {
    String text = name.contains("0x") ? ADDRESS.matcher(name).replaceAll("0x…") : name;
    int packages = text.indexOf("-packages/");
    int slash = packages < 0 ? -1 : text.lastIndexOf('/', packages);
    boolean installed =
        slash >= 0
            && (text.startsWith("/site", slash) || text.startsWith("/dist", slash))
            && text.indexOf('(') > packages;
    return installed ? text.substring(packages + "-packages/".length()) : text;
  }
}
