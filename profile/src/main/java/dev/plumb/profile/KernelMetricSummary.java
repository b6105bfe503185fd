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

  /** Names by their beginnings, as Nsight Compute's reports, its logs, and rocprof write them. */
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
          "sm__warps_active.avg.pct_of_peak_sustained_active",
          "Achieved Occupancy",
          "launch__registers_per_thread",
          "Registers Per Thread",
          "GRBM_GUI_ACTIVE",
          "SQ_WAVES",
          "FETCH_SIZE",
          "WRITE_SIZE",
          "VALUUtilization",
          "OccupancyPercent");

  private static final List<String> DURATIONS = LOOKED_AT.subList(0, 2);

  private record Seen(String metric, String unit) {}

  private static final class Sums {
    long executions;
    double duration;
    final Map<Seen, double[]> means = new LinkedHashMap<>();
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
      if (!Double.isNaN(value) && LOOKED_AT.contains(metric)) {
        int unit = metrics.unitId(row);
        double[] mean =
            kernel.means.computeIfAbsent(
                new Seen(metric, unit < 0 ? "" : strings.get(unit)), key -> new double[2]);
        mean[0] += value;
        mean[1]++;
        kernel.duration += DURATIONS.contains(metric) ? value : 0;
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
    List<Kernel> kernels = new ArrayList<>();
    byKernel.forEach((name, sums) -> {
      List<Highlight> highlights = new ArrayList<>();
      sums.means.forEach(
          (seen, mean) -> highlights.add(new Highlight(seen.metric, seen.unit, mean[0] / mean[1])));
      highlights.sort(Comparator.comparingInt(each -> LOOKED_AT.indexOf(each.metric)));
      kernels.add(new Kernel(name, sums.executions, highlights));
    });
    Map<String, Double> durations = new HashMap<>();
    byKernel.forEach((name, sums) -> durations.put(name, sums.duration));
    return kernels.stream()
        .sorted(Comparator.comparingLong(Kernel::executions).reversed().thenComparing(Kernel::name))
        .limit(limit)
        .toList();
  }
}
