package dev.plumb.record.gpu;

import java.util.Arrays;

/** Work whose launch is not known yet. There is no more of it than one ring holds. */
final class Pending {
  /** Work that waited long enough or can be placed now. */
  interface Placer {
    /** Places one piece of work, as it was put in. */
    void place(
        int type,
        int correlation,
        int frame,
        int inner,
        int state,
        long value,
        long bytes,
        long node);
  }

  private static final int INTS = 5;
  private static final int LONGS = 3;

  private int[] ints = new int[INTS * 16];
  private long[] longs = new long[LONGS * 16];
  private int size;

  void add(
      int type,
      int correlation,
      int frame,
      int inner,
      int state,
      long value,
      long bytes,
      long node) {
    if (size * INTS == ints.length) {
      ints = Arrays.copyOf(ints, ints.length * 2);
      longs = Arrays.copyOf(longs, longs.length * 2);
    }
    int at = size * INTS;
    ints[at] = type;
    ints[at + 1] = correlation;
    ints[at + 2] = frame;
    ints[at + 3] = inner;
    ints[at + 4] = state;
    longs[size * LONGS] = value;
    longs[size * LONGS + 1] = bytes;
    longs[size * LONGS + 2] = node;
    size++;
  }

  /** Hands on everything and is empty. */
  void drainTo(Placer placer) {
    for (int i = 0; i < size; i++) {
      int at = i * INTS;
      placer.place(
          ints[at],
          ints[at + 1],
          ints[at + 2],
          ints[at + 3],
          ints[at + 4],
          longs[i * LONGS],
          longs[i * LONGS + 1],
          longs[i * LONGS + 2]);
    }
    size = 0;
  }
}
