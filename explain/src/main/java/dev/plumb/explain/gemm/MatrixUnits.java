package dev.plumb.explain.gemm;

import dev.plumb.devices.ComputeUnit;
import dev.plumb.devices.DeviceMatch;
import dev.plumb.devices.Precision;
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
import dev.plumb.explain.cost.KernelNames.Units;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.OperatorGroups.Group;
import dev.plumb.explain.cost.Peaks;
import dev.plumb.explain.cost.Roofline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code gemm.matrix-units}: products, convolutions and attention that the device's matrix units
 * (tensor cores, matrix cores) could do and did not, or could do in a format that they do faster.
 */
public final class MatrixUnits implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final String MIN_SPEEDUP = "min_speedup";
  private static final int SHOWN = 20;

  private enum Miss {
    /** fp32 on plain lanes, and the device has TF32. */
    NO_TF32,
    /** Sixteen bits or fewer, but the kernel's name says plain lanes. */
    UNUSED,
    /** fp32 or TF32, and sixteen bits would be faster. */
    WIDE
  }

  private static final class Missed {
    final Set<Group> groups = new HashSet<>();
    final List<Group> byTime = new ArrayList<>();
    long busyNs;
    double gainNs;
  }

  @Override
  public String id() {
    return "gemm.matrix-units";
  }

  @Override
  public String title() {
    return "Matrix units eligible and unused";
  }

  @Override
  public String description() {
    return "Finds products of matrices, convolutions and attention whose kernels, by their names, do"
        + " not use the device's tensor or matrix cores, and those in fp32 that a shorter format"
        + " would speed up by the peaks of the device.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES, Evidence.OPERATORS, Evidence.SHAPES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(
            MIN_SHARE,
            0.02,
            "of the run; torch_tb_profiler reports any eligible time without use, which also names"
                + " products of no weight"),
        new Threshold(MIN_SPEEDUP, 1.2, "by which the work must get shorter at the peaks"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    OperatorGroups groups = OperatorGroups.of(facts);
    Missed[] missed = {new Missed(), new Missed(), new Missed()};
    long eligible = 0;
    long using = 0;
    for (Group group : groups.all()) {
      Cost cost = group.cost();
      if (cost == null || cost.unit() != ComputeUnit.MATRIX || group.peaks() == null) {
        continue;
      }
      eligible += group.busyNs();
      using += group.units() == Units.MATRIX ? group.busyNs() : 0;
      Miss miss = miss(group, cost, limits.get(MIN_SPEEDUP));
      if (miss != null) {
        Missed of = missed[miss.ordinal()];
        of.groups.add(group);
        of.byTime.add(group);
        of.busyNs += group.busyNs();
        of.gainNs += Math.max(0, group.busyNs() - idealNs(group, cost, miss));
      }
    }
    if (eligible == 0) {
      return notApplicable(facts, groups);
    }
    List<Finding> findings = new ArrayList<>();
    for (Miss miss : Miss.values()) {
      Missed found = missed[miss.ordinal()];
      if (found.busyNs > 0 && facts.deviceImpact(found.busyNs).share() >= limits.get(MIN_SHARE)) {
        findings.add(finding(facts, groups, miss, found));
      }
    }
    return Found.orClean(
        findings,
        "of "
            + Texts.time(eligible)
            + " that matrix units could do, kernels that use them take "
            + Texts.share(using, eligible));
  }

  private static Outcome notApplicable(Facts facts, OperatorGroups groups) {
    DeviceMatch.Unknown unknown = groups.unknownDevice();
    return unknown != null
        ? new NotApplicable("peaks of the device: " + unknown.reason(), unknown.advice())
        : new NotApplicable("products of matrices with shapes", Evidence.SHAPES.howToRecord(facts));
  }

  private static @Nullable Miss miss(Group group, Cost cost, double speedup) {
    Units units = group.units();
    if (cost.precision() == Precision.FP32) {
      if (units == Units.VECTOR && gains(group, cost, Miss.NO_TF32, speedup)) {
        return Miss.NO_TF32;
      }
      return gains(group, cost, Miss.WIDE, speedup) ? Miss.WIDE : null;
    }
    boolean narrow = cost.precision().compareTo(Precision.TF32) > 0;
    return narrow && units == Units.VECTOR && gains(group, cost, Miss.UNUSED, speedup)
        ? Miss.UNUSED
        : null;
  }

  /** Whether the peaks allow a speed-up; of fp32, also against the peaks that it has now. */
  private static boolean gains(Group group, Cost cost, Miss miss, double speedup) {
    double ideal = idealNs(group, cost, miss);
    Roofline now = group.roofline();
    return ideal > 0
        && group.busyNs() / ideal >= speedup
        && (miss == Miss.UNUSED || now == null || now.idealNs() / ideal >= speedup);
  }

  /** Nanoseconds at the peaks without the miss; 0 where the device's file does not say. */
  private static double idealNs(Group group, Cost cost, Miss miss) {
    Peaks peaks = group.peaks();
    Peaks.Peak memory = peaks == null ? null : peaks.memory();
    if (peaks == null || memory == null) {
      return 0;
    }
    Peaks.Peak peak =
        switch (miss) {
          case NO_TF32 -> matrix(peaks, Precision.TF32);
          case UNUSED -> matrix(peaks, cost.precision());
          case WIDE -> {
            Peaks.Peak brain = matrix(peaks, Precision.BF16);
            yield brain == null ? matrix(peaks, Precision.FP16) : brain;
          }
        };
    if (peak == null) {
      return 0;
    }
    double bytes = miss == Miss.WIDE ? cost.bytes() / 2.0 : cost.bytes();
    double each = Math.max(cost.flops() / peak.perSecond(), bytes / memory.perSecond());
    return each * group.calls() * 1e9;
  }

  private static Peaks.@Nullable Peak matrix(Peaks peaks, Precision precision) {
    Peaks.Peak peak = peaks.compute(ComputeUnit.MATRIX, precision, precision == Precision.TF32);
    return peak != null && peak.name().startsWith(ComputeUnit.MATRIX.id()) ? peak : null;
  }

  private Finding finding(Facts facts, OperatorGroups groups, Miss miss, Missed found) {
    Blame blame = new Blame(facts);
    groups.blame(blame, found.groups::contains);
    return new Finding(
        id() + "/" + miss.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
        title(miss) + ": " + Texts.time(found.busyNs),
        FindingSeverity.ofShare(facts.deviceImpact(found.busyNs).share()),
        blame.contexts(),
        evidence(found),
        facts.deviceImpact(found.busyNs),
        new Ceiling(Math.round(found.gainNs), method(miss)),
        Confidence.HEURISTIC,
        advice(miss, found.byTime.getFirst()),
        null);
  }

  private static String title(Miss miss) {
    return switch (miss) {
      case NO_TF32 -> "fp32 products on plain lanes although the device has TF32";
      case UNUSED -> "Products in a short format whose kernels use no matrix units";
      case WIDE -> "fp32 products that sixteen bits would speed up";
    };
  }

  private static String method(Miss miss) {
    return switch (miss) {
      case NO_TF32 -> "the same work at the peak of TF32, or of the memory";
      case UNUSED -> "the same work at the peak of the matrix units, or of the memory";
      case WIDE -> "the same work at the peak of bf16 (fp16 where there is none), half the bytes";
    };
  }

  private static Advice advice(Miss miss, Group largest) {
    boolean convolution = largest.isOf("conv");
    return switch (miss) {
      case NO_TF32 ->
          new Advice(
              "Let fp32 products round their inputs to TF32 (ten bits of mantissa), or train in"
                  + " bf16.",
              convolution
                  ? "torch.backends.cudnn.allow_tf32 = True"
                  : "torch.set_float32_matmul_precision(\"high\")");
      case UNUSED ->
          new Advice(
              "The library chose a kernel for plain lanes: extents that are no multiples of 8, a"
                  + " layout that it has no other kernel for, or an old version. Pad the extents;"
                  + " give convolutions channels_last.",
              convolution ? "model = model.to(memory_format=torch.channels_last)" : null);
      case WIDE -> mixed(largest.peaks());
    };
  }

  /** Devices without bf16 need the loss scaled, or gradients vanish in fp16. */
  private static Advice mixed(@Nullable Peaks peaks) {
    boolean brain = peaks != null && matrix(peaks, Precision.BF16) != null;
    return new Advice(
        "Use automatic mixed precision: products in sixteen bits, sums and the optimizer in fp32."
            + (brain ? "" : " The device has no bf16: scale the loss (torch.amp.GradScaler)."),
        "with torch.autocast(\"cuda\", dtype=torch."
            + (brain ? "bfloat16" : "float16")
            + "):\n    loss = model(batch)");
  }

  private static EvidenceTable evidence(Missed found) {
    EvidenceTable.Builder table =
        EvidenceTable.of("operator", "shapes", "calls", "ms", "reached", "units", "kernel");
    for (Group group : found.byTime.subList(0, Math.min(SHOWN, found.byTime.size()))) {
      Roofline roofline = group.roofline();
      table.row(
          group.longest(),
          group.operator(),
          group.shape(),
          String.valueOf(group.calls()),
          Texts.ms(group.busyNs()),
          roofline == null
              ? ""
              : Texts.percent(roofline.efficiency()) + " of " + roofline.peak().name(),
          group.units().name().toLowerCase(java.util.Locale.ROOT),
          group.kernel());
    }
    return table.total(found.byTime.size()).build();
  }
}
