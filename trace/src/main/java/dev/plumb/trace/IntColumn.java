package dev.plumb.trace;

import java.util.Arrays;

/**
 * Append-only column of {@code int} values, stored in fixed chunks so that growing never copies or
 * doubles what is already there (peak memory stays close to the data's own size).
 *
 * <p>Not thread-safe while it grows; read-only use from several threads is safe after the trace is
 * sealed.
 */
public final class IntColumn {
  private static final int SHIFT = 16;
  private static final int CHUNK = 1 << SHIFT;
  private static final int MASK = CHUNK - 1;

  /** The first chunk starts small: most tables of a small trace hold a few rows. */
  private static final int FIRST = 256;

  private int[][] chunks = new int[4][];
  private int[] tail = new int[FIRST];
  private int size;

  /** Creates an empty column. */
  public IntColumn() {
    chunks[0] = tail;
  }

  /** Number of rows. */
  public int size() {
    return size;
  }

  /** Value of a row; {@code row} must be in {@code [0, size)}. */
  public int get(int row) {
    return chunks[row >>> SHIFT][row & MASK];
  }

  /** All values. */
  public int[] toArray() {
    int[] values = new int[size];
    for (int row = 0; row < size; row++) {
      values[row] = get(row);
    }
    return values;
  }

  /** Replaces the value of an existing row. */
  public void set(int row, int value) {
    chunks[row >>> SHIFT][row & MASK] = value;
  }

  /** Appends a value and returns its row. */
  public int add(int value) {
    int row = size;
    int at = row & MASK;
    if (at == 0 && row != 0 || at == tail.length) {
      grow(row);
    }
    tail[at] = value;
    size = row + 1;
    return row;
  }

  private void grow(int row) {
    if (row == Integer.MAX_VALUE) {
      throw new TableFullException("more than 2,147,483,646 rows in one table");
    }
    int chunk = row >>> SHIFT;
    if ((row & MASK) != 0) { // only the first chunk starts smaller than CHUNK
      tail = Arrays.copyOf(tail, Math.min(CHUNK, tail.length * 4));
      chunks[chunk] = tail;
      return;
    }
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    tail = new int[CHUNK];
    chunks[chunk] = tail;
  }
}
