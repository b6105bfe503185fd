package dev.plumb.explain.occupancy;

import dev.plumb.devices.DeviceMatch;
import dev.plumb.devices.DeviceModel;
import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Limits;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Recordable;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Names;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.cost.Peaks;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code kernel.waves}: kernels with fewer blocks than the device has processors, and kernels whose
 * last wave of blocks leaves most processors idle.
 */
public final class WaveAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final String SHORTEST = "shortest_us";
  private static final String MIN_LOSS = "min_loss_share";

  @Override
  public String id() {
    return "kernel.waves";
  }

  @Override
  public String title() {
    return "Kernels that do not fill the device";
  }

  @Override
  public String description() {
    return "Compares the blocks of each kernel with the processors of its device. Blocks are dealt"
        + " out evenly; where their number is no multiple of the processors, some of these have one"
        + " block less to do, and with fewer blocks than processors some have none.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(MIN_SHARE, 0.01, "of the run that is lost"),
        new Threshold(
            SHORTEST,
            5,
            "microseconds of a kernel: shorter ones gain by being fewer, not by being fuller"),
        new Threshold(
            MIN_LOSS, 0.1, "of a kernel's time that is lost; less is within its variation"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    LaunchShapes shapes = LaunchShapes.of(facts);
    KernelSums underfilled = new KernelSums(facts);
    KernelSums tails = new KernelSums(facts);
    long shaped = 0;
    long sized = 0;
    DeviceMatch unknown = null;
    double shortestNs = limits.get(SHORTEST) * 1000;
    double minLoss = limits.get(MIN_LOSS);
    for (DeviceLane lane : facts.lanes()) {
      SliceTable slices = lane.trace().slices();
      Names names = new Names(lane.trace().strings());
      DeviceMatch device = facts.device(lane);
      Peaks peaks = Peaks.of(device);
      OptionalDouble processors =
          peaks == null ? OptionalDouble.empty() : peaks.agreed(DeviceModel::processors);
      unknown = processors.isPresent() ? unknown : device;
      for (int at = 0; at < lane.size(); at++) {
        int row = lane.row(at);
        if (slices.kind(row) != SliceKind.KERNEL
            || lane.work(at) == DeviceLane.Work.COMMUNICATION) {
          continue;
        }
        LaunchShapes.Shape shape = shapes.of(lane.input(), row);
        shaped += shape == null ? 0 : 1;
        if (shape == null || processors.isEmpty()) {
          continue;
        }
        sized++;
        long dur = slices.durNs(row);
        double lost = lostShare(shape.blocks(), processors.getAsDouble());
        if (dur >= shortestNs && lost >= minLoss) {
          KernelSums sums = shape.blocks() < processors.getAsDouble() ? underfilled : tails;
          sums.add(
              lane.input(), row, names.of(slices.nameId(row)), shape, dur, Math.round(lost * dur));
        }
      }
    }
    if (sized == 0) {
      return notApplicable(facts, shaped, unknown);
    }
    List<Finding> findings = new ArrayList<>();
    if (isWorth(facts, limits, underfilled)) {
      findings.add(underfilled(facts, underfilled));
    }
    if (isWorth(facts, limits, tails)) {
      findings.add(tails(facts, tails));
    }
    return Found.orClean(
        findings,
        Texts.time(underfilled.lossNs())
            + " lost in kernels with too few blocks, "
            + Texts.time(tails.lossNs())
            + " in last waves");
  }

  private static boolean isWorth(Facts facts, Limits limits, KernelSums sums) {
    return sums.lossNs() > 0 && facts.deviceImpact(sums.lossNs()).share() >= limits.get(MIN_SHARE);
  }

  private static Outcome notApplicable(Facts facts, long shaped, @Nullable DeviceMatch unknown) {
    if (shaped == 0) {
      return new NotApplicable(
          "launch configurations of kernels (grid and block)", Recordable.GRIDS.howToRecord(facts));
    }
    return unknown instanceof DeviceMatch.Unknown none
        ? new NotApplicable("number of processors of the device: " + none.reason(), none.advice())
        : new NotApplicable(
            "number of processors of the device", "name the device: plumb devices lists them");
  }

  /**
   * Share of processor time in which a processor has no block left while others have: {@code 1 −
   * blocks / (processors · ceil(blocks / processors))}.
   */
  static double lostShare(long blocks, double processors) {
    double rounds = Math.ceil(blocks / processors);
    return 1 - blocks / (processors * rounds);
  }

  private Finding underfilled(Facts facts, KernelSums sums) {
    return new Finding(
        id() + "/underfilled",
        "Kernels with fewer blocks than the device has processors: " + Texts.time(sums.ns()),
        FindingSeverity.ofShare(facts.deviceImpact(sums.lossNs()).share()),
        sums.blame().contexts(),
        sums.evidence(),
        facts.deviceImpact(sums.ns()),
        new Ceiling(sums.lossNs(), "the idle processors share the work evenly"),
        Confidence.HEURISTIC,
        new Advice(
            "Give each launch more work: larger batches, several tensors in one kernel (foreach,"
                + " grouped, batched), a split along the dimension that is summed over (split-K,"
                + " flash-decoding); or run independent ones on streams of their own."),
        null);
  }

  private Finding tails(Facts facts, KernelSums sums) {
    return new Finding(
        id() + "/tail",
        "Kernels whose last wave leaves processors idle: "
            + Texts.time(sums.lossNs())
            + " of "
            + Texts.time(sums.ns()),
        FindingSeverity.ofShare(facts.deviceImpact(sums.lossNs()).share()),
        sums.blame().contexts(),
        sums.evidence(),
        facts.deviceImpact(sums.ns()),
        new Ceiling(sums.lossNs(), "blocks as many as a multiple of the processors"),
        Confidence.HEURISTIC,
        new Advice(
            "Choose sizes whose tiles come out even on the device (batch and sequence in multiples"
                + " of it), or kernels that spread the rest: stream-K, persistent kernels, another"
                + " tile size.",
            "model = torch.compile(model, mode=\"max-autotune\")"),
        null);
  }
}
