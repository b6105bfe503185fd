package dev.plumb.explain.xla;

import dev.plumb.devices.ComputeUnit;
import dev.plumb.devices.DeviceMatch;
import dev.plumb.devices.Precision;
import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Clean;
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
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.cost.Peaks;
import dev.plumb.explain.cost.Roofline;
import dev.plumb.explain.efficiency.Waterline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code xla.roofline}: operations of compiled programs, by what XLA's cost analysis says they
 * compute and move, against the peaks of their device.
 */
public final class CompiledRoofline implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final int SHOWN = 20;

  @Override
  public String id() {
    return "xla.roofline";
  }

  @Override
  public String title() {
    return "Compiled operations below the roofline";
  }

  @Override
  public String description() {
    return "Holds the operations and bytes that XLA's cost analysis counts for each operation of a"
        + " compiled program against the peaks of its device, and adds up the time above what good"
        + " kernels reach.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK);
  }

  @Override
  public List<Threshold> thresholds() {
    List<Threshold> thresholds = new ArrayList<>();
    thresholds.add(
        new Threshold(
            MIN_SHARE, 0.005, "of device time that is recoverable, as operator.roofline"));
    thresholds.addAll(Waterline.THRESHOLDS);
    return thresholds;
  }

  private record Point(
      CompiledWork.Operation operation, int input, Roofline roofline, long recoverableNs) {}

  @Override
  public Outcome run(Facts facts, Limits limits) {
    Waterline waterline = new Waterline(limits);
    List<Point> points = new ArrayList<>();
    NotApplicable missing =
        new NotApplicable(
            "operations and bytes of compiled programs",
            Recordable.COMPILED_COSTS.howToRecord(facts));
    for (DeviceLane lane : facts.lanes()) {
      List<CompiledWork.Operation> operations = CompiledWork.of(lane);
      if (!operations.isEmpty()) {
        NotApplicable unknown = points(facts, lane, operations, waterline, points);
        missing = unknown == null ? missing : unknown;
      }
    }
    if (points.isEmpty()) {
      return missing;
    }
    long recoverable = points.stream().mapToLong(Point::recoverableNs).sum();
    // Steps are the host's, and one host may drive several devices: shares are of the devices'
    // time.
    long total = facts.lanes().stream().mapToLong(DeviceLane::totalNs).sum();
    return recoverable > 0 && recoverable >= limits.get(MIN_SHARE) * total
        ? new Found(List.of(finding(facts, waterline, points, recoverable, total)))
        : new Clean(summary(points) + ", " + Texts.time(recoverable) + " recoverable");
  }

  /** Adds the operations of a device, or says why its peaks are not known. */
  private static @Nullable NotApplicable points(
      Facts facts,
      DeviceLane lane,
      List<CompiledWork.Operation> operations,
      Waterline waterline,
      List<Point> to) {
    DeviceMatch match = facts.device(lane);
    Peaks peaks = Peaks.of(match);
    // Sixteen bits on matrix units: what XLA does by default on a TPU, and the most that others do.
    Peaks.Peak compute =
        peaks == null ? null : peaks.compute(ComputeUnit.MATRIX, Precision.BF16, false);
    Peaks.Peak memory = peaks == null ? null : peaks.memory();
    if (peaks == null || compute == null || memory == null) {
      return new NotApplicable("peaks of the device: " + match.text(), match.advice());
    }
    for (CompiledWork.Operation each : operations) {
      Roofline roofline = new Roofline(each.flops, each.bytes, each.ns, compute, memory);
      to.add(
          new Point(
              each,
              lane.input(),
              roofline,
              waterline.recoverableNs(peaks, roofline, each.calls, each.ns)));
    }
    return null;
  }

  private static String summary(List<Point> points) {
    double ideal = points.stream().mapToDouble(each -> each.roofline.idealNs()).sum();
    double busy = points.stream().mapToDouble(each -> each.roofline.busyNs()).sum();
    return "Compiled operations run at "
        + Texts.percent(busy == 0 ? 0 : ideal / busy)
        + " of their roofline";
  }

  private Finding finding(
      Facts facts, Waterline waterline, List<Point> all, long recoverable, long totalNs) {
    List<Point> points = new ArrayList<>(all);
    points.removeIf(each -> each.recoverableNs == 0);
    points.sort(Comparator.comparingLong(Point::recoverableNs).reversed());
    Blame blame = new Blame(facts);
    long ns = 0;
    for (Point point : points) {
      ns += point.operation.ns;
      blame.add(point.input, point.operation.longest.row(), point.operation.ns);
    }
    return new Finding(
        id() + "/operations",
        summary(points) + " where they are below it; " + Texts.time(recoverable) + " recoverable",
        FindingSeverity.ofShare(new Impact(recoverable, totalNs, "device time").share()),
        blame.contexts(),
        table(points),
        new Impact(ns, totalNs, "device time"),
        new Ceiling(recoverable, waterline.method()),
        Confidence.HEURISTIC,
        new Advice(
            "Operations bound by memory read and write more than they compute: let the compiler fuse"
                + " them with their neighbours, keep arrays in bf16, drop broadcasts that are"
                + " written out. Products below the peak of compute want dimensions that are"
                + " multiples of 128 and larger batches."),
        null);
  }

  private static EvidenceTable table(List<Point> points) {
    EvidenceTable.Builder table =
        EvidenceTable.of(
            "operation",
            "category",
            "calls",
            "ms",
            "GFLOP a call",
            "MiB a call",
            "TFLOP/s",
            "GB/s",
            "% of peak",
            "recoverable ms");
    for (Point point : points.subList(0, Math.min(SHOWN, points.size()))) {
      CompiledWork.Operation operation = point.operation;
      Roofline roofline = point.roofline;
      table.row(
          operation.longest,
          operation.name,
          operation.category,
          String.valueOf(operation.calls),
          Texts.ms(operation.ns),
          Texts.significant(operation.flops / operation.calls / 1e9),
          Texts.significant(operation.bytes / operation.calls / (1 << 20)),
          Texts.significant(operation.flops / Math.max(1, operation.ns) / 1e3),
          Texts.significant(operation.bytes / Math.max(1, operation.ns)),
          Texts.percent(roofline.efficiency()) + " of " + roofline.peak().name(),
          Texts.ms(point.recoverableNs));
    }
    return table.total(points.size()).build();
  }
}
