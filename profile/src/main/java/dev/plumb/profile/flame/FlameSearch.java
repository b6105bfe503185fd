package dev.plumb.profile.flame;

import dev.plumb.profile.NamePattern;

/**
 * Frames that a pattern finds, over the whole of a flame graph.
 *
 * @param matching by frame of the tree
 * @param frames frames that match and are shown somewhere
 * @param contexts rows of the {@link FlameTree} that match
 * @param value what is in or below them; a match below a match counts once
 * @param base the same of the other run
 */
public record FlameSearch(
    @SuppressWarnings("ArrayRecordComponent") boolean[] matching,
    int frames,
    int contexts,
    long value,
    long base) {
  /** Searches. */
  public static FlameSearch of(FlameTree tree, FlameValues values, NamePattern pattern) {
    boolean[] matching = FlameTree.matching(tree.tree(), pattern);
    boolean[] found = new boolean[tree.size()];
    boolean[] seen = new boolean[matching.length];
    int frames = 0;
    int contexts = 0;
    long value = 0;
    long base = 0;
    for (int row = 0; row < found.length; row++) {
      boolean inside = row > 0 && found[tree.parent(row)];
      boolean own = matching[tree.frame(row)];
      found[row] = inside || own;
      if (own && (values.inclusive(row) != 0 || values.baseInclusive(row) != 0)) {
        contexts++;
        frames += seen[tree.frame(row)] ? 0 : 1;
        seen[tree.frame(row)] = true;
        value += inside ? 0 : values.inclusive(row);
        base += inside ? 0 : values.baseInclusive(row);
      }
    }
    return new FlameSearch(matching, frames, contexts, value, base);
  }
}
