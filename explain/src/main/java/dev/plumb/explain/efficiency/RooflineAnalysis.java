package dev.plumb.explain.efficiency;

import dev.plumb.devices.DeviceMatch;
import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Clean;
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
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.cost.CostFamily;
import dev.plumb.explain.cost.KernelNames;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.OperatorGroups.Group;
import dev.plumb.explain.cost.Roofline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code operator.roofline}: operators that stay below what their device can do, by what bounds
 * them, who wrote the kernel and how far below they are.
 */
public final class RooflineAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final int SHOWN = 20;

  /** As TraceLens groups them. */
  private enum Band {
    LOW("below 30 %"),
    MIDDLE("30 to 60 %"),
    HIGH("above 60 %");

    private final String text;

    Band(String text) {
      this.text = text;
    }

    static Band of(double efficiency) {
      return efficiency < 0.3 ? LOW : efficiency < 0.6 ? MIDDLE : HIGH;
    }
  }

  private record Key(Roofline.Bound bound, String library, Band band) {
    String id() {
      return (bound.label() + "-" + library + "-" + band.name())
          .toLowerCase(Locale.ROOT)
          .replaceAll("[^a-z0-9]+", "-");
    }
  }

  /** A group that has a roofline, with what it could gain. */
  private record Point(Group group, Roofline roofline, long recoverableNs) {}

  @Override
  public String id() {
    return "operator.roofline";
  }

  @Override
  public String title() {
    return "Operators below the roofline";
  }

  @Override
  public String description() {
    return "Holds the operations and bytes of each operator (docs/cost-models.md) against the peaks"
        + " of its device: what bounds it, which share it reaches, and how much device time lies"
        + " above the waterline of what good kernels reach.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES, Evidence.OPERATORS, Evidence.SHAPES);
  }

  @Override
  public List<Threshold> thresholds() {
    List<Threshold> thresholds = new ArrayList<>();
    thresholds.add(
        new Threshold(
            MIN_SHARE,
            0.005,
            "of the run that is recoverable in a group; TraceLens drops groups below the same"));
    thresholds.addAll(Waterline.THRESHOLDS);
    return thresholds;
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    OperatorGroups groups = OperatorGroups.of(facts);
    Waterline waterline = new Waterline(limits);
    List<Point> points = new ArrayList<>();
    for (Group group : groups.all()) {
      Roofline roofline = group.isOf("collective") ? null : group.roofline();
      if (roofline != null) {
        points.add(new Point(group, roofline, waterline.recoverableNs(group, roofline)));
      }
    }
    if (points.isEmpty()) {
      return notApplicable(facts, groups);
    }
    Map<Key, List<Point>> byKey = new LinkedHashMap<>();
    for (Point point : points) {
      Key key =
          new Key(
              point.roofline.bound(),
              KernelNames.library(point.group.kernel()),
              Band.of(point.roofline.efficiency()));
      byKey.computeIfAbsent(key, each -> new ArrayList<>()).add(point);
    }
    List<Finding> findings = new ArrayList<>();
    byKey.forEach((key, members) -> {
      long recoverable = members.stream().mapToLong(Point::recoverableNs).sum();
      if (recoverable > 0 && facts.deviceImpact(recoverable).share() >= limits.get(MIN_SHARE)) {
        findings.add(finding(facts, groups, waterline, key, members, recoverable));
      }
    });
    if (findings.isEmpty()) {
      return new Clean(
          summary(groups, points)
              + ", no group could gain "
              + Texts.percent(limits.get(MIN_SHARE)));
    }
    findings.add(overview(groups, waterline, points));
    return new Found(findings);
  }

  private static Outcome notApplicable(Facts facts, OperatorGroups groups) {
    DeviceMatch.Unknown unknown = groups.unknownDevice();
    if (unknown != null && groups.modelledNs() > 0) {
      return new NotApplicable("peaks of the device: " + unknown.reason(), unknown.advice());
    }
    for (Group group : groups.all()) {
      if (group.cost() != null && group.peaks() != null) {
        return new NotApplicable(
            "peaks of the device: the file of " + group.peaks().device() + " lacks them",
            "add them to a file of your own: plumb devices says how");
      }
    }
    return new NotApplicable(
        "operators with a known cost whose device work can be measured",
        Evidence.SHAPES.howToRecord(facts));
  }

  private Finding finding(
      Facts facts,
      OperatorGroups groups,
      Waterline waterline,
      Key key,
      List<Point> members,
      long recoverable) {
    long busy = members.stream().mapToLong(each -> each.group.busyNs()).sum();
    Blame blame = new Blame(facts);
    Set<Group> wanted = Set.copyOf(members.stream().map(Point::group).toList());
    groups.blame(blame, wanted::contains);
    return new Finding(
        id() + "/" + key.id(),
        "%s-bound operators in %s kernels run at %s of their roofline, %s in all"
            .formatted(
                key.bound == Roofline.Bound.COMPUTE ? "Compute" : "Memory",
                key.library,
                key.band.text,
                Texts.percent(efficiency(members))),
        FindingSeverity.ofShare(facts.deviceImpact(recoverable).share()),
        blame.contexts(),
        evidence(members),
        facts.deviceImpact(busy),
        new Ceiling(recoverable, waterline.method()),
        Confidence.HEURISTIC,
        advice(key),
        null);
  }

  /** Time at the peaks over time taken. */
  private static double efficiency(List<Point> members) {
    double ideal = members.stream().mapToDouble(each -> each.roofline.idealNs()).sum();
    double busy = members.stream().mapToDouble(each -> each.roofline.busyNs()).sum();
    return busy == 0 ? 0 : ideal / busy;
  }

  private static EvidenceTable evidence(List<Point> members) {
    EvidenceTable.Builder table =
        EvidenceTable.of(
            "operator",
            "shapes",
            "calls",
            "ms",
            "GFLOP a call",
            "MiB a call",
            "FLOP/B",
            "TFLOP/s",
            "GB/s",
            "% of peak",
            "recoverable ms",
            "cost",
            "kernel");
    List<Point> sorted = new ArrayList<>(members);
    sorted.sort(Comparator.comparingLong(Point::recoverableNs).reversed());
    for (Point point : sorted.subList(0, Math.min(SHOWN, sorted.size()))) {
      Roofline roofline = point.roofline;
      long calls = point.group.calls();
      table.row(
          point.group.longest(),
          point.group.operator(),
          point.group.shape(),
          String.valueOf(calls),
          Texts.ms(point.group.busyNs()),
          decimal(roofline.flops() / calls / 1e9),
          decimal(roofline.bytes() / calls / (1 << 20)),
          decimal(roofline.intensity()),
          decimal(roofline.flops() / roofline.busyNs() / 1e3),
          decimal(roofline.bytes() / roofline.busyNs()),
          Texts.percent(roofline.efficiency()) + " of " + roofline.peak().name(),
          Texts.ms(point.recoverableNs),
          point.group.cost() == null ? "" : point.group.cost().exactness().label(),
          point.group.kernel());
    }
    return table.total(members.size()).build();
  }

  private static String decimal(double value) {
    return Double.isFinite(value) ? Texts.significant(value) : "-";
  }

  private static Advice advice(Key key) {
    boolean compute = key.bound == Roofline.Bound.COMPUTE;
    if (compute && key.band == Band.HIGH) {
      return new Advice(
          "These run well; what is left needs other shapes (multiples of the tile), lower precision,"
              + " or autotuning.",
          "model = torch.compile(model, mode=\"max-autotune\")");
    }
    if (compute) {
      return new Advice(
          "Too little work for the device in each call, or a kernel that does not suit the shape:"
              + " raise the batch, make dimensions multiples of 64, let the compiler tune the"
              + " kernels, or try another library.",
          "model = torch.compile(model, mode=\"max-autotune\")");
    }
    if (key.library.equals("PyTorch") || key.library.equals("Triton")) {
      return new Advice(
          "Each of these operators reads its input and writes its output through device memory."
              + " Fuse them with their neighbours, avoid stretched and permuted operands, keep"
              + " tensors contiguous.",
          "model = torch.compile(model)");
    }
    return new Advice(
        "Bytes bound these, and they move them slowly: small or oddly shaped operands, or a kernel"
            + " made for other shapes. Batch them, pad them to multiples of 8 or 16 elements, or"
            + " choose a library with a kernel for thin shapes.");
  }

  private Finding overview(OperatorGroups groups, Waterline waterline, List<Point> points) {
    long busy = points.stream().mapToLong(each -> each.group.busyNs()).sum();
    long recoverable = points.stream().mapToLong(Point::recoverableNs).sum();
    return new Finding(
        id() + "/waterline",
        summary(groups, points)
            + "; "
            + Texts.time(recoverable)
            + " of it lie above what good kernels reach",
        FindingSeverity.INFO,
        List.of(),
        families(groups, points),
        new Impact(busy, groups.deviceNs(), "device work"),
        new Ceiling(recoverable, "all groups together: " + waterline.method()),
        Confidence.HEURISTIC,
        new Advice("The findings beside this one say where to begin."),
        null);
  }

  private static String summary(OperatorGroups groups, List<Point> points) {
    long busy = points.stream().mapToLong(each -> each.group.busyNs()).sum();
    return "Operators with a known cost take "
        + Texts.share(busy, groups.deviceNs())
        + " of device work, at "
        + Texts.percent(efficiency(points))
        + " of their roofline";
  }

  /** Where the time is, by kind of work, with what nobody models. */
  private static EvidenceTable families(OperatorGroups groups, List<Point> points) {
    Map<CostFamily, List<Point>> byFamily = new LinkedHashMap<>();
    for (Point point : points) {
      CostFamily family = point.group.family();
      if (family != null) {
        byFamily.computeIfAbsent(family, each -> new ArrayList<>()).add(point);
      }
    }
    EvidenceTable.Builder table =
        EvidenceTable.of("work", "ms", "calls", "% of roofline", "recoverable ms");
    byFamily.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                each -> -each.getValue().stream().mapToLong(p -> p.group.busyNs()).sum()))
        .forEach(each -> {
          List<Point> own = each.getValue();
          table.row(
              each.getKey().title(),
              Texts.ms(own.stream().mapToLong(p -> p.group.busyNs()).sum()),
              String.valueOf(own.stream().mapToLong(p -> p.group.calls()).sum()),
              Texts.percent(efficiency(own)),
              Texts.ms(own.stream().mapToLong(Point::recoverableNs).sum()));
        });
    long known = points.stream().mapToLong(each -> each.group.busyNs()).sum();
    table.row("without a known cost", Texts.ms(groups.deviceNs() - known), "", "", "");
    return table.build();
  }
}
