package dev.plumb.profile;

import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.StackTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hardware counters of kernels: how many there are, and the ones that people look at first. */
public final class KernelMetricSummary {
  /** Mean of a metric over the executions of a kernel in which it was measured. */
  public record Highlight(String metric, String unit, double mean) {}

  /** Executions of a kernel with their highlights. */
  public record Kernel(String name, long executions, List<Highlight> highlights) {}

  /**
   * Names as Nsight Compute's reports, its logs, and rocprof write them: duration, throughput,
   * occupancy, memory, waiting, and what else there is a use for.
   */
  private static final List<String> LOOKED_AT =
      List.of(
          "gpu__time_duration.sum",
          "Duration",
          "sm__throughput.avg.pct_of_peak_sustained_elapsed",
          "Compute (SM) Throughput",
          "gpu__compute_memory_throughput.avg.pct_of_peak_sustained_elapsed",
          "Memory Throughput",
          "gpu__dram_throughput.avg.pct_of_peak_sustained_elapsed",
          "DRAM Throughput",
          "VALUUtilization",
          "sm__warps_active.avg.pct_of_peak_sustained_active",
          "Achieved Occupancy",
          "OccupancyPercent",
          "launch__registers_per_thread",
          "Registers Per Thread",
          "dram__bytes_read.sum",
          "dram__bytes_write.sum",
          "FETCH_SIZE",
          "WRITE_SIZE",
          "l1tex__t_sector_hit_rate.pct",
          "L1/TEX Hit Rate",
          "lts__t_sector_hit_rate.pct",
          "L2 Hit Rate",
          "smsp__average_warp_latency_per_inst_issued.ratio",
          "Warp Cycles Per Issued Instruction",
          "GRBM_GUI_ACTIVE",
          "SQ_WAVES");

  private static final List<String> DURATIONS = LOOKED_AT.subList(0, 2);

  /** A kernel with no more metrics than these has all of them among its highlights. */
  private static final int FEW = 12;

  private record Seen(String metric, String unit) {}

  private static final class Sums {
    long executions;
    double duration;
    final Map<Seen, double[]> means = new LinkedHashMap<>();

    /** Of the metrics that nobody looks at first, as long as they are few. */
    final Map<Seen, double[]> others = new LinkedHashMap<>();

    void add(Seen seen, double value) {
      boolean isFirst = LOOKED_AT.contains(seen.metric);
      Map<Seen, double[]> to = isFirst ? means : others;
      if (!isFirst && others.size() > FEW && !others.containsKey(seen)) {
        return;
      }
      double[] mean = to.computeIfAbsent(seen, key -> new double[2]);
      mean[0] += value;
      mean[1]++;
      MetricUnit unit = MetricUnit.of(seen.unit);
      duration += DURATIONS.contains(seen.metric) ? value * (unit.isTime() ? unit.factor() : 1) : 0;
    }

    List<Highlight> highlights() {
      Map<Seen, double[]> shown = inOneUnit(means);
      Map<Seen, double[]> rest = inOneUnit(others);
      if (shown.size() + rest.size() <= FEW) {
        shown.putAll(rest);
      }
      List<Highlight> highlights = new ArrayList<>();
      shown.forEach(
          (seen, mean) -> highlights.add(new Highlight(seen.metric, seen.unit, mean[0] / mean[1])));
      highlights.sort(
          Comparator.comparingInt((Highlight each) -> place(each.metric))
              .thenComparing(Highlight::metric));
      return highlights;
    }
  }

  /** Values of a metric that are of several units of one kind are one mean. */
  private static Map<Seen, double[]> inOneUnit(Map<Seen, double[]> means) {
    Map<Seen, Integer> units = new HashMap<>();
    means.keySet().forEach(each -> units.merge(inBase(each), 1, Integer::sum));
    Map<Seen, double[]> merged = new LinkedHashMap<>();
    means.forEach((seen, mean) -> {
      boolean several = units.getOrDefault(inBase(seen), 0) > 1;
      double factor = several ? MetricUnit.of(seen.unit).factor() : 1;
      double[] sum = merged.computeIfAbsent(several ? inBase(seen) : seen, key -> new double[2]);
      sum[0] += mean[0] * factor;
      sum[1] += mean[1];
    });
    return merged;
  }

  private static Seen inBase(Seen seen) {
    return new Seen(seen.metric, MetricUnit.of(seen.unit).base());
  }

  private static int place(String metric) {
    int place = LOOKED_AT.indexOf(metric);
    return place < 0 ? LOOKED_AT.size() : place;
  }

  private long rows;
  private long executions;
  private final Set<String> names = new HashSet<>();
  private final Map<String, Sums> byKernel = new HashMap<>();

  KernelMetricSummary() {}

  void add(Trace trace) {
    KernelMetricTable metrics = trace.kernelMetrics();
    StringPool strings = trace.strings();
    Set<Long> seen = new HashSet<>();
    long last = 0;
    Sums kernel = new Sums();
    for (int row = 0, n = metrics.size(); row < n; row++) {
      rows++;
      String metric = strings.get(metrics.nameId(row));
      names.add(metric);
      long execution = (long) metrics.sliceRow(row) << 32 | metrics.sampleRow(row) & 0xFFFFFFFFL;
      if (row == 0 || execution != last) { // those of one execution follow each other
        last = execution;
        kernel = byKernel.computeIfAbsent(kernelName(trace, row), name -> new Sums());
        if (seen.add(execution)) {
          kernel.executions++;
          executions++;
        }
      }
      double value = metrics.value(row);
      if (!Double.isNaN(value)) {
        int unit = metrics.unitId(row);
        kernel.add(new Seen(metric, unit < 0 ? "" : strings.get(unit)), value);
      }
    }
  }

  private static String kernelName(Trace trace, int row) {
    int slice = trace.kernelMetrics().sliceRow(row);
    if (slice >= 0) {
      return trace.strings().get(trace.slices().nameId(slice));
    }
    int sample = trace.kernelMetrics().sampleRow(row);
    int stack = sample < 0 ? -1 : trace.samples().stackRow(sample);
    if (stack < 0) {
      return "[unknown]";
    }
    StackTable stacks = trace.stacks();
    return trace.strings().get(trace.frames().nameId(stacks.frameRow(stack)));
  }

  /** Metrics of single executions of kernels. */
  public long rows() {
    return rows;
  }

  /** Executions of kernels that were measured. */
  public long executions() {
    return executions;
  }

  /** Distinct metrics. */
  public long metrics() {
    return names.size();
  }

  /** The kernels that took longest, as far as that was measured; else with most executions. */
  public List<Kernel> top(int limit) {
    List<Map.Entry<String, Sums>> sorted = new ArrayList<>(byKernel.entrySet());
    sorted.sort(
        Comparator.comparingDouble((Map.Entry<String, Sums> each) -> each.getValue().duration)
            .thenComparingLong(each -> each.getValue().executions)
            .reversed()
            .thenComparing(Map.Entry::getKey));
    return sorted.stream()
        .limit(limit)
        .map(each ->
            new Kernel(each.getKey(), each.getValue().executions, each.getValue().highlights()))
        .toList();
  }
}
