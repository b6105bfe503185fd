package dev.plumb.explain.timeline;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.DeviceLane.Work;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Impact;
import dev.plumb.explain.Limits;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Recorder;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.CopyDirections;
import dev.plumb.explain.base.Coverage;
import dev.plumb.explain.base.Names;
import dev.plumb.explain.base.Texts;
import dev.plumb.profile.Intervals;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code gpu.timeline}: compute, exposed communication, exposed copies and idle time of each device
 * and step; a finding where exposed time is more than a small share.
 */
public final class TimelineAnalysis implements Analysis {
  private static final String MIN_COMMUNICATION = "min_exposed_communication_share";
  private static final String MIN_COPIES = "min_exposed_copy_share";
  private static final int ROWS = 100;

  @Override
  public String id() {
    return "gpu.timeline";
  }

  @Override
  public String title() {
    return "Compute, exposed communication, exposed copies, idle";
  }

  @Override
  public String description() {
    return "Splits each step of each device: compute hides communication and both hide copies; what"
        + " is left is idle. The parts add up to the device's time.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(MIN_COMMUNICATION, 0.05, "of device time, as TraceLens"),
        new Threshold(MIN_COPIES, 0.05, "of device time, as TraceLens"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    List<StepSplit> splits = new ArrayList<>();
    for (DeviceLane lane : facts.lanes()) {
      splits.addAll(StepSplit.of(facts, lane));
    }
    long total = splits.stream().mapToLong(each -> each.toNs() - each.fromNs()).sum();
    List<Finding> findings = new ArrayList<>();
    long communication = splits.stream().mapToLong(StepSplit::exposedCommunicationNs).sum();
    if (communication > 0 && communication >= limits.get(MIN_COMMUNICATION) * total) {
      findings.add(communication(facts, new Impact(communication, total, "device time")));
    }
    long copies = splits.stream().mapToLong(StepSplit::exposedCopyNs).sum();
    if (copies > 0 && copies >= limits.get(MIN_COPIES) * total) {
      findings.add(copies(facts, new Impact(copies, total, "device time")));
    }
    findings.add(split(splits, total));
    return new Found(findings);
  }

  private Finding split(List<StepSplit> splits, long total) {
    EvidenceTable.Builder table =
        EvidenceTable.of(
            "device", "window", "ms", "compute", "exposed comm", "exposed copies", "idle");
    for (StepSplit each : splits.subList(0, Math.min(ROWS, splits.size()))) {
      long ns = each.toNs() - each.fromNs();
      table.row(
          each.lane().name(),
          each.name(),
          Texts.ms(ns),
          Texts.share(each.computeNs(), ns),
          Texts.share(each.exposedCommunicationNs(), ns),
          Texts.share(each.exposedCopyNs(), ns),
          Texts.share(each.idleNs(), ns));
    }
    long compute = splits.stream().mapToLong(StepSplit::computeNs).sum();
    long idle = splits.stream().mapToLong(StepSplit::idleNs).sum();
    return new Finding(
        id() + "/split",
        "Devices compute for " + Texts.share(compute, total) + ", idle " + Texts.share(idle, total),
        FindingSeverity.INFO,
        List.of(),
        table.total(splits.size()).build(),
        new Impact(total - compute, total, "device time"),
        null,
        Confidence.EXACT,
        new Advice("See which part is largest; the findings about it say where it comes from."),
        null);
  }

  private Finding communication(Facts facts, Impact impact) {
    Blame blame = exposed(facts, Work.COMMUNICATION, new CopyDirections());
    return new Finding(
        id() + "/exposed-communication",
        "Communication that no compute hides: "
            + Texts.share(impact.ns(), impact.ofNs())
            + " of device time",
        FindingSeverity.ofShare(impact.share()),
        blame.contexts(),
        table(blame),
        impact,
        new Ceiling(
            hideable(facts, Work.COMMUNICATION),
            "on each device, compute that runs without communication now hides as much of it as it"
                + " is long; dependences between the two are not looked at"),
        Confidence.EXACT,
        new Advice(
            "Overlap collectives with compute: larger or smaller gradient buckets, prefetching of"
                + " parameters, collectives on a stream of their own, asynchronous all-reduce; or"
                + " send fewer bytes.",
            "DistributedDataParallel(model, bucket_cap_mb=..., gradient_as_bucket_view=True)"),
        "all ranks in one report: then waiting for others and transfer are told apart");
  }

  private Finding copies(Facts facts, Impact impact) {
    CopyDirections directions = new CopyDirections();
    Blame blame = exposed(facts, Work.COPY, directions);
    Ceiling ceiling =
        new Ceiling(
            hideable(facts, Work.COPY),
            "on each device, compute and communication that run without copies now hide as much of"
                + " them as they are long; copies that need not be made save all of their time");
    return new Finding(
        id() + "/exposed-copies",
        "Copies that nothing hides: " + Texts.share(impact.ns(), impact.ofNs()) + " of device time",
        FindingSeverity.ofShare(impact.share()),
        blame.contexts(),
        table(blame),
        impact,
        ceiling,
        Confidence.EXACT,
        copies(facts, directions, 2 * ceiling.ns() < impact.ns()),
        blame.recordNext());
  }

  /** What to do about copies that nothing hides. */
  private static Advice copies(Facts facts, CopyDirections directions, boolean isTooLittleWork) {
    if (facts.recorder() == Recorder.XLA) {
      return new Advice(
          "XLA placed these copies itself: between memories of the device, or to the host's, where"
              + " something is offloaded. Offload and rematerialise less, donate buffers instead of"
              + " copying them, and keep one layout for what several programs share; a copy that"
              + " starts earlier (copy-start) hides behind more work.");
    }
    String text =
        isTooLittleWork
            ? "There is too little other work to hide them behind. Copy less: keep on the device"
                + " what is used again, copy in a smaller format, do more with what was copied."
                + " Then copy ahead, on a stream of its own."
            : "Copy on a stream of its own, ahead of the step that needs the data; keep on the"
                + " device what comes back unchanged.";
    return directions.touchHost() ? directions.pin(text) : new Advice(text);
  }

  private static EvidenceTable table(Blame blame) {
    EvidenceTable.Builder table = EvidenceTable.of("where", "count", "exposed ms", "longest us");
    blame.rows(table);
    return table.build();
  }

  /**
   * How much of the exposed time of a kind of work the work that could hide it is long enough for.
   */
  private static long hideable(Facts facts, Work work) {
    long sum = 0;
    for (DeviceLane lane : facts.lanes()) {
      Intervals own = lane.of(work);
      Intervals bare = exposed(lane, work);
      // What hides something of the kind already can hide no more at that instant.
      long alone = lane.of(Work.COMPUTE).minus(own).total();
      if (work == Work.COPY) {
        alone += lane.of(Work.COMMUNICATION).minus(lane.of(Work.COMPUTE)).minus(own).total();
      }
      sum += Math.min(bare.total(), alone);
    }
    return sum;
  }

  /** The instants of a kind of work that nothing above it hides. */
  private static Intervals exposed(DeviceLane lane, Work work) {
    Intervals own = lane.of(work).minus(lane.of(Work.COMPUTE));
    return work == Work.COPY ? own.minus(lane.of(Work.COMMUNICATION)) : own;
  }

  /** The parts of a kind of work that nothing above it hides; each instant is blamed once. */
  private static Blame exposed(Facts facts, Work work, CopyDirections directions) {
    Blame blame = new Blame(facts);
    for (DeviceLane lane : facts.lanes()) {
      Coverage open = new Coverage(exposed(lane, work));
      Names names = new Names(lane.trace().strings());
      long reached = Long.MIN_VALUE;
      for (int at = 0; at < lane.size(); at++) {
        if (lane.work(at) == work && lane.endNs(at) > reached) {
          long ns = open.ns(Math.max(reached, lane.startNs(at)), lane.endNs(at));
          reached = lane.endNs(at);
          if (ns > 0) {
            blame.add(lane.input(), lane.row(at), ns);
            directions.add(names.of(lane.trace().slices().nameId(lane.row(at))), ns);
          }
        }
      }
    }
    return blame;
  }
}
