package dev.plumb.profile.diff;

import dev.plumb.profile.SourceFrame;

/** Source lines of contexts. */
final class Lines {
  private Lines() {}

  /** The line that a context stands at; 0 if unknown. */
  static int of(Outline outline, int row) {
    return SourceFrame.of(outline.tree(), outline.tree().frame(outline.node(row))).line();
  }
}
