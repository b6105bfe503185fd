package dev.plumb.explain.collectives;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
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
import dev.plumb.explain.Recordable;
import dev.plumb.explain.SliceRef;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code comm.bandwidth}: how fast collectives move data, and where they do so slowly. */
public final class BandwidthAnalysis implements Analysis {
  private static final String MIN_RATIO = "min_ratio";
  private static final String MIN_SHARE = "min_share";
  private static final int LEAST = 3;
  private static final int ROWS = 40;

  @Override
  public String id() {
    return "comm.bandwidth";
  }

  @Override
  public String title() {
    return "Bandwidth of collectives, slow links";
  }

  @Override
  public String description() {
    return "Takes waiting for late ranks away and holds what remains, the transfer, against the bytes:"
        + " algorithm and bus bandwidth by kind and size. Names groups of ranks (two ranks are a"
        + " link) whose transfers are slower than equal ones elsewhere, ranks where collectives end"
        + " late, and single slow transfers.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.COLLECTIVES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(
            MIN_RATIO,
            1.5,
            "times as long as equal transfers; noise of congested networks stays below in the"
                + " middle of many"),
        new Threshold(
            MIN_SHARE, 0.01, "of device time that slow transfers take beyond the usual ones"),
        new Threshold(
            StragglerAnalysis.MAX_CHANCE,
            0.001,
            "chance that a rank on equal links ends last as often, as in comm.stragglers"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    CollectiveList list = CollectiveList.of(facts);
    List<Transfers> sized = Transfers.of(list.all());
    if (sized.isEmpty()) {
      return new NotApplicable("sizes of messages", Recordable.MESSAGES.howToRecord(facts));
    }
    long total = facts.lanes().stream().mapToLong(DeviceLane::totalNs).sum();
    long least = (long) Math.ceil(limits.get(MIN_SHARE) * total);
    List<Finding> findings = new ArrayList<>();
    // Of a rank alone, a slow transfer and a late peer look the same.
    List<Transfers> whole = Transfers.of(list.all().stream().filter(Collective::isWhole).toList());
    List<SlowGroups.Slow> slow = SlowGroups.between(whole, limits.get(MIN_RATIO));
    Set<Integer> common = SlowGroups.common(slow, whole);
    Set<String> told = slow.stream().map(SlowGroups.Slow::group).collect(Collectors.toSet());
    for (SlowGroups.Slow each : slow) {
      if (each.excessNs() >= least) {
        findings.add(slowGroup(facts, list, each, common, total));
      }
    }
    endsLate(facts, list, limits, least, total, findings);
    for (SlowGroups.Slow each : SlowGroups.within(whole, limits.get(MIN_RATIO))) {
      if (each.excessNs() >= least && !told.contains(each.group())) {
        findings.add(slowNowAndThen(facts, each, total));
      }
    }
    findings.add(table(facts, list, sized, whole.isEmpty(), total));
    return new Found(findings);
  }

  private Finding slowGroup(
      Facts facts, CollectiveList list, SlowGroups.Slow slow, Set<Integer> common, long total) {
    Impact impact = new Impact(slow.excessNs(), total, "device time");
    String rank = common.stream().sorted().map(list::label).collect(Collectors.joining(", "));
    boolean link = slow.slow().getFirst().message().groupSize() == 2;
    long own = Transfers.median(slow.slow());
    long usual = slow.usualNs().get(middle(slow.slow()));
    return new Finding(
        id() + "/slow-group/" + slow.group(),
        "Transfers "
            + (link ? "on the link " : "in the group ")
            + slow.group()
            + " take "
            + times(own, usual)
            + " as long as equal ones of others: "
            + Texts.share(impact.ns(), impact.ofNs())
            + " of device time"
            + (rank.isEmpty() ? "" : "; all slow groups have " + rank + " in common"),
        FindingSeverity.ofShare(impact.share()),
        contexts(facts, slow).contexts(),
        rows(facts, slow),
        impact,
        new Ceiling(
            impact.ns(),
            "each transfer takes as long as the middle one of the same kind and size in the other"
                + " groups, and all of it is exposed"),
        Confidence.INFERRED,
        new Advice(
            "Look at what these ranks share that the others do not: a cable, a network card, a"
                + " switch, a PCIe slot instead of NVLink. Run nccl-tests between them, and see"
                + " NCCL_DEBUG=INFO for the path that was chosen."),
        null);
  }

