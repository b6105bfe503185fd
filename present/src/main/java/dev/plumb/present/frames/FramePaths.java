package dev.plumb.present.frames;

import dev.plumb.profile.CallingContextTree;
import org.jspecify.annotations.Nullable;

/**
 * Paths of the tree as one line: the frames below the root, outermost first, joined by {@code ;}.
 * What would break the line in a frame's name is replaced: {@code ;} by a comma, control characters
 * by a blank. Frames without a name are called {@code [unnamed]}.
 */
public final class FramePaths {
  private final CallingContextTree tree;
  private final @Nullable String[] names;
  private final boolean[] changed;

  /** Paths of {@code tree}, which must be complete. */
  public FramePaths(CallingContextTree tree) {
    this.tree = tree;
    this.names = new @Nullable String[tree.frames()];
    this.changed = new boolean[names.length];
  }

  /** Name of a frame as it stands in paths. */
  public String name(int frameRow) {
    String name = names[frameRow];
    if (name == null) {
      String original = withPlace(frameRow);
      name = clean(original);
      changed[frameRow] = !name.equals(original);
      names[frameRow] = name;
    }
    return name;
  }

  /** Frames of recorded stacks say where they are: {@code forward (model.py:12)}. */
  private String withPlace(int frameRow) {
    String file = tree.frameFile(frameRow);
    int line = tree.frameLine(frameRow);
    String name = tree.frameName(frameRow);
    return file == null || line == 0 ? name : name + " (" + file + ":" + line + ")";
  }

  /** Frames asked for so far whose names were changed. */
  public int changedNames() {
    int count = 0;
    for (boolean one : changed) {
      count += one ? 1 : 0;
    }
    return count;
  }

  /** The path to a node; the empty string for the root. */
  public String of(int node) {
    StringBuilder path = new StringBuilder();
    append(node, path);
    return path.toString();
  }

  /** Appends the path to a node. */
  public void append(int node, StringBuilder out) {
    append(tree.path(node), out);
  }

  /** Appends nodes as a path. */
  public void append(int[] nodes, StringBuilder out) {
    int start = out.length();
    for (int step : nodes) {
      if (out.length() > start) {
        out.append(';');
      }
      out.append(name(tree.frame(step)));
    }
  }

  private static String clean(String name) {
    if (name.isBlank()) {
      return "[unnamed]";
    }
    StringBuilder clean = null;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      char better = better(name, i, c);
      if (better != c && clean == null) {
        clean = new StringBuilder(name.length()).append(name, 0, i);
      }
      if (clean != null) {
        clean.append(better);
      }
    }
    return clean == null ? name : clean.toString();
  }

  private static char better(String name, int at, char c) {
    if (c == ';') {
      return ',';
    }
    if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
      return ' ';
    }
    if (Character.isHighSurrogate(c)) {
      boolean paired = at + 1 < name.length() && Character.isLowSurrogate(name.charAt(at + 1));
      return paired ? c : '\uFFFD';
    }
    if (Character.isLowSurrogate(c)) {
      boolean paired = at > 0 && Character.isHighSurrogate(name.charAt(at - 1));
      return paired ? c : '\uFFFD';
    }
    return c;
  }
}
