package dev.plumb.profile;

import dev.plumb.trace.FrameTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.util.Arrays;
import java.util.Locale;
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

  private final FrameTable code;

  /** Frame + 1 of each row of {@link #code}; empty until one is asked for. */
  private int[] byCode = new int[0];

  Frames(CallingContextTree tree, Trace trace) {
    this.tree = tree;
    this.strings = trace.strings();
    this.code = trace.frames();
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

  /** The frame of a row of {@link FrameTable}. */
  int ofCode(int frameRow) {
    if (byCode.length == 0) {
      byCode = new int[code.size()];
    }
    if (byCode[frameRow] == 0) {
      byCode[frameRow] = newFrame(frameRow) + 1;
    }
    return byCode[frameRow] - 1;
  }

  private int newFrame(int row) {
    FrameKind kind = FrameKind.of(code.kind(row));
    String name = strings.get(code.nameId(row));
    if (kind == FrameKind.PYTHON) {
      name = normalise(name);
    } else if (kind == FrameKind.INSTRUCTION && code.address(row) != Ids.ABSENT) {
      // The same instruction stands at many places of a kernel.
      name = String.format(Locale.ROOT, "0x%04x  %s", code.address(row), name);
    }
    int file = code.fileId(row);
    int library = code.libraryId(row);
    return tree.frame(
        kind,
        name,
        file < 0 ? null : withoutInstallation(strings.get(file)),
        code.line(row),
        library < 0 ? null : strings.get(library));
  }

  /** A path as it is on every machine: from inside of the folder of installed packages. */
  private static String withoutInstallation(String path) {
    int packages = path.indexOf("-packages/");
    int slash = packages < 0 ? -1 : path.lastIndexOf('/', packages);
    boolean installed =
        slash >= 0 && (path.startsWith("/site", slash) || path.startsWith("/dist", slash));
    return installed ? path.substring(packages + "-packages/".length()) : path;
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
