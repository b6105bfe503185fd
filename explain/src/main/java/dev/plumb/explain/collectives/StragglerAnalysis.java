package dev.plumb.explain.collectives;

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
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Recordable;
import dev.plumb.explain.SliceRef;
import dev.plumb.explain.Step;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Coverage;
import dev.plumb.explain.base.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code comm.stragglers}: ranks that the others wait for in collectives. */
public final class StragglerAnalysis implements Analysis {
  static final String MAX_CHANCE = "max_chance";
  private static final String MIN_SHARE = "min_share";
  private static final int LEAST_MEETINGS = 3;

  /** Parts of a run without steps. */
  private static final int PARTS = 4;

  @Override
  public String id() {
    return "comm.stragglers";
  }

  @Override
  public String title() {
    return "Ranks that the others wait for";
  }

  @Override
  public String description() {
    return "Lays the collectives of all ranks side by side, clocks aligned by their ends, and asks who"
        + " comes last: a rank that does so more often than chance has it, all over the run, is"
        + " named, with the time that the others stood waiting for it and what it did meanwhile.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.COLLECTIVES, Evidence.SEVERAL_RANKS);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(
            MAX_CHANCE,
            0.001,
            "chance that ranks which are alike would look like this, over all ranks (binomial,"
                + " Bonferroni), the part of the run left out that speaks most for it"),
        new Threshold(
            MIN_SHARE,
            0.01,
            "of device time that the others wait; below, the clocks of ranks and the order of"
                + " launches decide who is last"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    CollectiveList list = CollectiveList.of(facts);
    List<Collective> meetings = list.meetings();
    if (meetings.size() < LEAST_MEETINGS) {
      return new NotApplicable(
          "collectives that several ranks recorded alike",
          Recordable.NAMED_COLLECTIVES.howToRecord(facts));
    }
    if (!list.hasClocks()) {
      return new NotApplicable(
          "clocks of ranks that can be compared: fewer than three collectives match",
          "record the same steps on every rank");
    }
    LastToCome last =
        new LastToCome(
            meetings,
            parts(facts, list, meetings),
            facts.lanes().size(),
            Collective::starts,
            limits.get(MAX_CHANCE));
    Waits waits = new Waits(facts, list, meetings, last);
    long total = facts.lanes().stream().mapToLong(DeviceLane::totalNs).sum();
    Impact impact = new Impact(waits.savedNs, total, "device time");
    List<Finding> findings = new ArrayList<>();
    if (!last.named().isEmpty() && impact.ns() >= limits.get(MIN_SHARE) * total) {
      findings.add(finding(list, meetings, last, waits, impact));
    }
    return Found.orClean(
        findings,
        Texts.count(meetings.size(), "collective")
            + ", waits "
            + Texts.time(waits.waitedNs)
            + " in all; no rank is last more often than chance has it for "
            + Texts.percent(limits.get(MIN_SHARE))
            + " of device time; ends within "
            + Texts.us(list.residualNs())
            + " us");
  }

  /** The part of the run that each meeting lies in: steps, or else quarters. */
  static int[] parts(Facts facts, CollectiveList list, List<Collective> meetings) {
    int[] parts = new int[meetings.size()];
    int first = meetings.getFirst().lanes()[0];
    DeviceLane lane = facts.lanes().get(first);
    long[] starts =
        facts.steps().stream()
            .filter(each -> each.input() == lane.input())
            .filter(each -> each.rank() == lane.rank() || each.rank() < 0)
            .mapToLong(Step::startNs)
            .map(ns -> ns + list.offsetNs(first))
            .sorted()
            .toArray();
    for (int m = 0; m < parts.length; m++) {
      int place = Arrays.binarySearch(starts, meetings.get(m).lastStart());
      parts[m] =
          starts.length >= LEAST_MEETINGS
              ? place < 0 ? -place - 1 : place + 1
              : (int) ((long) m * PARTS / parts.length);
    }
    return parts;
  }

  /** What the meetings cost, by lane and in all. */
  private static final class Waits {
    private final long[] met;
    private final long[] last;
    private final long[] first;
    private final long[] waited;
    private final Blame blame;
    private long waitedNs;
    private long savedNs;
    private long exposedNs;
    private long lateNs;
    private long computedNs;
    private long idleNs;

