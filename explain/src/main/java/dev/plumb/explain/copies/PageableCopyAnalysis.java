package dev.plumb.explain.copies;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Clean;
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
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Recordable;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.CopyDirections;
import dev.plumb.explain.base.Coverage;
import dev.plumb.explain.base.Names;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.host.NameClass;
import dev.plumb.trace.DeviceWorkTable;
import java.util.List;
import java.util.Set;

/** {@code copies.pageable}: copies from or to memory that is not pinned. */
public final class PageableCopyAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";

  @Override
  public String id() {
    return "copies.pageable";
  }

  @Override
  public String title() {
    return "Copies from or to pageable memory";
  }

  @Override
  public String description() {
    return "Copies of pageable host memory go through a buffer of the driver's, block the host, and"
        + " do not run beside kernels. Found by the profiler's name of the copy.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(new Threshold(MIN_SHARE, 0.01, "of device time that such copies run"));
  }

  /** Sums over copies of one kind. */
  private static final class Sum {
    private long count;
    private long ns;
    private long bytes;
    private long exposedNs;
    private final CopyDirections directions = new CopyDirections();

    void add(String name, long durNs, long size, long exposed) {
      count++;
      directions.add(name, durNs);
      ns += durNs;
      bytes += Math.max(0, size);
      exposedNs += exposed;
    }

    void row(EvidenceTable.Builder table, String name) {
      table.row(
          name,
          String.valueOf(count),
          Texts.ms(ns),
          Texts.ms(exposedNs),
          Texts.number(bytes / 1e6),
          ns == 0 || bytes == 0 ? "" : Texts.number((double) bytes / ns));
    }
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    Sum pageable = new Sum();
    Sum pinned = new Sum();
    Blame blame = new Blame(facts);
    long total = 0;
    for (DeviceLane lane : facts.lanes()) {
      total += lane.totalNs();
      add(lane, pageable, pinned, blame);
    }
    if (pageable.count + pinned.count == 0) {
      return new NotApplicable(
          "copies whose names say whether host memory is pinned",
          Recordable.PINNED.howToRecord(facts));
    }
    if (pageable.ns < limits.get(MIN_SHARE) * total || pageable.ns == 0) {
      return new Clean(
          Texts.count(pageable.count, "pageable copy")
              + Texts.word(pageable.count, " takes ", " take ")
              + Texts.share(pageable.ns, total)
              + " of device time");
    }
    return new Found(
        List.of(finding(pageable, pinned, blame, new Impact(pageable.ns, total, "device time"))));
  }

  private static void add(DeviceLane lane, Sum pageable, Sum pinned, Blame blame) {
    NameClass isPageable = new NameClass(lane.trace().strings(), name -> name.contains("Pageable"));
    NameClass isPinned = new NameClass(lane.trace().strings(), name -> name.contains("Pinned"));
    Coverage open =
        new Coverage(
            lane.of(Work.COPY).minus(lane.of(Work.COMPUTE)).minus(lane.of(Work.COMMUNICATION)));
    Names names = new Names(lane.trace().strings());
    DeviceWorkTable work = lane.trace().deviceWork();
    long reached = Long.MIN_VALUE;
    for (int at = 0; at < lane.size(); at++) {
      if (lane.work(at) != Work.COPY) {
        continue;
      }
      int row = lane.row(at);
      int name = lane.trace().slices().nameId(row);
      long dur = lane.endNs(at) - lane.startNs(at);
      long exposed = open.ns(Math.max(reached, lane.startNs(at)), lane.endNs(at));
      reached = Math.max(reached, lane.endNs(at));
      long bytes = work.bytes(lane.trace().slices().detail(row));
      if (isPageable.holds(name)) {
        pageable.add(names.of(name), dur, bytes, exposed);
        blame.add(lane.input(), row, dur);
      } else if (isPinned.holds(name)) {
        pinned.add(names.of(name), dur, bytes, exposed);
      }
    }
  }

  private Finding finding(Sum pageable, Sum pinned, Blame blame, Impact impact) {
    EvidenceTable.Builder table =
        EvidenceTable.of("copies", "count", "ms", "exposed ms", "MB", "GB/s");
    pageable.row(table, "pageable");
    pinned.row(table, "pinned");
    return new Finding(
        id() + "/found",
        Texts.count(pageable.count, "copy")
            + " of pageable memory: "
            + Texts.share(impact.ns(), impact.ofNs())
            + " of device time",
        FindingSeverity.ofShare(impact.share()),
        blame.contexts(),
        table.build(),
        impact,
        new Ceiling(pageable.exposedNs, "what no kernel hides of these copies vanishes"),
        Confidence.EXACT,
        pageable.directions.pin(""),
        blame.recordNext());
  }
}
