package dev.plumb.explain.gemm;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Limits;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.cost.Cost;
import dev.plumb.explain.cost.Gemm;
import dev.plumb.explain.cost.KernelNames;
import dev.plumb.explain.cost.OperatorCall;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.OperatorGroups.Group;
import dev.plumb.explain.cost.Roofline;
import dev.plumb.explain.efficiency.Waterline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code gemm.shapes}: products of matrices that are too small for the device, have too few rows,
 * or rows that matrix units cannot load at once.
 */
public final class GemmShapes implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final String FEW_ROWS = "few_rows";
  private static final String SMALL = "small_us";
  private static final int SHOWN = 20;

  private enum Fault {
    MISALIGNED,
    SMALL,
    FEW_ROWS
  }

  /** Products with one fault, and what they could gain; −1 where nobody can say. */
  private static final class Faulty {
    final Set<Group> groups = new HashSet<>();
    final List<Group> byTime = new ArrayList<>();
    long busyNs;
    long gainNs;
    boolean unknown;
  }

  @Override
  public String id() {
    return "gemm.shapes";
  }

  @Override
  public String title() {
    return "Matrix products of awkward shape";
  }

  @Override
  public String description() {
    return "Looks at the extents of matrix products: rows that are no multiple of 16 bytes, products"
        + " that a device does in microseconds, and products with a handful of rows, whose time goes"
        + " into reading the weights.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES, Evidence.OPERATORS, Evidence.SHAPES);
  }

  @Override
  public List<Threshold> thresholds() {
    List<Threshold> thresholds = new ArrayList<>();
    thresholds.add(new Threshold(MIN_SHARE, 0.01, "of the run, for each kind of shape"));
    thresholds.add(
        new Threshold(
            FEW_ROWS, 16, "rows of the result: one tile of a matrix unit, most of it unused"));
    thresholds.add(
        new Threshold(
            SMALL,
            3,
            "microseconds at the achievable peaks: less than a kernel takes to start and end"));
    thresholds.addAll(Waterline.THRESHOLDS);
    return thresholds;
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    OperatorGroups groups = OperatorGroups.of(facts);
    Waterline waterline = new Waterline(limits);
    Faulty[] faulty = {new Faulty(), new Faulty(), new Faulty()};
    long products = 0;
    long busy = 0;
    for (Group group : groups.all()) {
      OperatorCall call = group.call();
      Gemm.Size size = call == null || !group.isOf("gemm") ? null : Gemm.size(call);
      if (call == null || size == null || group.cost() == null) {
        continue;
      }
      products += group.calls();
      busy += group.busyNs();
      Fault fault = fault(group, call, size, limits, waterline);
      if (fault != null) {
        add(faulty[fault.ordinal()], fault, group, waterline);
      }
    }
    if (products == 0) {
      return new NotApplicable("matrix products with shapes", Evidence.SHAPES.howToRecord(facts));
    }
    List<Finding> findings = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      Faulty found = faulty[fault.ordinal()];
      if (found.busyNs > 0 && facts.deviceImpact(found.busyNs).share() >= limits.get(MIN_SHARE)) {
        findings.add(finding(facts, groups, fault, found));
      }
    }
    return Found.orClean(
        findings,
        Texts.count(products, "product")
            + " in "
            + Texts.time(busy)
            + ", no awkward shape above "
            + Texts.percent(limits.get(MIN_SHARE)));
  }

  private static @Nullable Fault fault(
      Group group, OperatorCall call, Gemm.Size size, Limits limits, Waterline waterline) {
    if (isMatrixWork(group) && Alignment.isBroken(call, size, group.kernel())) {
      return Fault.MISALIGNED;
    }
    Roofline roofline = group.roofline();
    if (roofline == null) {
      return null;
    }
    double each = waterline.achievableNs(group, roofline, 0) / group.calls();
    if (each < limits.get(SMALL) * 1000) {
      return Fault.SMALL;
    }
    // A vector has no rows to add.
    return Math.min(size.m(), size.n()) <= limits.get(FEW_ROWS)
            && roofline.bound() == Roofline.Bound.MEMORY
        ? Fault.FEW_ROWS
        : null;
  }

  /** Alignment matters to matrix units; plain lanes load what they like. */
  private static boolean isMatrixWork(Group group) {
    Cost cost = group.cost();
    return cost != null
        && (cost.precision().compareTo(dev.plumb.devices.Precision.TF32) > 0
            || KernelNames.usesTf32(group.kernel()));
  }

  private static void add(Faulty faulty, Fault fault, Group group, Waterline waterline) {
    faulty.groups.add(group);
    faulty.byTime.add(group);
    faulty.busyNs += group.busyNs();
    Roofline roofline = group.roofline();
    if (roofline == null) {
      faulty.unknown = true;
      return;
    }
    faulty.gainNs +=
        switch (fault) {
          case MISALIGNED -> waterline.recoverableNs(group, roofline);
          case SMALL ->
              Math.max(0, Math.round(group.busyNs() - waterline.achievableNs(group, roofline, 0)));
          case FEW_ROWS -> group.busyNs() / 2;
        };
  }

  private Finding finding(Facts facts, OperatorGroups groups, Fault fault, Faulty found) {
    Blame blame = new Blame(facts);
    groups.blame(blame, found.groups::contains);
    Group first = found.byTime.getFirst();
    long calls = found.byTime.stream().mapToLong(Group::calls).sum();
    return new Finding(
        id() + "/" + fault.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
        Texts.count(calls, "matrix product") + " " + title(fault) + ": " + Texts.time(found.busyNs),
        FindingSeverity.ofShare(facts.deviceImpact(found.busyNs).share()),
        blame.contexts(),
        evidence(found),
        facts.deviceImpact(found.busyNs),
        found.unknown ? null : new Ceiling(found.gainNs, method(fault)),
        Confidence.HEURISTIC,
        advice(fault, first),
        null);
  }

  private static String title(Fault fault) {
    return switch (fault) {
      case MISALIGNED -> "with rows that are no multiple of 16 bytes";
      case SMALL -> "too small to fill the device";
      case FEW_ROWS -> "with too few rows to use the weights that they read";
    };
  }

  private static String method(Fault fault) {
    return switch (fault) {
      case MISALIGNED -> "the same products at the achievable peaks, were they aligned";
      case SMALL -> "the same work in few large calls at the achievable peaks";
      case FEW_ROWS -> "weights in half the bytes";
    };
  }

  private static Advice advice(Fault fault, Group largest) {
    return switch (fault) {
      case MISALIGNED -> pad(largest);
      case SMALL ->
          new Advice(
              "Do many at once: project queries, keys and values with one matrix, stack equal layers"
                  + " into torch.bmm, raise the batch; or capture the step as a graph, so that at"
                  + " least the launches cost nothing.",
              "q, k, v = self.qkv(x).chunk(3, dim=-1)");
      case FEW_ROWS ->
          new Advice(
              "The weights are read for a handful of rows. Serve more requests or beams at a time,"
                  + " or store the weights in fewer bits.",
              "quantize_(model, Int8WeightOnlyConfig())  # torchao");
    };
  }

  private static Advice pad(Group largest) {
    OperatorCall call = largest.call();
    Gemm.Size size = call == null ? null : Gemm.size(call);
    List<String> lines = new ArrayList<>();
    if (size != null && largest.cost() != null) {
      int wanted = 8;
      for (long extent : new long[] {size.m(), size.n(), size.k()}) {
        if (extent % wanted != 0 && extent > wanted) {
          lines.add(extent + " -> " + Alignment.padded(extent));
        }
      }
    }
    return new Advice(
        "Pad the extents to multiples of 64 (8 is the least for sixteen-bit numbers, 16 for eight):"
            + " vocabulary, hidden and head sizes, and sequence lengths of padded batches.",
        lines.isEmpty() ? null : "# " + String.join(", ", lines));
  }

  private static EvidenceTable evidence(Faulty found) {
    EvidenceTable.Builder table =
        EvidenceTable.of(
            "operator", "B", "M", "N", "K", "type", "calls", "ms", "us a call", "kernel");
    for (Group group : found.byTime.subList(0, Math.min(SHOWN, found.byTime.size()))) {
      OperatorCall call = group.call();
      Gemm.Size size = call == null ? null : Gemm.size(call);
      if (size != null && group.cost() != null) {
        table.row(
            group.longest(),
            group.operator(),
            String.valueOf(size.batch()),
            String.valueOf(size.m()),
            String.valueOf(size.n()),
            String.valueOf(size.k()),
            group.cost().precision().id(),
            String.valueOf(group.calls()),
            Texts.ms(group.busyNs()),
            Texts.us(group.busyNs() / group.calls()),
            group.kernel());
      }
    }
    return table.total(found.byTime.size()).build();
  }
}
