package dev.plumb.explain;

import dev.plumb.trace.Ids;

/**
 * An event of a run.
 *
 * @param input index of the run's input
 * @param row row of that input's slices
 */
public record SliceRef(int input, int row) {
  /** No event. */
  public static final SliceRef NONE = new SliceRef(Ids.NONE, Ids.NONE);
}
