package dev.plumb.profile.timeline;

import dev.plumb.trace.DoubleColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.RowSorter;
import dev.plumb.trace.Times;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;

/**
 * A value over time, which stays what it is until the next point. Least and largest values of any
 * stretch are found without looking at each point.
 */
public final class CounterSeries {
  private static final int SHIFT = 4;
  private static final int GROUP = 1 << SHIFT;

  private long[] times = new long[0];
  private double[] values = new double[0];

  /** By level: least and largest value of each group of {@link #GROUP}, groups of groups, … */
  private double[][] least = new double[0][];

  private double[][] largest = new double[0][];

  /** Takes what a window shows, from left to right. */
  public interface Pixels {
    /**
     * One pixel in which the value changes, or the value at the begin.
     *
     * @param timeNs left border of the pixel
     * @param min least value in it, also of the one that it begins with
     * @param max largest value in it
     * @param last value at its end
     */
    void add(long timeNs, double min, double max, double last);
  }

  /** Collects points in any order. */
  static final class Builder {
    private final LongColumn times = new LongColumn();
    private final DoubleColumn values = new DoubleColumn();

    void add(long timeNs, double value) {
      times.add(timeNs);
      values.add(value);
    }

    void addAll(Builder other) {
      for (int row = 0, n = other.size(); row < n; row++) {
        add(other.times.get(row), other.values.get(row));
      }
    }

    int size() {
      return times.size();
    }

    /** The points by time; of those at one moment only the last that was added counts. */
    CounterSeries build() {
      return build(false, 0);
    }

    /** Sums of the points up to each moment. */
    CounterSeries buildSums() {
      return build(true, 0);
    }

    /**
     * Sums of the points up to each moment.
     *
     * @param base what they begin with, told from the sum of all and the least sum up to a point
     */
    CounterSeries buildSums(LongBinaryOperator base) {
      double sum = 0;
      double least = 0;
      for (int row : byTime()) {
        sum += values.get(row);
        least = Math.min(least, sum);
      }
      return build(true, (double) base.applyAsLong((long) sum, (long) least));
    }

    private int[] byTime() {
      int[] rows = new int[times.size()];
      for (int row = 0; row < rows.length; row++) {
        rows[row] = row;
      }
      RowSorter.sortByTime(rows, 0, rows.length, times);
      return rows;
    }

    private CounterSeries build(boolean sums, double first) {
      int[] rows = byTime();
      CounterSeries series = new CounterSeries();
      series.times = new long[rows.length];
      series.values = new double[rows.length];
      int count = 0;
      double sum = first;
      for (int row : rows) {
        sum = sums ? sum + values.get(row) : values.get(row);
        boolean again = count > 0 && series.times[count - 1] == times.get(row);
        count = again ? count - 1 : count;
        series.times[count] = times.get(row);
        series.values[count++] = sum;
      }
      series.times = Arrays.copyOf(series.times, count);
      series.values = Arrays.copyOf(series.values, count);
      series.summarise();
      return series;
    }
  }

  private CounterSeries() {}

  private void summarise() {
    int levels = 0;
    for (int left = times.length; left > 1; left = groups(left)) {
      levels++;
    }
    least = new double[levels][];
    largest = new double[levels][];
    double[] belowLeast = values;
    double[] belowLargest = values;
    for (int level = 0; level < levels; level++) {
      int count = groups(belowLeast.length);
      least[level] = new double[count];
      largest[level] = new double[count];
      for (int group = 0; group < count; group++) {
        int from = group << SHIFT;
        int to = Math.min(belowLeast.length, from + GROUP);
        double min = belowLeast[from];
        double max = belowLargest[from];
        for (int at = from + 1; at < to; at++) {
          min = Math.min(min, belowLeast[at]);
          max = Math.max(max, belowLargest[at]);
        }
        least[level][group] = min;
        largest[level][group] = max;
      }
      belowLeast = least[level];
      belowLargest = largest[level];
    }
  }

  private static int groups(int count) {
    return (count + GROUP - 1) >>> SHIFT;
  }

  /** Number of points. */
  public int size() {
    return times.length;
  }

  /** Least value of all; NaN if there are no points. */
  public double min() {
    return size() == 0 ? Double.NaN : least(0, size());
  }

  /** Largest value of all; NaN if there are no points. */
  public double max() {
    return size() == 0 ? Double.NaN : largest(0, size());
  }

  /** When the largest value is first reached; of no points there is no such moment. */
  public long firstAtMaxNs() {
    double max = max();
    int at = 0;
    while (values[at] < max) {
      at++;
    }
    return times[at];
  }

  /**
   * When the largest value of a stretch is first reached, in [from, to); its begin if the value is
   * largest there already, {@link Times#NONE} if there is none before its end.
   */
  public long firstAtMaxNs(long fromNs, long toNs) {
    int at = after(fromNs);
    int end = SliceOrder.firstFrom(times.length, toNs, index -> times[index]);
    double begin = at == 0 ? Double.NaN : values[at - 1];
    if (at >= end) {
      return Double.isNaN(begin) ? Times.NONE : fromNs;
    }
    double max = largest(at, end);
    if (begin >= max) {
      return fromNs;
    }
    while (values[at] < max) {
      at++;
    }
    return times[at];
  }

  /** The value at a moment; NaN before the first point. */
  public double at(long timeNs) {
    int next = after(timeNs);
    return next == 0 ? Double.NaN : values[next - 1];
  }

  /** Index of the first point later than a moment. */
  private int after(long timeNs) {
    return SliceOrder.firstFrom(times.length, timeNs + 1, at -> times[at]);
  }

  /** Draws a window; nothing before the first point. */
  public void draw(Window window, Pixels out) {
    int at = after(window.fromNs());
    int end = SliceOrder.firstFrom(times.length, window.toNs(), index -> times[index]);
    double value = at == 0 ? Double.NaN : values[at - 1];
    if (at > 0 && (at >= end || window.pixel(times[at]) > 0)) {
      out.add(window.fromNs(), value, value, value);
    }
    while (at < end) {
      int pixel = window.pixel(times[at]);
      long border = window.borderNs(pixel + 1);
      int next = Math.min(end, SliceOrder.firstFrom(times.length, border, index -> times[index]));
      double min = least(at, next);
      double max = largest(at, next);
      if (at > 0) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      value = values[next - 1];
      out.add(window.borderNs(pixel), min, max, value);
      at = next;
    }
  }

  private double least(int from, int to) {
    return extreme(from, to, values, least, -1);
  }

  private double largest(int from, int to) {
    return extreme(from, to, values, largest, 1);
  }

  private static double extreme(int from, int to, double[] own, double[][] levels, int sign) {
    double best = own[from];
    double[] at = own;
    int left = from;
    int right = to;
    for (int level = 0; left < right; level++) {
      while (left < right && (left & GROUP - 1) != 0) {
        best = better(best, at[left++], sign);
      }
      while (left < right && ((right & GROUP - 1) != 0 || level == levels.length)) {
        best = better(best, at[--right], sign);
      }
      left >>>= SHIFT;
      right >>>= SHIFT;
      at = level < levels.length ? levels[level] : at;
    }
    return best;
  }

  private static double better(double a, double b, int sign) {
    return sign < 0 ? Math.min(a, b) : Math.max(a, b);
  }
}