  private static int middle(List<Collective> some) {
    long median = Transfers.median(some);
    int best = 0;
    for (int i = 0; i < some.size(); i++) {
      if (Math.abs(some.get(i).transferNs() - median)
          < Math.abs(some.get(best).transferNs() - median)) {
        best = i;
      }
    }
    return best;
  }

  private Finding slowNowAndThen(Facts facts, SlowGroups.Slow slow, long total) {
    Impact impact = new Impact(slow.excessNs(), total, "device time");
    return new Finding(
        id() + "/uneven/" + slow.group(),
        Texts.count(slow.slow().size(), "transfer")
            + " of the group "
            + slow.group()
            + " took far longer than equal ones before and after: "
            + Texts.share(impact.ns(), impact.ofNs())
            + " of device time",
        FindingSeverity.ofShare(impact.share()),
        contexts(facts, slow).contexts(),
        rows(facts, slow),
        impact,
        new Ceiling(
            impact.ns(),
            "each transfer takes as long as the middle one of its group and size, and all of it is"
                + " exposed"),
        Confidence.INFERRED,
        new Advice(
            "Something else used the links or the devices' compute units at that time: kernels that"
                + " leave no room for the collective's, copies, other jobs on the network. The"
                + " evidence rows open the slow ones."),
        null);
  }

  private static Blame contexts(Facts facts, SlowGroups.Slow slow) {
    Blame blame = new Blame(facts);
    for (int i = 0; i < slow.slow().size(); i++) {
      Collective each = slow.slow().get(i);
      long excess = Math.max(0, each.transferNs() - slow.usualNs().get(i));
      for (int member = 0; member < each.size(); member++) {
        DeviceLane lane = facts.lanes().get(each.lanes()[member]);
        blame.add(lane.input(), lane.row(each.positions()[member]), excess);
      }
    }
    return blame;
  }