    Waits(Facts facts, CollectiveList list, List<Collective> meetings, LastToCome late) {
      List<DeviceLane> lanes = facts.lanes();
      met = new long[lanes.size()];
      last = new long[lanes.size()];
      first = new long[lanes.size()];
      waited = new long[lanes.size()];
      blame = new Blame(facts);
      List<Coverage> computing =
          lanes.stream().map(each -> new Coverage(each.of(Work.COMPUTE))).toList();
      List<Coverage> busy = lanes.stream().map(each -> new Coverage(each.busy())).toList();
      for (Collective each : meetings) {
        long lastStart = each.lastStart();
        long firstStart = Arrays.stream(each.starts()).min().orElseThrow();
        long others = late.othersLast(each);
        long saved = 0;
        int latest = 0;
        for (int i = 0; i < each.size(); i++) {
          int lane = each.lanes()[i];
          met[lane]++;
          last[lane] += each.starts()[i] == lastStart ? 1 : 0;
          first[lane] += each.starts()[i] == firstStart ? 1 : 0;
          waited[lane] += lastStart - each.starts()[i];
          waitedNs += lastStart - each.starts()[i];
          latest = each.starts()[i] == lastStart ? i : latest;
          if (others > Long.MIN_VALUE && others < lastStart && !late.isNamed(lane)) {
            long from = others - list.offsetNs(lane);
            long to = lastStart - list.offsetNs(lane);
            saved += to - from;
            exposedNs += to - from - computing.get(lane).ns(from, to);
          }
        }
        if (saved > 0) {
          int lane = each.lanes()[latest];
          long from = others - list.offsetNs(lane);
          long to = lastStart - list.offsetNs(lane);
          long computed = computing.get(lane).ns(from, to);
          lateNs += to - from;
          computedNs += computed;
          idleNs += to - from - busy.get(lane).ns(from, to);
          savedNs += saved;
          blame.add(lanes.get(lane).input(), lanes.get(lane).row(each.positions()[latest]), saved);
        }
      }
    }
  }

  private Finding finding(
      CollectiveList list, List<Collective> meetings, LastToCome last, Waits waits, Impact impact) {
    String names = last.named().stream().map(list::label).collect(Collectors.joining(", "));
    EvidenceTable.Builder table =
        EvidenceTable.of("rank", "collectives", "last", "first", "waited ms", "waited us each");
    for (int lane = 0; lane < waits.met.length; lane++) {
      if (waits.met[lane] > 0) {
        table.row(
            SliceRef.NONE,
            list.label(lane),
            String.valueOf(waits.met[lane]),
            waits.last[lane] + " (" + Texts.share(waits.last[lane], waits.met[lane]) + ")",
            String.valueOf(waits.first[lane]),
            Texts.ms(waits.waited[lane]),
            Texts.us(waits.waited[lane] / waits.met[lane]));
      }
    }
    return new Finding(
        id() + "/" + names.replace(", ", "+").replace(' ', '-'),
        "The others wait for "
            + names
            + " in collectives: "
            + Texts.share(impact.ns(), impact.ofNs())
            + " of device time; meanwhile it computed for "
            + Texts.share(waits.computedNs, waits.lateNs)
            + " and was idle for "
            + Texts.share(waits.idleNs, waits.lateNs),
        FindingSeverity.ofShare(impact.share()),
        waits.blame.contexts(),
        table.build(),
        impact,
        new Ceiling(
            waits.exposedNs,
            "the rank comes as early as the last of the others, to "
                + Texts.count(meetings.size(), "collective")
                + "; their waiting that no compute hides vanishes. The ranks' clocks"
                + " are trusted as far as the ends of collectives agree, within "
                + Texts.us(list.residualNs())
                + " us"),
        list.isTold() ? Confidence.EXACT : Confidence.INFERRED,
        advice(waits),
        waits.blame.recordNext());
  }

  private static Advice advice(Waits waits) {
    if (waits.idleNs > waits.lateNs / 2) {
      return new Advice(
          "While the others wait, this rank's device stands idle: look for what its host does then"
              + " (loading data, logging, checkpoints, synchronisation on one rank only), and for"
              + " other programs on its cores.");
    }
    return new Advice(
        "While the others wait, this rank still computes: give all ranks as much work (equal batches,"
            + " sequence lengths and shards); if the work is equal, its device is slower: compare"
            + " clocks, power and temperature (ranks.outliers compares its kernels).");
  }
}
