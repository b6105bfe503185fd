package dev.plumb.explain.occupancy;

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
import dev.plumb.explain.cost.KernelNames;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.OperatorGroups.Group;
import dev.plumb.explain.cost.Roofline;
import dev.plumb.explain.host.NameClass;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.List;
import java.util.Set;

/**
 * {@code kernel.occupancy}: kernels that keep few warps on each processor although they have blocks
 * enough, because each block takes many registers or much shared memory.
 */
public final class OccupancyAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final String LOW = "low_percent";
  private static final String SHORTEST = "shortest_us";

  /** Blocks for each processor; with fewer, the grid decides. */
  private static final double ENOUGH_BLOCKS = 2;

  /** Registers of a processor over threads that it can hold: what a thread may take at most. */
  private static final int REGISTERS_AT_FULL = 32;

  @Override
  public String id() {
    return "kernel.occupancy";
  }

  @Override
  public String title() {
    return "Kernels with low occupancy";
  }

  @Override
  public String description() {
    return "Reads the occupancy that the profiler estimates for each kernel from its registers and"
        + " shared memory. Products of matrices and convolutions are left out: their kernels are"
        + " written to run with few warps.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(MIN_SHARE, 0.02, "of the run in such kernels"),
        new Threshold(
            LOW, 25, "percent of warps; above, more warps hide hardly more latency of memory"),
        new Threshold(SHORTEST, 5, "microseconds of a kernel, as in kernel.waves"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    LaunchShapes shapes = LaunchShapes.of(facts);
    OperatorGroups groups = OperatorGroups.of(facts);
    KernelSums low = new KernelSums(facts);
    long known = 0;
    double weighted = 0;
    boolean every = true;
    double shortestNs = limits.get(SHORTEST) * 1000;
    double lowPercent = limits.get(LOW);
    List<DeviceLane> lanes = facts.lanes();
    for (int i = 0; i < lanes.size(); i++) {
      DeviceLane lane = lanes.get(i);
      SliceTable slices = lane.trace().slices();
      Names names = new Names(lane.trace().strings());
      NameClass unknownUnits =
          new NameClass(
              lane.trace().strings(), name -> KernelNames.units(name) == KernelNames.Units.UNKNOWN);
      for (int at = 0; at < lane.size(); at++) {
        int row = lane.row(at);
        LaunchShapes.Shape shape =
            slices.kind(row) == SliceKind.KERNEL && lane.work(at) == DeviceLane.Work.COMPUTE
                ? shapes.of(lane.input(), row)
                : null;
        if (shape == null || shape.occupancyPercent() == 0) {
          continue;
        }
        long dur = slices.durNs(row);
        known += dur;
        weighted += shape.occupancyPercent() / 100 * dur;
        if (dur < shortestNs
            || shape.occupancyPercent() >= lowPercent
            || !isLimitedByBlock(shape)
            || !unknownUnits.holds(slices.nameId(row))) {
          continue;
        }
        long loss = recoverable(groups, i, at, lane, row);
        every &= loss >= 0;
        low.add(lane.input(), row, names.of(slices.nameId(row)), shape, dur, Math.max(0, loss));
      }
    }
    if (known == 0) {
      return new NotApplicable("occupancy of kernels", Recordable.OCCUPANCY.howToRecord(facts));
    }
    boolean worth = low.ns() > 0 && facts.deviceImpact(low.ns()).share() >= limits.get(MIN_SHARE);
    return Found.orClean(
        worth ? List.of(finding(facts, low, every)) : List.of(),
        "occupancy is "
            + Texts.percent(weighted / known)
            + " over "
            + Texts.time(known)
            + " of kernels; "
            + Texts.time(low.ns())
            + " are in kernels of few warps");
  }

  /** Whether a block takes so much that few fit; with few blocks there is nothing to fit. */
  private static boolean isLimitedByBlock(LaunchShapes.Shape shape) {
    return shape.blocksPerProcessor() >= ENOUGH_BLOCKS
        && (shape.registers() > REGISTERS_AT_FULL || shape.sharedBytes() > 0);
  }

  /** What the kernel's operator could gain at the peaks; −1 where nobody can say. */
  private static long recoverable(
      OperatorGroups groups, int laneIndex, int at, DeviceLane lane, int row) {
    int call = groups.work().owner(laneIndex, at);
    if (call < 0 || groups.work().input(lane.input()).longest(call) != row) {
      return -1;
    }
    Group group = groups.group(lane.input(), call);
    Roofline roofline = group.roofline();
    return roofline == null
        ? -1
        : Math.max(
            0, Math.round(lane.trace().slices().durNs(row) - roofline.idealNs() / group.calls()));
  }

  private Finding finding(Facts facts, KernelSums low, boolean every) {
    return new Finding(
        id() + "/low",
        "Kernels that keep few warps on each processor: " + Texts.time(low.ns()),
        FindingSeverity.ofShare(facts.deviceImpact(low.ns()).share()),
        low.blame().contexts(),
        low.evidence(),
        facts.deviceImpact(low.ns()),
        every ? new Ceiling(low.lossNs(), "their operators at the device's peaks") : null,
        Confidence.HEURISTIC,
        new Advice(
            "Blocks take many registers or much shared memory, so few fit on a processor, and there"
                + " are too few warps to hide the latency of memory. For kernels of your own: smaller"
                + " tiles, fewer values alive at a time, __launch_bounds__, num_warps and num_stages"
                + " of Triton. For others: another implementation or version."),
        Evidence.KERNEL_METRICS.howToRecord(facts));
  }
}
