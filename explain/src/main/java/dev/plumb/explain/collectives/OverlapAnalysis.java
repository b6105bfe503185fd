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
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Coverage;
import dev.plumb.explain.base.Texts;
import dev.plumb.profile.Intervals;
import java.util.List;
import java.util.Set;

/** {@code comm.overlap}: how much of the communication compute hides, rank by rank. */
public final class OverlapAnalysis implements Analysis {
  private static final String MAX_OVERLAP = "max_overlap";
  private static final String MIN_EXPOSED = "min_exposed";
  private static final String MIN_COMMUNICATION = "min_communication_us";

  @Override
  public String id() {
    return "comm.overlap";
  }

  @Override
  public String title() {
    return "Communication beside compute";
  }

  @Override
  public String description() {
    return "For each rank, the share of the time of collectives in which kernels compute as well:"
        + " U(communication and compute) / U(communication), as in HTA. What is not hidden stands by"
        + " its line, collectives under collectives counted once.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.COLLECTIVES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(MAX_OVERLAP, 0.7, "of communication; TraceLens's agent asks below that"),
        new Threshold(MIN_EXPOSED, 0.05, "of device time, as TraceLens"),
        new Threshold(MIN_COMMUNICATION, 100, "of communication in all, as TraceLens"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    EvidenceTable.Builder table =
        EvidenceTable.of(
            "rank",
            "communication ms",
            "overlapped",
            "exposed ms",
            "of device time",
            "nothing to hide it ms");
    Blame blame = new Blame(facts);
    CollectiveList list = CollectiveList.of(facts);
    long communicated = 0;
    long exposed = 0;
    long hideable = 0;
    long total = 0;
    for (int i = 0; i < facts.lanes().size(); i++) {
      DeviceLane lane = facts.lanes().get(i);
      Intervals communication = lane.of(Work.COMMUNICATION);
      Intervals bare = communication.minus(lane.of(Work.COMPUTE));
      total += lane.totalNs();
      if (communication.total() == 0) {
        continue;
      }
      communicated += communication.total();
      exposed += bare.total();
      long alone = lane.of(Work.COMPUTE).minus(communication).total();
      hideable += Math.min(bare.total(), alone);
      blame(lane, new Coverage(bare), blame);
      table.row(
          list.label(i),
          Texts.ms(communication.total()),
          Texts.share(communication.total() - bare.total(), communication.total()),
          Texts.ms(bare.total()),
          Texts.share(bare.total(), lane.totalNs()),
          Texts.ms(bare.total() - Math.min(bare.total(), alone)));
    }
    double overlap = communicated == 0 ? 1 : 1 - (double) exposed / communicated;
    boolean much =
        overlap < limits.get(MAX_OVERLAP)
            && exposed >= limits.get(MIN_EXPOSED) * total
            && communicated >= limits.get(MIN_COMMUNICATION) * 1e3;
    String title =
        "Compute hides "
            + Texts.percent(overlap)
            + " of the communication; "
            + Texts.share(exposed, total)
            + " of device time is exposed";
    if (!much) {
      return Found.orClean(List.of(), title);
    }
    Impact impact = new Impact(exposed, total, "device time");
    return new Found(
        List.of(
            new Finding(
                id() + "/exposed",
                title,
                FindingSeverity.ofShare(impact.share()),
                blame.contexts(),
                table.build(),
                impact,
                new Ceiling(
                    hideable,
                    "on each rank, compute that runs without communication now hides as much of it"
                        + " as it is long; dependences between the two are not looked at"),
                Confidence.EXACT,
                new Advice(
                    "Start collectives as soon as their input is there and wait for them as late as"
                        + " possible: asynchronous calls on a stream of their own, gradient buckets"
                        + " during the backward pass, parameters fetched a layer ahead. Where most"
                        + " of it is waiting for a late rank (comm.stragglers), overlap does not"
                        + " help.",
                    "work = dist.all_reduce(gradient, async_op=True)  # work.wait() before its use"),
                list.alone() == list.all().size()
                    ? Evidence.SEVERAL_RANKS.howToRecord(facts)
                    : null)));
  }

  /** Blames each exposed instant on the first of the collectives that run then. */
  private static void blame(DeviceLane lane, Coverage bare, Blame blame) {
    long until = Long.MIN_VALUE;
    for (int at = 0; at < lane.size(); at++) {
      if (lane.work(at) == Work.COMMUNICATION) {
        long ns = bare.ns(Math.max(until, lane.startNs(at)), lane.endNs(at));
        until = Math.max(until, lane.endNs(at));
        if (ns > 0) {
          blame.add(lane.input(), lane.row(at), ns);
        }
      }
    }
  }
}
