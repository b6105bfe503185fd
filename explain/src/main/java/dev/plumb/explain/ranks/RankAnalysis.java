package dev.plumb.explain.ranks;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Context;
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
import dev.plumb.explain.SliceRef;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.ranks.RankMetrics.Figure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code ranks.outliers}: ranks that differ from the others in anything but waiting. */
public final class RankAnalysis implements Analysis {
  private static final String SIGMAS = "min_sigmas";
  private static final String SPREAD = "least_spread";
  private static final String RATIO = "min_ratio";
  private static final String MIN_SHARE = "min_share";
  private static final int ROWS = 20;

  /** Fewer calls of a kernel have no mean worth comparing. */
  private static final int LEAST_CALLS = 5;

  @Override
  public String id() {
    return "ranks.outliers";
  }

  @Override
  public String title() {
    return "Ranks that differ from the others";
  }

  @Override
  public String description() {
    return "Compares compute, copies, idle time, host time, kernels and the peak of memory over the"
        + " ranks, by step where all have steps, and the mean duration of each kernel: a slower"
        + " device shows in all its kernels, more work in their number.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.SEVERAL_RANKS);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(SIGMAS, 3.5, "robust deviations above the median (Iglewicz and Hoaglin)"),
        new Threshold(
            SPREAD, 0.05, "of the median: a deviation at least; equal devices differ by as much"),
        new Threshold(RATIO, 1.2, "times the others, of two or three ranks, which have no spread"),
        new Threshold(MIN_SHARE, 0.01, "of device time or host time, for what is time"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    List<DeviceLane> lanes = facts.lanes();
    if (lanes.size() < 2) {
      return new NotApplicable(
          Evidence.SEVERAL_RANKS.what() + " with work on devices",
          Evidence.SEVERAL_RANKS.howToRecord(facts));
    }
    long total = lanes.stream().mapToLong(DeviceLane::totalNs).sum();
    List<Finding> findings = new ArrayList<>();
    List<Figure> figures = RankMetrics.of(facts);
    for (Figure figure : figures) {
      long[] compared = new long[lanes.size()];
      for (int lane = 0; lane < compared.length; lane++) {
        compared[lane] = figure.compared(lane);
      }
      for (int lane : high(compared, limits)) {
        long usual = Outliers.usual(compared, lane);
        Impact impact = figure.excess(lane, usual, total);
        if (!figure.time() || impact.ns() >= limits.get(MIN_SHARE) * impact.ofNs()) {
          findings.add(finding(lanes, figure, compared, lane, usual, impact));
        }
      }
    }
    findings.addAll(slowKernels(facts, limits, total));
    return Found.orClean(
        findings,
        Texts.count(figures.size(), "figure")
            + " and all kernels are alike on "
            + Texts.count(lanes.size(), "device"));
  }

  private static List<Integer> high(long[] values, Limits limits) {
    return Outliers.high(values, limits.get(SIGMAS), limits.get(SPREAD), limits.get(RATIO));
  }

  private Finding finding(
      List<DeviceLane> lanes, Figure figure, long[] compared, int lane, long usual, Impact impact) {
    EvidenceTable.Builder table = EvidenceTable.of("rank", figure.name());
    for (int i = 0; i < compared.length; i++) {
      table.row(label(lanes, i), text(figure, compared[i]));
    }
    String label = label(lanes, lane);
    return new Finding(
        id() + "/" + figure.name().replace(' ', '-') + "/" + label.replace(' ', '-'),
        label
            + " has more "
            + figure.name()
            + " than the others: "
            + text(figure, compared[lane])
            + " against "
            + text(figure, usual)
            + (figure.divisors()[lane] > 1 ? " a step" : ""),
        figure.time() ? FindingSeverity.ofShare(impact.share()) : FindingSeverity.LOW,
        List.of(),
        table.build(),
        impact,
        figure.time()
            ? new Ceiling(impact.ns(), "it has as much as the middle of the other ranks")
            : null,
        Confidence.EXACT,
        new Advice(
            switch (figure.name()) {
              case "idle", "host" ->
                  "Look for work that only this rank's host does: logging, checkpoints, evaluation,"
                      + " loading data; and for other programs on its cores.";
              case "memory peak", "kernels" ->
                  "Give all ranks as much work: equal shards, batches and sequence lengths; see what"
                      + " only this rank does.";
              default ->
                  "If its kernels are as fast as elsewhere, it has more work: balance it. If they are"
                      + " slower, compare clocks, power and temperature of its device.";
            }),
        null);
  }

  /** The rank, with its device where it has several. */
  private static String label(List<DeviceLane> lanes, int lane) {
    String label = lanes.get(lane).label();
    boolean several = lanes.stream().filter(each -> each.label().equals(label)).count() > 1;
    return several ? lanes.get(lane).name() : label;
  }

  private static String text(Figure figure, long value) {
    if (figure.time()) {
      return Texts.time(value);
    }
    return figure.name().startsWith("memory") ? Texts.bytes(value) : String.valueOf(value);
  }

  /** Kernels by name: of each lane how many and how long. */
  private static Map<String, long[][]> kernels(List<DeviceLane> lanes) {
    Map<String, long[][]> byName = new TreeMap<>();
    for (int i = 0; i < lanes.size(); i++) {
      DeviceLane lane = lanes.get(i);
      Map<Integer, long[]> own = new HashMap<>();
      for (int at = 0; at < lane.size(); at++) {
        if (lane.work(at) == Work.COMPUTE) {
          long[] sums =
              own.computeIfAbsent(lane.trace().slices().nameId(lane.row(at)), name -> new long[2]);
          sums[0]++;
          sums[1] += lane.endNs(at) - lane.startNs(at);
        }
      }
      for (Map.Entry<Integer, long[]> each : own.entrySet()) {
        String name = lane.trace().strings().get(each.getKey());
        byName.computeIfAbsent(name, key -> new long[lanes.size()][2])[i] = each.getValue();
      }
    }
    return byName;
  }

  /** A finding for each rank that has slow kernels. */
  private List<Finding> slowKernels(Facts facts, Limits limits, long total) {
    List<DeviceLane> lanes = facts.lanes();
    List<Map<String, Long>> slow = new ArrayList<>();
    lanes.forEach(lane -> slow.add(new HashMap<>()));
    Map<String, long[][]> byName = kernels(lanes);
    byName.forEach((name, sums) -> {
      long[] means = new long[sums.length];
      for (int i = 0; i < sums.length; i++) {
        if (sums[i][0] < LEAST_CALLS) {
          return;
        }
        means[i] = sums[i][1] / sums[i][0];
      }
      for (int lane : high(means, limits)) {
        slow.get(lane).put(name, Outliers.usual(means, lane));
      }
    });
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      Blame blame = blame(facts, lanes.get(i), slow.get(i));
      long excess = blame.entries().stream().mapToLong(Blame.Entry::ns).sum();
      if (excess > 0 && excess >= limits.get(MIN_SHARE) * total) {
        findings.add(
            slowKernels(
                lanes, i, slow.get(i), byName, blame, new Impact(excess, total, "device time")));
      }
    }
    return findings;
  }

