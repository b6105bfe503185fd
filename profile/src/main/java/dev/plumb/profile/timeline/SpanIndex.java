package dev.plumb.profile.timeline;

/**
 * Finds what lies in a stretch of {@link Spans} without looking at each of them: where it begins
 * and ends, how long its spans take together, and which is the longest.
 *
 * <p>Spans are put into blocks of 16. Of each block its first start, the time before it and its
 * longest span are kept, then the longest of 16 blocks, and so on: 1.3 bytes for each span.
 */
final class SpanIndex {
  private static final int SHIFT = 4;
  private static final int BLOCK = 1 << SHIFT;

  private final Spans spans;
  private final int size;

  /** Start of the first span of each block. */
  private final long[] starts;

  /** Time in the spans before each block. */
  private final long[] before;

  /** By level: the longest span of each group of {@link #BLOCK}, groups of groups, and so on. */
  private final int[][] longest;

  SpanIndex(Spans spans) {
    this.spans = spans;
    this.size = spans.size();
    int blocks = groups(size);
    starts = new long[blocks];
    before = new long[blocks];
    int levels = 0;
    for (int left = blocks; left > 0; left = left == 1 ? 0 : groups(left)) {
      levels++;
    }
    longest = new int[levels][];
    fill(blocks);
  }

  private static int groups(int count) {
    return (count + BLOCK - 1) >>> SHIFT;
  }

  private void fill(int blocks) {
    if (blocks == 0) {
      return;
    }
    longest[0] = new int[blocks];
    long sum = 0;
    for (int block = 0; block < blocks; block++) {
      int from = block << SHIFT;
      int to = Math.min(size, from + BLOCK);
      starts[block] = spans.startNs(from);
      before[block] = sum;
      int best = from;
      long bestDur = spans.durNs(from);
      sum += bestDur;
      for (int at = from + 1; at < to; at++) {
        long dur = spans.durNs(at);
        sum += dur;
        if (dur > bestDur) {
          best = at;
          bestDur = dur;
        }
      }
      longest[0][block] = best;
    }
    for (int level = 1; level < longest.length; level++) {
      int[] below = longest[level - 1];
      longest[level] = new int[groups(below.length)];
      for (int group = 0; group < longest[level].length; group++) {
        int best = below[group << SHIFT];
        int to = Math.min(below.length, (group + 1) << SHIFT);
        for (int at = (group << SHIFT) + 1; at < to; at++) {
          best = longer(best, below[at]);
        }
        longest[level][group] = best;
      }
    }
  }

  /** The longer of two spans; the first where both are equal. */
  private int longer(int first, int second) {
    return spans.durNs(second) > spans.durNs(first) ? second : first;
  }

  /** The first span at or after {@code from} that starts at or after a time; the size if none. */
  int startingAt(long timeNs, int from) {
    // The next one asked for is mostly near.
    int step = 1;
    int low = from >>> SHIFT;
    int high = low;
    while (high < starts.length && starts[high] < timeNs) {
      low = high;
      high += step;
      step <<= 1;
    }
    high = Math.min(high, starts.length);
    while (low + 1 < high) {
      int middle = (low + high) >>> 1;
      if (starts[middle] < timeNs) {
        low = middle;
      } else {
        high = middle;
      }
    }
    int at = Math.max(from, low << SHIFT);
    int end = Math.min(size, (low + 1) << SHIFT);
    while (at < end && spans.startNs(at) < timeNs) {
      at++;
    }
    return at;
  }

  /**
   * The first span of a window that begins at a time: one that is open then, or else the first that
   * starts at it or later.
   */
  int openOrStartingAt(long timeNs) {
    int at = startingAt(timeNs, 0);
    return at > 0 && spans.endNs(at - 1) > timeNs ? at - 1 : at;
  }

  /** Time in the spans {@code [from, to)}, whole. */
  long sumNs(int from, int to) {
    return to <= from ? 0 : beforeNs(to) - beforeNs(from);
  }

  private long beforeNs(int at) {
    int block = Math.min(at >>> SHIFT, before.length - 1);
    long sum = before[block];
    for (int i = block << SHIFT; i < at; i++) {
      sum += spans.durNs(i);
    }
    return sum;
  }

  /** The longest of the spans {@code [from, to)}, the first where several are; never empty. */
  int longest(int from, int to) {
    int best = from;
    int left = from;
    int right = to;
    // Single ones up to the next whole block on both sides, then the same one level above.
    while (left < right && (left & BLOCK - 1) != 0) {
      best = longer(best, left++);
    }
    int lastBest = -1;
    while (left < right && (right & BLOCK - 1) != 0) {
      lastBest = later(--right, lastBest);
    }
    left >>>= SHIFT;
    right >>>= SHIFT;
    for (int level = 0; left < right; level++) {
      while (left < right && (left & BLOCK - 1) != 0) {
        best = longer(best, longest[level][left++]);
      }
      while (left < right && (right & BLOCK - 1) != 0) {
        lastBest = later(longest[level][--right], lastBest);
      }
      left >>>= SHIFT;
      right >>>= SHIFT;
    }
    return lastBest < 0 ? best : longer(best, lastBest);
  }

  /** Like {@link #longer}, where {@code first} comes before {@code second}, which may be none. */
  private int later(int first, int second) {
    return second < 0 ? first : longer(first, second);
  }
}
