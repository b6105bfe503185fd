package dev.plumb.profile.timeline;

/**
 * Slices of one input that boxes count. One bit for each slice that is drawn, in the order of
 * {@link DrawnPlaces}: those of a box lie side by side, and 64 of them are counted at once.
 */
public final class MarkedSlices {
  private static final int SHIFT = 6;

  private final long[] bits;

  MarkedSlices(DrawnPlaces places) {
    bits = new long[(places.size() + 63) >>> SHIFT];
  }

  void mark(int place) {
    bits[place >>> SHIFT] |= 1L << place;
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
    int count = Long.bitCount(bits[word] & head) + Long.bitCount(bits[last] & tail);
    while (++word < last) {
      count += Long.bitCount(bits[word]);
    }
    return count;
  }
}
