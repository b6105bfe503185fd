package dev.plumb.explain.launches;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Impact;
import dev.plumb.explain.Limits;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.timeline.IdleCause;
import dev.plumb.explain.timeline.IdleGaps;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code launch.queue}: is the run bound by its host or by its devices, and how full the queues.
 */
public final class LaunchAnalysis implements Analysis {
  private static final String CPU_BOUND = "cpu_bound_share";
  private static final String GPU_BOUND = "gpu_bound_share";

  @Override
  public String id() {
    return "launch.queue";
  }

  @Override
  public String title() {
    return "Launches and queues; bound by host or device";
  }

  @Override
  public String description() {
    return "Launch latency and its sum (TKLQT of SKIP), mean kernel (AKD), kernels shorter than"
        + " their launch call, length of the queue. The verdict is by the share of device time in"
        + " which devices were idle because of the host.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(CPU_BOUND, 0.3, "idle because of the host: bound by the host from here on"),
        new Threshold(GPU_BOUND, 0.1, "idle because of the host: bound by the device up to here"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    List<Finding> findings = new ArrayList<>();
    List<IdleGaps> gaps = IdleGaps.of(facts);
    for (int i = 0; i < facts.lanes().size(); i++) {
      LaunchStats stats = LaunchStats.of(facts).get(i);
      if (stats.kernels() > 0) {
        findings.add(finding(facts, stats, gaps.get(i), limits));
      }
    }
    return Found.orClean(findings, "no kernel has a known launch");
  }

  private Finding finding(Facts facts, LaunchStats stats, IdleGaps gaps, Limits limits) {
    DeviceLane lane = stats.lane();
    long host =
        gaps.ns(IdleCause.HOST_LATE)
            + gaps.ns(IdleCause.SYNCHRONISATION)
            + gaps.ns(IdleCause.DATA_LOADING)
            + gaps.ns(IdleCause.LAUNCH_LATENCY);
    Impact impact = new Impact(host, lane.totalNs(), "device time");
    double share = impact.share();
    String verdict =
        share >= limits.get(CPU_BOUND)
            ? "bound by the host"
            : share <= limits.get(GPU_BOUND) ? "bound by the device" : "bound by both";
    String name = lane.name();
    return new Finding(
        id() + "/" + name.replace(' ', '-'),
        name
            + " is "
            + verdict
            + ": idle because of the host for "
            + Texts.percent(share)
            + " of its time",
        FindingSeverity.INFO,
        List.of(),
        evidence(stats, QueueLength.of(facts, lane), gaps),
        impact,
        null,
        Confidence.EXACT,
        new Advice(
            share >= limits.get(CPU_BOUND)
                ? "A faster device or kernel buys little here: cut the host's work in each step."
                : share <= limits.get(GPU_BOUND)
                    ? "The host keeps up: look at what the devices do."
                    : "Both matter: the findings about idle time and kernels say by how much."),
        "the same run at twice the batch size: a sum of launch latencies that stays the same says"
            + " bound by the host, one that grows says bound by the device (SKIP)");
  }

  private static EvidenceTable evidence(LaunchStats stats, QueueLength queue, IdleGaps gaps) {
    EvidenceTable.Builder table = EvidenceTable.of("figure", "value");
    table.row("kernels with a known launch", String.valueOf(stats.kernels()));
    table.row("launch calls", String.valueOf(stats.calls()));
    table.row("of the kernels, launched by graphs", String.valueOf(stats.byGraph()));
    table.row("sum of launch latencies (TKLQT) ms", Texts.ms(stats.latencySumNs()));
    table.row("median launch latency us", Texts.us(stats.medianLatencyNs()));
    table.row("95th percentile of launch latency us", Texts.us(stats.p95LatencyNs()));
    table.row("mean kernel (AKD) us", Texts.us(stats.kernelSumNs() / stats.kernels()));
    table.row("mean launch call us", Texts.us(stats.callSumNs() / Math.max(1, stats.calls())));
    table.row("kernels shorter than their call", String.valueOf(stats.shorterThanCall()));
    table.row("calls of over 50 us", String.valueOf(stats.slowCalls()));
    table.row("kernels that begin before their launch", String.valueOf(stats.beforeLaunch()));
    table.row("queue, most", String.valueOf(queue.max()));
    table.row("queue, mean", String.format(Locale.ROOT, "%.1f", queue.mean()));
    table.row("queue empty ms", Texts.ms(queue.emptyNs()));
    table.row("queue full (1024 or more) ms", Texts.ms(queue.fullNs()));
    for (IdleCause cause : IdleCause.values()) {
      table.row("idle, " + cause.label() + " ms", Texts.ms(gaps.ns(cause)));
    }
    return table.build();
  }
}
