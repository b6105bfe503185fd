package dev.plumb.profile;

import java.util.Arrays;

/** A set of instants as disjoint half-open intervals in ascending order. */
public final class Intervals {
  private long[] starts = new long[64];
  private long[] ends = new long[64];
  private int size;

  /** Adds an interval that starts no earlier than all before it. */
  public void add(long start, long end) {
    if (end <= start) {
      return;
    }
    if (size > 0 && start <= ends[size - 1]) {
      ends[size - 1] = Math.max(ends[size - 1], end);
      return;
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    starts[size] = start;
    ends[size++] = end;
  }

  /** Nanoseconds covered. */
  public long total() {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += ends[i] - starts[i];
    }
    return sum;
  }

  /** Number of intervals. */
  public int size() {
    return size;
  }

  /** Start of an interval. */
  public long startNs(int index) {
    return starts[index];
  }

  /** End of an interval, exclusive. */
  public long endNs(int index) {
    return ends[index];
  }

  /** What is covered here but not in {@code other}. */
  public Intervals minus(Intervals other) {
    Intervals rest = new Intervals();
    int at = 0;
    for (int i = 0; i < size; i++) {
      long from = starts[i];
      while (at < other.size && other.ends[at] <= from) {
        at++;
      }
      for (int j = at; j < other.size && other.starts[j] < ends[i]; j++) {
        rest.add(from, other.starts[j]);
        from = Math.max(from, other.ends[j]);
      }
      rest.add(from, ends[i]);
    }
    return rest;
  }
}
