package dev.plumb.present.diff;

import dev.plumb.explain.Facts;
import dev.plumb.explain.SourceLines;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Run;
import dev.plumb.profile.SourceFrame;
import dev.plumb.profile.diff.RunDiff;
import dev.plumb.profile.diff.TreeMatch;
import dev.plumb.trace.Ids;
import org.jspecify.annotations.Nullable;

/** Says where in the program a row of two matched trees is. */
public final class DiffPlaces {
  /**
   * Where a row is.
   *
   * @param file source file of the innermost frame of the user's program, or null if none is known
   * @param line its line in the new run, or in the base for what only that has; 0 if unknown
   * @param function its function, or null
   * @param baseLine its line in the base where that is another one, else 0
   * @param name the row's own name: operator, module, kernel
   */
  public record Place(
      @Nullable String file, int line, @Nullable String function, int baseLine, String name) {
    /** {@code model.py:12}, or null where no file is known. */
    public @Nullable String source() {
      return file == null ? null : line > 0 ? file + ":" + line : file;
    }
  }

  private final TreeMatch match;
  private final Side base;
  private final Side fresh;

  private record Side(CallingContextTree tree, SourceLines sources) {
    Side(Run run) {
      this(run.tree(), new Facts(run).sources());
    }

    @Nullable SourceFrame source(int node) {
      int at = sources.nodeOf(node);
      return at < 0 ? null : SourceFrame.of(tree, tree.frame(at));
    }
  }

  /** Places of the rows of a comparison. */
  public DiffPlaces(RunDiff diff) {
    match = diff.match();
    base = new Side(diff.base());
    fresh = new Side(diff.fresh());
  }

  /** Where a row is. */
  public Place of(int row) {
    int newNode = match.newNode(row);
    int baseNode = match.baseNode(row);
    SourceFrame after = newNode == Ids.NONE ? null : fresh.source(newNode);
    SourceFrame before = baseNode == Ids.NONE ? null : base.source(baseNode);
    SourceFrame frame = after != null ? after : before;
    if (frame == null) {
      return new Place(null, 0, null, 0, match.name(row));
    }
    int line = after != null && before != null ? before.line() : frame.line();
    int movedFrom = line == frame.line() ? 0 : line;
    return new Place(frame.file(), frame.line(), frame.function(), movedFrom, match.name(row));
  }

  /** The tree in which the callers of a row are looked up: the new one where it has the row. */
  public CallingContextTree treeOf(int row) {
    return match.newNode(row) != Ids.NONE ? fresh.tree : base.tree;
  }

  /** The node of a row in {@link #treeOf}. */
  public int nodeOf(int row) {
    return match.newNode(row) != Ids.NONE ? match.newNode(row) : match.baseNode(row);
  }
}
