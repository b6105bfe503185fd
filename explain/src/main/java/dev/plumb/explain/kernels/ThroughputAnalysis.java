package dev.plumb.explain.kernels;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Impact;
import dev.plumb.explain.Limits;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Recordable;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Texts;
import dev.plumb.profile.KernelMetricSummary.Highlight;
import dev.plumb.profile.KernelMetricSummary.Kernel;
import dev.plumb.profile.RunSummary.KernelName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** {@code kernel.throughput}: kernels that use neither compute units nor memory well. */
public final class ThroughputAnalysis implements Analysis {
  private static final String LOW = "max_percent";
  private static final int KERNELS = 20;
  private static final List<String> COMPUTE =
      List.of("sm__throughput.avg.pct_of_peak_sustained_elapsed", "Compute (SM) Throughput");
  private static final List<String> MEMORY =
      List.of(
          "gpu__compute_memory_throughput.avg.pct_of_peak_sustained_elapsed", "Memory Throughput");
  private static final List<String> OCCUPANCY =
      List.of("sm__warps_active.avg.pct_of_peak_sustained_active", "Achieved Occupancy");

  @Override
  public String id() {
    return "kernel.throughput";
  }

  @Override
  public String title() {
    return "Kernels by their share of peak throughput";
  }

  @Override
  public String description() {
    return "Nsight Compute's speed of light: the share of the peak that the busiest unit of compute"
        + " and of memory reached. Where both are low, the kernel waits: bound by latency.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.KERNEL_METRICS);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(new Threshold(LOW, 60, "percent of peak; Nsight Compute calls less latency"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    Map<String, Long> times = new HashMap<>();
    for (KernelName each : facts.summary().topKernels(Integer.MAX_VALUE)) {
      times.put(each.name(), each.sumNs());
    }
    List<Finding> findings = new ArrayList<>();
    int measured = 0;
    for (Kernel kernel : facts.summary().kernelMetrics().top(KERNELS)) {
      OptionalDouble compute = percent(kernel, COMPUTE);
      OptionalDouble memory = percent(kernel, MEMORY);
      if (compute.isPresent() && memory.isPresent()) {
        measured++;
        double best = Math.max(compute.getAsDouble(), memory.getAsDouble());
        if (best < limits.get(LOW)) {
          long ns = times.getOrDefault(kernel.name(), 0L);
          findings.add(finding(facts, kernel, compute.getAsDouble(), memory.getAsDouble(), ns));
        }
      }
    }
    if (measured == 0) {
      return new NotApplicable(
          "throughput of compute and memory in percent of the peak",
          Recordable.THROUGHPUT.howToRecord(facts));
    }
    return Found.orClean(
        findings, Texts.count(measured, "kernel") + " above " + limits.get(LOW) + " % of a peak");
  }

  private static OptionalDouble percent(Kernel kernel, List<String> names) {
    return kernel.highlights().stream()
        .filter(each -> names.contains(each.metric()) && each.unit().contains("%"))
        .mapToDouble(Highlight::mean)
        .findFirst();
  }

  private Finding finding(
      Facts facts, Kernel kernel, double compute, double memory, long kernelNs) {
    EvidenceTable.Builder table = EvidenceTable.of("metric", "mean", "unit");
    for (Highlight each : kernel.highlights()) {
      table.row(each.metric(), Texts.number(each.mean()), each.unit());
    }
    double best = Math.max(compute, memory);
    Impact impact = facts.deviceImpact(kernelNs);
    OptionalDouble occupancy = percent(kernel, OCCUPANCY);
    boolean few = occupancy.isPresent() && occupancy.getAsDouble() < 30;
    return new Finding(
        id() + "/" + kernel.name(),
        Texts.kernel(kernel.name())
            + " waits: compute at "
            + Texts.percent(compute / 100)
            + " and memory at "
            + Texts.percent(memory / 100)
            + " of the peak",
        kernelNs == 0 ? FindingSeverity.LOW : FindingSeverity.ofShare(impact.share()),
        List.of(),
        table.build(),
        impact,
        new Ceiling(
            Math.round(kernelNs * (1 - best / 100)),
            "its busiest unit works at its peak throughout"),
        Confidence.HEURISTIC,
        new Advice(
            few
                ? "Few warps are active: use fewer registers or less shared memory, or launch more"
                    + " blocks."
                : "There are warps enough, and they wait: more independent work for each thread,"
                    + " wider loads, fetching ahead; the stall reasons say for what."),
        "ncu --section WarpStateStats --section SourceCounters: why warps wait, and where");
  }
}
