package dev.plumb.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Repeats each rate that a benchmark counts as one of CPU time: {@code megabytes} per second also
 * as {@code cpu.megabytes}, per second that the cores worked for this process. That includes the
 * JVM's compiler and collector, and leaves out what other processes took. {@code cpu.share} says
 * how many cores the process had.
 */
public final class CpuTime implements InternalProfiler {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long cpuNs;
  private long wallNs;

  @Override
  public String getDescription() {
    return "rates per second of CPU time";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    cpuNs = system.getProcessCpuTime();
    wallNs = System.nanoTime();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double cpuSeconds = (system.getProcessCpuTime() - cpuNs) / 1e9;
    double wallSeconds = (System.nanoTime() - wallNs) / 1e9;
    List<Result<?>> rates = new ArrayList<>();
    rates.add(rate("share", cpuSeconds / wallSeconds, "cores"));
    if (benchmark.getMode() == Mode.Throughput) {
      double operations = result.getPrimaryResult().getScore();
      for (Map.Entry<String, ?> each : result.getSecondaryResults().entrySet()) {
        double ofOne = ((Result<?>) each.getValue()).getScore() / operations;
        double all = ofOne * result.getMetadata().getAllOps();
        rates.add(rate(each.getKey(), all / cpuSeconds, "1/cpu-s"));
      }
    }
    return rates;
  }

  private static ScalarResult rate(String name, double value, String unit) {
    return new ScalarResult("cpu." + name, value, unit, AggregationPolicy.AVG);
  }
}
