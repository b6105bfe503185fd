package dev.plumb.trace;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * Sorts rows without objects: a counting sort by track, then a radix sort of what is disordered.
 */
public final class RowSorter {
  private static final int BITS = 11;
  private static final int BUCKETS = 1 << BITS;

  /**
   * Profilers write operators, then Python frames, then calls, each by time: 2 to 4 runs, and a
   * hundred in a merged trace. Beyond this many a radix sort is quicker.
   */
  private static final int MAX_RUNS = 512;

  private RowSorter() {}

  /**
   * The rows {@code [0, count)} ordered by track, then by time, then by row.
   *
   * @param tracks track of each row, in {@code [0, trackCount)}
   * @param times time of each row
   */
  public static int[] byTrackAndTime(
      int count, IntColumn tracks, int trackCount, LongColumn times) {
    int[] ends = new int[trackCount + 1];
    for (int row = 0; row < count; row++) {
      ends[tracks.get(row) + 1]++;
    }
    for (int i = 1; i <= trackCount; i++) {
      ends[i] += ends[i - 1];
    }
    int[] order = new int[count];
    int[] next = ends.clone();
    for (int row = 0; row < count; row++) {
      order[next[tracks.get(row)]++] = row;
    }
    for (int track = 0; track < trackCount; track++) {
      sortByTime(order, ends[track], ends[track + 1], times);
    }
    return order;
  }

  /** Sorts {@code rows[from, to)} by time; rows of equal time keep their order. */
  public static void sortByTime(int[] rows, int from, int to, LongColumn times) {
    int count = to - from;
    if (count < 2) {
      return;
    }
    int ascending = 1;
    while (ascending < count
        && times.get(rows[from + ascending - 1]) <= times.get(rows[from + ascending])) {
      ascending++;
    }
    if (ascending == count) {
      return;
    }
    long[] keys = new long[count];
    int[] runs = new int[16];
    int runCount = 1;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      long time = times.get(rows[from + i]);
      keys[i] = time;
      if (time < last && runCount < MAX_RUNS) {
        if (runCount == runs.length) {
          runs = Arrays.copyOf(runs, runCount * 2);
        }
        runs[runCount++] = i;
      }
      last = time;
    }
    if (runCount == MAX_RUNS) {
      sortByKey(rows, from, to, times::get);
    } else {
      new RunMerger(keys, rows, from).merge(runs, runCount);
    }
  }

  /** Sorts {@code rows[from, to)} by a key of each row; rows of equal keys keep their order. */
  public static void sortByKey(int[] rows, int from, int to, IntToLongFunction key) {
    int count = to - from;
    long[] keys = new long[count];
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      keys[i] = key.applyAsLong(rows[from + i]);
      min = Math.min(min, keys[i]);
      max = Math.max(max, keys[i]);
    }
    for (int i = 0; i < count; i++) {
      keys[i] -= min; // as an unsigned number, whatever the signs were
    }
    int[] values = Arrays.copyOfRange(rows, from, to);
    radix(keys, values, max - min);
    System.arraycopy(values, 0, rows, from, count);
  }

  /**
   * Stable sort of {@code keys} as unsigned numbers up to {@code max}, moving {@code values} along.
   */
  @SuppressWarnings("ReferenceEquality") // which of the two arrays holds the result
  private static void radix(long[] keys, int[] values, long max) {
    int count = keys.length;
    if (count <= 48) {
      insertion(keys, values);
      return;
    }
    long[] keysTo = new long[count];
    int[] valuesTo = new int[count];
    long[] keysFrom = keys;
    int[] valuesFrom = values;
    int[] starts = new int[BUCKETS];
    for (int shift = 0; shift < 64 && max >>> shift != 0; shift += BITS) {
      Arrays.fill(starts, 0);
      for (int i = 0; i < count; i++) {
        starts[(int) (keysFrom[i] >>> shift) & BUCKETS - 1]++;
      }
      int sum = 0;
      for (int i = 0; i < BUCKETS; i++) {
        int size = starts[i];
        starts[i] = sum;
        sum += size;
      }
      for (int i = 0; i < count; i++) {
        int at = starts[(int) (keysFrom[i] >>> shift) & BUCKETS - 1]++;
        keysTo[at] = keysFrom[i];
        valuesTo[at] = valuesFrom[i];
      }
      long[] swapKeys = keysFrom;
      keysFrom = keysTo;
      keysTo = swapKeys;
      int[] swapValues = valuesFrom;
      valuesFrom = valuesTo;
      valuesTo = swapValues;
    }
    if (keysFrom != keys) {
      System.arraycopy(keysFrom, 0, keys, 0, count);
      System.arraycopy(valuesFrom, 0, values, 0, count);
    }
  }

  private static void insertion(long[] keys, int[] values) {
    for (int i = 1; i < keys.length; i++) {
      long key = keys[i];
      int value = values[i];
      int at = i - 1;
      while (at >= 0 && Long.compareUnsigned(keys[at], key) > 0) {
        keys[at + 1] = keys[at];
        values[at + 1] = values[at];
        at--;
      }
      keys[at + 1] = key;
      values[at + 1] = value;
    }
  }
}
