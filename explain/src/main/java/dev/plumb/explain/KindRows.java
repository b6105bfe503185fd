package dev.plumb.explain;

import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;

/**
 * The slices of a trace by kind, in the order of the table. Not those of Python: they are most of a
 * trace, and whoever wants them looks at all.
 */
public final class KindRows {
  private final int[][] rows = new int[SliceKind.values().length][];

  KindRows(SliceTable slices) {
    int[] sizes = new int[rows.length];
    for (int row = 0, n = slices.size(); row < n; row++) {
      sizes[slices.kindOrdinal(row)]++;
    }
    for (int kind = 0; kind < rows.length; kind++) {
      rows[kind] = new int[SliceKind.of(kind).isPython() ? 0 : sizes[kind]];
    }
    int[] filled = new int[rows.length];
    for (int row = 0, n = slices.size(); row < n; row++) {
      int kind = slices.kindOrdinal(row);
      if (rows[kind].length > 0) {
        rows[kind][filled[kind]++] = row;
      }
    }
  }

  /**
   * Rows of a kind, not to be changed.
   *
   * @throws IllegalArgumentException for frames of Python
   */
  public int[] of(SliceKind kind) {
    if (kind.isPython()) {
      throw new IllegalArgumentException(kind.toString());
    }
    return rows[kind.ordinal()];
  }
}
