package dev.plumb.record.tree;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * When the steps of a process ran. Up to {@link #MOST} each has its interval; of more, the first
 * ones have (warm-up), every second, fourth, … of the others, and the longest. How many there were
 * and how long they took together is exact whatever is left out.
 */
public final class StepIntervals {
  /** Steps that have their interval, apart from the {@link #LONGEST}; even. */
  public static final int MOST = 8192;

  /** Steps at the beginning of which none is left out; even. */
  public static final int FIRST = 64;

  /** Of the steps that are left out, so many that took longest are kept nevertheless. */
  public static final int LONGEST = 64;

  private static final String STEP = "step";
  private static final String UNTIMED = "step of unknown length";

  /** Intervals, in no order. */
  private static final class Rows {
    long[] numbers = new long[16];
    long[] ends = new long[16];
    long[] durations = new long[16];
    int size;

    void add(long number, long endNs, long durationNs) {
      if (size == ends.length) {
        numbers = Arrays.copyOf(numbers, size * 2);
        ends = Arrays.copyOf(ends, size * 2);
        durations = Arrays.copyOf(durations, size * 2);
      }
      set(size++, number, endNs, durationNs);
    }

    void set(int row, long number, long endNs, long durationNs) {
      numbers[row] = number;
      ends[row] = endNs;
      durations[row] = durationNs;
    }

    int shortest() {
      int shortest = 0;
      for (int row = 1; row < size; row++) {
        shortest = durations[row] < durations[shortest] ? row : shortest;
      }
      return shortest;
    }

    long sumNs() {
      long sum = 0;
      for (int row = 0; row < size; row++) {
        sum += durations[row];
      }
      return sum;
    }
  }

  private final Rows regular = new Rows();
  private final Rows longest = new Rows();
  private int shortestOfLongest;

  /** Behind the first ones, each so many-th is kept: a power of two. */
  private long stride = 1;

  private long timed;
  private long sumNs;
  private long untimed;

  /** Counts steps whose beginning or end nobody knows. */
  public void addUntimed(long steps) {
    untimed += steps;
  }

  /**
   * Takes a step; its number is {@link #count()} afterwards.
   *
   * @param endNs of CLOCK_MONOTONIC
   * @param durationNs more than 0
   */
  public void add(long endNs, long durationNs) {
    long behind = timed - FIRST;
    timed++;
    sumNs += durationNs;
    if (regular.size == MOST && isRegular(behind)) {
      thin();
    }
    if (isRegular(behind)) {
      regular.add(count(), endNs, durationNs);
    } else {
      offer(count(), endNs, durationNs);
    }
  }

  private boolean isRegular(long behind) {
    return behind < 0 || (behind & stride - 1) == 0;
  }

  /** Leaves out every second one of those behind the first. */
  private void thin() {
    int to = FIRST;
    for (int from = FIRST; from < regular.size; from++) {
      long number = regular.numbers[from];
      long endNs = regular.ends[from];
      long durationNs = regular.durations[from];
      if ((from - FIRST & 1) == 0) {
        regular.set(to++, number, endNs, durationNs);
      } else {
        offer(number, endNs, durationNs);
      }
    }
    regular.size = to;
    stride *= 2;
  }

  /** Keeps a step that would be left out if it is among the longest of these. */
  private void offer(long number, long endNs, long durationNs) {
    if (longest.size < LONGEST) {
      longest.add(number, endNs, durationNs);
    } else if (durationNs > longest.durations[shortestOfLongest]) {
      longest.set(shortestOfLongest, number, endNs, durationNs);
    } else {
      return;
    }
    shortestOfLongest = longest.shortest();
  }

  /** Steps, whether their length is known or not. */
  public long count() {
    return timed + untimed;
  }

  /** Steps that have their interval. */
  public int kept() {
    return regular.size + longest.size;
  }

  /** How long all steps of known length took together, in ns. */
  public long sumNs() {
    return sumNs;
  }

  /**
   * Adds the steps to a trace: intervals as slices; of the others their number and their time, at a
   * frame of their own.
   *
   * @param track of the thread that says when steps end
   * @param beginNs start of the trace's clock
   * @param problems where it is told how many have no interval
   */
  public void addTo(TraceBuilder out, int track, long beginNs, Problems problems) {
    Rows all = new Rows();
    for (Rows rows : List.of(regular, longest)) {
      for (int row = 0; row < rows.size; row++) {
        all.add(rows.numbers[row], rows.ends[row], rows.durations[row]);
      }
    }
    IntStream.range(0, all.size)
        .boxed()
        .sorted(Comparator.comparingLong(row -> all.numbers[row]))
        .forEach(row -> slice(out, track, all, row, beginNs));
    long leftOut = timed - kept();
    if (leftOut > 0) {
      int step = stack(out, STEP);
      sample(out, track, step, calls(out), leftOut);
      int time = measure(out, Quantity.OTHER, "time of steps", "ns");
      sample(out, track, step, time, sumNs - all.sumNs());
      problems.add(ProblemCode.STEPS_THINNED, Problems.NO_OFFSET, leftOut);
    }
    if (untimed > 0) {
      sample(out, track, stack(out, UNTIMED), calls(out), untimed);
    }
  }

  private static void slice(TraceBuilder out, int track, Rows rows, int row, long beginNs) {
    int detail = out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
    int name = out.strings().intern(STEP + " " + rows.numbers[row]);
    long duration = rows.durations[row];
    long start = rows.ends[row] - duration - beginNs;
    out.slices().add(start, duration, SliceKind.STEP, name, Ids.NONE, track, Ids.NONE, detail);
  }

  private static int stack(TraceBuilder out, String name) {
    return out.stacks().row(Ids.NONE, out.frames().row(CodeKind.STEP, out.strings().intern(name)));
  }

  private static int calls(TraceBuilder out) {
    return measure(out, Quantity.CALLS, "calls", "");
  }

  private static int measure(TraceBuilder out, Quantity quantity, String name, String unit) {
    return out.measures().row(quantity, out.strings().intern(name), out.strings().intern(unit));
  }

  private static void sample(TraceBuilder out, int track, int stack, int measure, long value) {
    out.samples().add(Times.NONE, track, stack, measure, value, Ids.NONE, Ids.NONE);
  }
}
