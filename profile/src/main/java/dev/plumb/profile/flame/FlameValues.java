package dev.plumb.profile.flame;

import org.jspecify.annotations.Nullable;

/** A metric over the rows of a {@link FlameTree}, and the same of a run to compare with. */
public final class FlameValues {
  private final long[] exclusive;
  private final long[] inclusive;
  private final long[] baseExclusive;
  private final long[] baseInclusive;

  /**
   * Adds up values.
   *
   * @param values of each node of the tree itself
   * @param base the same of another run; null without one
   */
  public FlameValues(FlameTree tree, long[] values, long @Nullable [] base) {
    exclusive = tree.exclusive(values);
    inclusive = tree.inclusive(exclusive);
    baseExclusive = base == null ? new long[0] : tree.exclusive(base);
    baseInclusive = base == null ? baseExclusive : tree.inclusive(baseExclusive);
  }

  /** Whether there is something to compare with. */
  public boolean hasBase() {
    return baseExclusive.length > 0;
  }

  /** Of a row itself. */
  public long exclusive(int row) {
    return exclusive[row];
  }

  /** Of a row and all below it. */
  public long inclusive(int row) {
    return inclusive[row];
  }

  /** Of a row itself in the other run; 0 without one. */
  public long baseExclusive(int row) {
    return hasBase() ? baseExclusive[row] : 0;
  }

  /** Of a row and all below it in the other run; 0 without one. */
  public long baseInclusive(int row) {
    return hasBase() ? baseInclusive[row] : 0;
  }
}
