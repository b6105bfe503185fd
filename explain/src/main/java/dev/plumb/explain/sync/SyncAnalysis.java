package dev.plumb.explain.sync;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Context;
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
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.CopyDirections;
import dev.plumb.explain.base.Names;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.host.SyncCalls;
import dev.plumb.explain.timeline.IdleCause;
import dev.plumb.explain.timeline.IdleGaps;
import dev.plumb.profile.Links;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code sync.blocking}: lines of the program that make the host wait for the device while there is
 * more to do: {@code .item()}, {@code .cpu()}, {@code nonzero}, blocking copies.
 */
public final class SyncAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final String MIN_COUNT = "min_count";

  @Override
  public String id() {
    return "sync.blocking";
  }

  @Override
  public String title() {
    return "Lines that make the host wait for the device";
  }

  @Override
  public String description() {
    return "Finds synchronising calls, and copies that did not return before they had ended, after"
        + " which the same thread launched more work. What a line costs is the idle time of devices"
        + " that followed its waits; the wait itself is free where the device was busy meanwhile.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(MIN_SHARE, 0.01, "of device time that one line keeps devices idle"),
        new Threshold(MIN_COUNT, 2, "waits of one line; a single one ends a program"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    List<Blame.Entry> idle = idle(facts).entries();
    Map<String, Blame.Entry> waits = new HashMap<>();
    for (Blame.Entry each : waits(facts).entries()) {
      waits.put(each.context().text(), each);
    }
    long total = facts.lanes().stream().mapToLong(lane -> lane.totalNs()).sum();
    List<Finding> findings = new ArrayList<>();
    for (Blame.Entry each : idle) {
      Blame.Entry wait = waits.get(each.context().text());
      long count = wait == null ? each.count() : wait.count();
      if (each.ns() >= limits.get(MIN_SHARE) * total && count >= limits.get(MIN_COUNT)) {
        findings.add(finding(facts, each, wait, new Impact(each.ns(), total, "device time")));
      }
    }
    if (findings.isEmpty()) {
      return new Clean(
          Texts.count(waits.values().stream().mapToLong(Blame.Entry::count).sum(), "wait")
              + " of the host; no line keeps devices idle for "
              + Texts.percent(limits.get(MIN_SHARE)));
    }
    return new Found(findings);
  }

  /** Idle time of devices by the call that had emptied the queue. */
  private static Blame idle(Facts facts) {
    Blame blame = new Blame(facts);
    for (IdleGaps gaps : IdleGaps.of(facts)) {
      for (int piece = 0; piece < gaps.size(); piece++) {
        if (gaps.cause(piece) == IdleCause.SYNCHRONISATION) {
          blame.add(gaps.lane().input(), gaps.blame(piece), gaps.durNs(piece));
        }
      }
    }
    return blame;
  }

  /** Time of the host in waits, whatever the device did. */
  private static Blame waits(Facts facts) {
    Blame blame = new Blame(facts);
    for (int input = 0; input < facts.inputs().size(); input++) {
      Links links = facts.inputs().get(input);
      Trace trace = links.trace();
      SliceTable slices = trace.slices();
      for (int track = 0; track < trace.tracks().size(); track++) {
        for (int row : SyncCalls.of(facts).input(input).of(track)) {
          if (slices.kind(row) == SliceKind.RUNTIME) {
            blame.add(input, row, slices.durNs(row));
          }
        }
      }
    }
    return blame;
  }

  /** Where the copies went that one place launched. */
  private static CopyDirections directions(Facts facts, String place) {
    CopyDirections directions = new CopyDirections();
    for (int input = 0; input < facts.inputs().size(); input++) {
      Links links = facts.inputs().get(input);
      SliceTable slices = links.trace().slices();
      Names names = new Names(links.trace().strings());
      Map<Integer, Boolean> known = new HashMap<>();
      for (int row : facts.rows(input).of(SliceKind.MEMCPY)) {
        if (links.quality(row).isLaunch()) {
          int node = facts.sliceNodes(input)[links.launch(row)];
          if (known.computeIfAbsent(
              node, each -> facts.sources().context(each, 0).text().equals(place))) {
            directions.add(names.of(slices.nameId(row)), slices.durNs(row));
          }
        }
      }
    }
    return directions;
  }

  private Finding finding(
      Facts facts, Blame.Entry idle, Blame.@Nullable Entry wait, Impact impact) {
    Context context = idle.context();
    EvidenceTable.Builder table =
        EvidenceTable.of("where", "waits", "host waited ms", "device idle after ms");
    table.row(
        idle.longest(),
        context.text(),
        String.valueOf(wait == null ? idle.count() : wait.count()),
        wait == null ? "" : Texts.ms(wait.ns()),
        Texts.ms(idle.ns()));
    Advice advice = SyncAdvice.of(context.label(), () -> directions(facts, context.text()));
    return new Finding(
        id() + "/" + (context.file() == null ? "" : context.file() + ":") + context.label(),
        "The host waits for the device "
            + Texts.count(wait == null ? idle.count() : wait.count(), "time")
            + ", which then runs dry: "
            + Texts.share(impact.ns(), impact.ofNs())
            + " of device time",
        FindingSeverity.ofShare(impact.share()),
        List.of(context),
        table.build(),
        impact,
        new Ceiling(
            impact.ns(),
            "the devices' idle time after these waits, until the next launch, vanishes"),
        Confidence.EXACT,
        advice,
        context.file() == null && !facts.isJvm() ? Evidence.PYTHON.howToRecord(facts) : null);
  }
}