  private static EvidenceTable rows(Facts facts, SlowGroups.Slow slow) {
    EvidenceTable.Builder table =
        EvidenceTable.of("collective", "bytes", "us", "us usually", "bus GB/s");
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < slow.slow().size(); i++) {
      order.add(i);
    }
    order.sort(
        Comparator.comparingLong(i -> slow.usualNs().get(i) - slow.slow().get(i).transferNs()));
    for (int i : order.subList(0, Math.min(ROWS, order.size()))) {
      Collective each = slow.slow().get(i);
      DeviceLane lane = facts.lanes().get(each.lanes()[0]);
      table.row(
          new SliceRef(lane.input(), lane.row(each.positions()[0])),
          each.kind().label(),
          String.valueOf(each.message().bytes()),
          Texts.us(each.transferNs()),
          Texts.us(slow.usualNs().get(i)),
          bandwidth(each.busBandwidth()));
    }
    return table.total(slow.slow().size()).build();
  }

  /** A rank where collectives end after the others': its part of the transfer is the slow one. */
  private void endsLate(
      Facts facts,
      CollectiveList list,
      Limits limits,
      long least,
      long total,
      List<Finding> findings) {
    List<Collective> meetings = list.meetings();
    if (meetings.size() < LEAST || !list.hasClocks()) {
      return;
    }
    LastToCome last =
        new LastToCome(
            meetings,
            StragglerAnalysis.parts(facts, list, meetings),
            facts.lanes().size(),
            Collective::ends,
            limits.get(StragglerAnalysis.MAX_CHANCE));
    for (int late : last.named()) {
      Blame blame = new Blame(facts);
      long excess = 0;
      int count = 0;
      for (Collective each : meetings) {
        long others = last.othersLast(each);
        for (int i = 0; i < each.size() && others > Long.MIN_VALUE; i++) {
          long beyond = each.ends()[i] - others;
          if (each.lanes()[i] == late && beyond > 0 && beyond < each.ends()[i] - each.starts()[i]) {
            DeviceLane lane = facts.lanes().get(late);
            blame.add(lane.input(), lane.row(each.positions()[i]), beyond);
            excess += beyond;
            count++;
          }
        }
      }
      if (excess > 0 && excess >= least) {
        findings.add(
            endsLate(list.label(late), blame, count, new Impact(excess, total, "device time")));
      }
    }
  }

  private Finding endsLate(String rank, Blame blame, int count, Impact impact) {
    EvidenceTable.Builder rows =
        EvidenceTable.of("where", "collectives", "ends later ms", "longest us");
    blame.rows(rows);
    return new Finding(
        id() + "/ends-late/" + rank.replace(' ', '-'),
        "Collectives end later on "
            + rank
            + " than on all others, "
            + Texts.count(count, "time")
            + ": "
            + Texts.share(impact.ns(), impact.ofNs())
            + " of device time",
        FindingSeverity.ofShare(impact.share()),
        blame.contexts(),
        rows.build(),
        impact,
        new Ceiling(impact.ns(), "they end there when they end on the last of the others"),
        Confidence.INFERRED,
        new Advice(
            "The data comes to this rank more slowly: compare its link (network card, NVLink, PCIe"
                + " width) with the others'; see whether other kernels keep its compute units from"
                + " the collective."),
        null);
  }

  private Finding table(
      Facts facts, CollectiveList list, List<Transfers> sized, boolean single, long total) {
    EvidenceTable.Builder table =
        EvidenceTable.of(
            "collective",
            "ranks",
            "bytes",
            "count",
            "median us",
            "algorithm GB/s",
            "bus GB/s",
            "best bus GB/s");
    for (Transfers each : sized.subList(0, Math.min(ROWS, sized.size()))) {
      table.row(
          each.kind().label(),
          each.ranks() < 0 ? "" : String.valueOf(each.ranks()),
          String.valueOf(each.bytes()),
          String.valueOf(each.all().size()),
          Texts.us(each.middle().transferNs()),
          bandwidth(each.middle().algorithmBandwidth()),
          bandwidth(each.middle().busBandwidth()),
          bandwidth(each.fastest().busBandwidth()));
    }
    table.total(sized.size());
    long count = sized.stream().mapToLong(each -> each.all().size()).sum();
    double best = sized.stream().mapToDouble(each -> each.fastest().busBandwidth()).max().orElse(0);
    return new Finding(
        id() + "/table",
        Texts.count(count, "collective")
            + " of known size, the fastest at "
            + bandwidth(best)
            + " GB/s on the bus"
            + (single ? "; durations hold the waiting for ranks that were not recorded" : ""),
        FindingSeverity.INFO,
        List.of(),
        table.build(),
        new Impact(sum(sized), total, "device time"),
        null,
        list.isTold() ? Confidence.EXACT : Confidence.INFERRED,
        new Advice(
            "Compare with nccl-tests (or rccl-tests) on the same machines. Small messages are bound"
                + " by latency: send fewer and larger ones."),
        single ? Evidence.SEVERAL_RANKS.howToRecord(facts) : null);
  }

  private static long sum(Collection<Transfers> some) {
    return some.stream().mapToLong(Transfers::sumNs).sum();
  }

  private static String times(long ns, long usualNs) {
    return String.format(Locale.ROOT, "%.1f times", (double) ns / Math.max(1, usualNs));
  }

  private static String bandwidth(double bytesPerNs) {
    return bytesPerNs == 0 ? "" : String.format(Locale.ROOT, "%.2f", bytesPerNs);
  }
}
