package dev.plumb.trace;

/**
 * Merges neighbouring ascending runs, the shorter ones first, and of two runs only the part in
 * which they overlap: runs that follow each other in time cost nothing. Stable.
 */
final class RunMerger {
  private final long[] keys;
  private final int[] rows;

  /** Row of the first key. */
  private final int offset;

  private long[] leftKeys = new long[0];
  private int[] leftRows = new int[0];

  /**
   * @param keys to sort
   * @param rows those of {@code keys[i]} are at {@code offset + i} and move along
   */
  RunMerger(long[] keys, int[] rows, int offset) {
    this.keys = keys;
    this.rows = rows;
    this.offset = offset;
  }

  /** Merges the first {@code count} runs that start at {@code runs}, the first of them at 0. */
  void merge(int[] runs, int count) {
    // Runs that wait for a longer one, each ending where the next begins.
    int[] starts = new int[count + 1];
    int depth = 0;
    for (int i = 0; i < count; i++) {
      int end = i + 1 < count ? runs[i + 1] : keys.length;
      starts[depth++] = runs[i];
      while (depth > 1 && starts[depth - 1] - starts[depth - 2] <= end - starts[depth - 1]) {
        merge(starts[depth - 2], starts[depth - 1], end);
        depth--;
      }
    }
    while (depth > 1) {
      merge(starts[depth - 2], starts[depth - 1], keys.length);
      depth--;
    }
  }

  /** Merges the sorted {@code [from, middle)} and {@code [middle, to)}. */
  private void merge(int from, int middle, int to) {
    from = after(keys[middle], from, middle);
    to = before(keys[middle - 1], middle, to);
    int leftCount = middle - from;
    if (leftCount == 0) {
      return;
    }
    if (leftKeys.length < leftCount) {
      leftKeys = new long[leftCount];
      leftRows = new int[leftCount];
    }
    System.arraycopy(keys, from, leftKeys, 0, leftCount);
    System.arraycopy(rows, offset + from, leftRows, 0, leftCount);
    int left = 0;
    int right = middle;
    int at = from;
    long leftKey = leftKeys[0];
    while (right < to) { // the last of the left run comes last of all
      long rightKey = keys[right];
      if (leftKey <= rightKey) {
        keys[at] = leftKey;
        rows[offset + at++] = leftRows[left++];
        leftKey = leftKeys[left];
      } else {
        keys[at] = rightKey;
        rows[offset + at++] = rows[offset + right++];
      }
    }
    System.arraycopy(leftKeys, left, keys, at, leftCount - left);
    System.arraycopy(leftRows, left, rows, offset + at, leftCount - left);
  }

  /** First index in {@code [from, to)} with a key above {@code key}, or {@code to}. */
  private int after(long key, int from, int to) {
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (keys[middle] <= key) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** First index in {@code [from, to)} with a key not below {@code key}, or {@code to}. */
  private int before(long key, int from, int to) {
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (keys[middle] < key) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
