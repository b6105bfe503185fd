package dev.plumb.profile;

import dev.plumb.trace.MeasureTable;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the samples of a run measured, computed from the tables. */
public final class SampleSummary {
  /** What tells measures apart; equal ones of several inputs are one. */
  public record Measure(String name, Quantity quantity, String unit) {}

  /** A measure with the number of its rows and the sum of their values. */
  public record Total(Measure measure, long samples, long total) {}

  /** Rows, sum, and the same of what has a stack. */
  private static final int ROWS = 0;

  private static final int SUM = 1;
  private static final int STACK_ROWS = 2;
  private static final int STACK_SUM = 3;

  private final Map<Measure, long[]> sums = new LinkedHashMap<>();
  private long threads;
  private boolean callers;

  SampleSummary() {}

  void add(Trace trace) {
    SampleTable samples = trace.samples();
    List<Measure> measures = measures(trace);
    List<long[]> rows = new ArrayList<>();
    for (Measure measure : measures) {
      rows.add(sums.computeIfAbsent(measure, m -> new long[4]));
    }
    StackKinds kinds = new StackKinds(trace);
    boolean[] seen = new boolean[trace.tracks().size()];
    for (int row = 0, n = samples.size(); row < n; row++) {
      long[] sum = rows.get(samples.measureRow(row));
      sum[ROWS]++;
      sum[SUM] += samples.value(row);
      if (samples.stackRow(row) >= 0) {
        sum[STACK_ROWS]++;
        sum[STACK_SUM] += samples.value(row);
        callers |= !kinds.hasNoCaller(samples.stackRow(row));
      }
      int track = samples.trackRow(row);
      if (track >= 0 && !seen[track]) {
        seen[track] = true;
        threads++;
      }
    }
  }

  /** The measures of a trace in the order of their rows. */
  static List<Measure> measures(Trace trace) {
    MeasureTable table = trace.measures();
    StringPool strings = trace.strings();
    List<Measure> measures = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      measures.add(
          new Measure(
              strings.get(table.nameId(row)),
              table.quantity(row),
              table.unitId(row) < 0 ? "" : strings.get(table.unitId(row))));
    }
    return measures;
  }

  /** Every measure that has samples, in the order of the inputs. */
  public List<Total> measures() {
    return sums.entrySet().stream()
        .filter(each -> each.getValue()[ROWS] > 0)
        .map(each -> new Total(each.getKey(), each.getValue()[ROWS], each.getValue()[SUM]))
        .toList();
  }

  /**
   * Number of samples: what the profiler counts as samples, or else the rows of the measure that
   * has most of them. Sums of device work and calls are no samples.
   */
  public long count() {
    return counted(SUM, ROWS);
  }

  /** Of these, the ones with a stack. */
  public long withStack() {
    return counted(STACK_SUM, STACK_ROWS);
  }

  /** Whether they tell more than the names of kernels: something was sampled, or has callers. */
  public boolean hasFunctions() {
    return count() > 0 || callers;
  }

  private long counted(int sumOf, int rowsOf) {
    long counted = 0;
    long most = 0;
    boolean any = false;
    for (Map.Entry<Measure, long[]> each : sums.entrySet()) {
      Quantity quantity = each.getKey().quantity;
      if (quantity == Quantity.SAMPLES || quantity == Quantity.PC_SAMPLES) {
        counted += each.getValue()[sumOf];
        any = true;
      } else if (!isSum(quantity)) {
        most = Math.max(most, each.getValue()[rowsOf]);
      }
    }
    return any ? counted : most;
  }

  /** Whether a quantity is a sum over device work, calls or memory, and no samples. */
  private static boolean isSum(Quantity quantity) {
    return switch (quantity) {
      case KERNELS, KERNEL_NS, COPY_NS, COPY_BYTES, DEVICE_NS, CALLS, LIVE_BYTES -> true;
      default -> false;
    };
  }

  /** Threads that have samples. */
  public long threads() {
    return threads;
  }
}