  private static Blame blame(Facts facts, DeviceLane lane, Map<String, Long> slow) {
    Blame blame = new Blame(facts);
    for (int at = 0; at < lane.size() && !slow.isEmpty(); at++) {
      Long usual = slow.get(lane.trace().strings().get(lane.trace().slices().nameId(lane.row(at))));
      long own = lane.endNs(at) - lane.startNs(at);
      if (usual != null && lane.work(at) == Work.COMPUTE && own > usual) {
        blame.add(lane.input(), lane.row(at), own - usual);
      }
    }
    return blame;
  }

  private Finding slowKernels(
      List<DeviceLane> lanes,
      int lane,
      Map<String, Long> slow,
      Map<String, long[][]> byName,
      Blame blame,
      Impact impact) {
    String label = label(lanes, lane);
    List<String> names = new ArrayList<>(slow.keySet());
    Map<String, Long> excess = new HashMap<>();
    for (String name : names) {
      long[] own = byName.getOrDefault(name, new long[0][0])[lane];
      excess.put(name, own[1] - own[0] * slow.getOrDefault(name, 0L));
    }
    names.sort((a, b) -> Long.compare(excess.getOrDefault(b, 0L), excess.getOrDefault(a, 0L)));
    EvidenceTable.Builder table =
        EvidenceTable.of("kernel", "calls", "mean us", "mean us elsewhere", "longer ms");
    for (String name : names.subList(0, Math.min(ROWS, names.size()))) {
      long[] own = byName.getOrDefault(name, new long[0][0])[lane];
      table.row(
          SliceRef.NONE,
          name,
          String.valueOf(own[0]),
          Texts.us(own[1] / own[0]),
          Texts.us(slow.getOrDefault(name, 0L)),
          Texts.ms(excess.getOrDefault(name, 0L)));
    }
    List<Context> contexts = blame.contexts();
    return new Finding(
        id() + "/slow-kernels/" + label.replace(' ', '-'),
        Texts.count(names.size(), "kernel")
            + " of "
            + byName.size()
            + Texts.word(names.size(), " takes longer on ", " take longer on ")
            + label
            + " than on the others: "
            + Texts.time(impact.ns()),
        FindingSeverity.ofShare(impact.share()),
        contexts,
        table.total(names.size()).build(),
        impact,
        new Ceiling(impact.ns(), "each call takes no longer than the mean of its kernel elsewhere"),
        Confidence.INFERRED,
        new Advice(
            names.size() * 2 > byName.size()
                ? "Most kernels are slower: the device is. Compare clocks, power limit and temperature"
                    + " with the others (nvidia-smi -q -d PERFORMANCE)."
                : "Only some kernels are slower: their inputs are larger here, or something runs"
                    + " beside them."),
        null);
  }
}
