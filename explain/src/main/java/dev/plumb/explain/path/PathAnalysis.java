package dev.plumb.explain.path;

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
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.collectives.Meetings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code path.critical}: what the end of the run waited for, and what bounds it. */
public final class PathAnalysis implements Analysis {
  @Override
  public String id() {
    return "path.critical";
  }

  @Override
  public String title() {
    return "The critical path through threads, streams and ranks";
  }

  @Override
  public String description() {
    return "Walks back from the end: each kernel to the work or launch that it waited for, each"
        + " launch along its thread, each wait to the device work that ended it, each collective to the last rank to enter. Only what stands"
        + " on the path shortens the run when it becomes faster.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of();
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    List<Finding> findings = new ArrayList<>();
    CriticalPath across = CriticalPath.acrossRanks(facts);
    if (across != null && across.totalNs() > 0) {
      return new Found(List.of(finding(facts, across, true)));
    }
    for (CriticalPath path : CriticalPath.of(facts)) {
      if (path.totalNs() > 0) {
        findings.add(finding(facts, path, false));
      }
    }
    return findings.isEmpty()
        ? new NotApplicable("work that lasts", Evidence.DEVICE_WORK.howToRecord(facts))
        : new Found(findings);
  }

  private Finding finding(Facts facts, CriticalPath path, boolean across) {
    PathPart most = PathPart.HOST;
    EvidenceTable.Builder table =
        EvidenceTable.of("part, or place of the largest", "pieces", "ms on the path", "longest us");
    long[] pieces = new long[PathPart.values().length];
    long[] longest = new long[pieces.length];
    for (int piece = 0; piece < path.size(); piece++) {
      int part = path.part(piece).ordinal();
      pieces[part]++;
      longest[part] = Math.max(longest[part], path.durNs(piece));
    }
    for (PathPart part : PathPart.values()) {
      most = path.ns(part) > path.ns(most) ? part : most;
      if (path.ns(part) > 0) {
        table.row(
            "all " + part.label(),
            String.valueOf(pieces[part.ordinal()]),
            Texts.ms(path.ns(part)),
            Texts.us(longest[part.ordinal()]));
      }
    }
    Blame bound = new Blame(facts);
    for (int piece = 0; piece < path.size(); piece++) {
      if (path.part(piece) == most) {
        bound.add(path.lane(piece).input(), path.row(piece), path.durNs(piece));
      }
    }
    List<Map.Entry<String, Long>> ranks = across ? byRank(path) : List.of();
    ranks.forEach(each -> table.row("on " + each.getKey(), "", Texts.ms(each.getValue()), ""));
    bound.rows(table);
    String name = across ? "all ranks" : name(path.lane());
    Impact impact = new Impact(path.ns(most), path.totalNs(), "the critical path");
    return new Finding(
        id() + "/" + name.replace(' ', '-'),
        "The critical path of "
            + name
            + " is bound by "
            + most.label()
            + ": "
            + Texts.share(impact.ns(), impact.ofNs())
            + " of "
            + Texts.time(path.totalNs())
            + (across ? "; " + where(ranks, path) : ""),
        FindingSeverity.INFO,
        bound.contexts(),
        table
            .total(PathPart.values().length + ranks.size() + (long) bound.entries().size())
            .build(),
        impact,
        null,
        path.isInferred() || across && !Meetings.of(facts).isTold()
            ? Confidence.INFERRED
            : Confidence.EXACT,
        new Advice(
            switch (most) {
              case HOST, LAUNCH ->
                  "Work of the host, not of the device, decides: launch less, earlier or by graph.";
              case DATA_LOADING -> "Loading decides: workers, prefetching, stored batches.";
              case COMPUTE -> "Kernels decide: the first contexts are the ones to make faster.";
              case COMMUNICATION -> "Collectives decide: overlap them, or send fewer bytes.";
              case COPY -> "Copies decide: pin, prefetch, or keep the data on the device.";
              case QUEUE -> "Gaps between kernels decide: fewer and larger kernels.";
              case WAIT_RETURN -> "Waits of the host return late: wait less often.";
            }),
        null);
  }

  private static String name(DeviceLane lane) {
    return lane.name();
  }

  /** How much of the path is on each rank, the most first. */
  private static List<Map.Entry<String, Long>> byRank(CriticalPath path) {
    Map<String, Long> sums = new LinkedHashMap<>();
    for (int piece = 0; piece < path.size(); piece++) {
      sums.merge(path.lane(piece).label(), path.durNs(piece), Long::sum);
    }
    List<Map.Entry<String, Long>> sorted = new ArrayList<>(sums.entrySet());
    sorted.sort(Map.Entry.<String, Long>comparingByValue().reversed());
    return sorted;
  }

  private static String where(List<Map.Entry<String, Long>> ranks, CriticalPath path) {
    String most =
        Texts.share(ranks.getFirst().getValue(), path.totalNs())
            + " of it on "
            + ranks.getFirst().getKey();
    return path.hops() == 0
        ? most
        : most + ", from rank to rank " + Texts.count(path.hops(), "time");
  }
}
