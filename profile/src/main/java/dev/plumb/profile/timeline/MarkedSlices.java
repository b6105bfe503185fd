package dev.plumb.profile.timeline;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Some of the slices of one input: a bit for each place of an order, which is that of their starts
 * ({@link SliceOrder}) or that in which they are drawn ({@link DrawnPlaces}: those of a box lie
 * side by side, and 64 of them are counted at once). Once sealed it tells how many come before a
 * place, and where a number of them lies, without looking at more than a block.
 */
public final class MarkedSlices {
  private static final int SHIFT = 6;

  /** Words whose marks are counted once, when all are there: 512 places. */
  private static final int BLOCK_SHIFT = 3;

  private final long[] bits;

  /** Marks before each block, and all of them at the end. */
  private final int[] before;

  /**
   * @param size places of the order
   * @param all whether every one is marked at first, or none
   */
  MarkedSlices(int size, boolean all) {
    bits = new long[(size + 63) >>> SHIFT];
    before = new int[(bits.length + (1 << BLOCK_SHIFT) - 1 >>> BLOCK_SHIFT) + 1];
    if (all && size > 0) {
      Arrays.fill(bits, -1L);
      bits[bits.length - 1] = -1L >>> -size;
    }
  }

  /** Marks what is not marked, and the other way round. */
  void flip(int place) {
    bits[place >>> SHIFT] ^= 1L << place;
  }

  /** Takes away the marks of places that a test does not hold for. */
  void keep(IntPredicate test) {
    for (int word = 0; word < bits.length; word++) {
      for (long left = bits[word]; left != 0; left &= left - 1) {
        if (!test.test((word << SHIFT) + Long.numberOfTrailingZeros(left))) {
          bits[word] ^= Long.lowestOneBit(left);
        }
      }
    }
  }

  /** Counts what is marked: to be called once, after the last change. */
  MarkedSlices seal() {
    int sum = 0;
    for (int word = 0; word < bits.length; word++) {
      if ((word & (1 << BLOCK_SHIFT) - 1) == 0) {
        before[word >>> BLOCK_SHIFT] = sum;
      }
      sum += Long.bitCount(bits[word]);
    }
    before[before.length - 1] = sum;
    return this;
  }

  /** All that are marked. */
  int size() {
    return before[before.length - 1];
  }

  /** How many are marked before a place, which may be the one behind the last. */
  int before(int place) {
    int word = place >>> SHIFT;
    int block = word >>> BLOCK_SHIFT;
    int count = before[block];
    for (int at = block << BLOCK_SHIFT; at < word; at++) {
      count += Long.bitCount(bits[at]);
    }
    // A shift by 0 would keep the whole word, which need not be there behind the last place.
    return (place & 63) == 0 ? count : count + Long.bitCount(bits[word] & -1L >>> -place);
  }

  /** Place of one that is marked, {@code number} being at least 0 and less than {@link #size}. */
  int place(int number) {
    // The last block before which there are not more: of equal ones the last, the others are empty.
    int block = 0;
    for (int end = before.length - 1; end - block > 1; ) {
      int middle = (block + end) >>> 1;
      if (before[middle] <= number) {
        block = middle;
      } else {
        end = middle;
      }
    }
    int left = number - before[block];
    int word = block << BLOCK_SHIFT;
    for (int count = Long.bitCount(bits[word]); left >= count; count = Long.bitCount(bits[word])) {
      left -= count;
      word++;
    }
    long rest = bits[word];
    while (left-- > 0) {
      rest &= rest - 1;
    }
    return (word << SHIFT) + Long.numberOfTrailingZeros(rest);
  }

  /** How many of the places {@code [from, to)} are marked. */
  int count(int from, int to) {
    if (to <= from) {
      return 0;
    }
    int word = from >>> SHIFT;
    int last = to - 1 >>> SHIFT;
    long head = -1L << from;
    long tail = -1L >>> -to;
    if (word == last) {
      return Long.bitCount(bits[word] & head & tail);
    }
    if (last - word > 2 << BLOCK_SHIFT) {
      return before(to) - before(from);
    }
    int count = Long.bitCount(bits[word] & head) + Long.bitCount(bits[last] & tail);
    while (++word < last) {
      count += Long.bitCount(bits[word]);
    }
    return count;
  }
}
