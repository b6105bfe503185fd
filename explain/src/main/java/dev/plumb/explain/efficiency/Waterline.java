package dev.plumb.explain.efficiency;

import dev.plumb.explain.Limits;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.cost.OperatorGroups.Group;
import dev.plumb.explain.cost.Peaks;
import dev.plumb.explain.cost.Roofline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long work would take if it came as close to the device's peaks as good kernels do. What lies
 * above is recoverable; what lies below is not, however good the kernel.
 */
public final class Waterline {
  private static final String COMPUTE = "achievable_compute_share";
  private static final String MEMORY = "achievable_memory_share";
  private static final String FLOOR = "shortest_call_us";

  /** Thresholds that every analysis with a waterline has. */
  public static final List<Threshold> THRESHOLDS =
      List.of(
          new Threshold(
              COMPUTE,
              0.8,
              "of the datasheet's peak, which the best matrix kernels reach on large shapes before"
                  + " power and clocks limit them; a measured peak of the device's file is used"
                  + " instead where there is one"),
          new Threshold(
              MEMORY,
              0.9,
              "of the datasheet's bandwidth, which long copies reach on HBM and GDDR; a measured"
                  + " bandwidth is used instead where there is one"),
          new Threshold(
              FLOOR,
              3,
              "microseconds that a kernel takes however little it does: what is shorter can be"
                  + " removed or fused, not tuned"));

  private final double computeShare;
  private final double memoryShare;
  private final double floorNs;

  public Waterline(Limits limits) {
    computeShare = limits.get(COMPUTE);
    memoryShare = limits.get(MEMORY);
    floorNs = limits.get(FLOOR) * 1000;
  }

  /**
   * Nanoseconds that the work of a group takes at the achievable peaks; {@code roofline} is its.
   */
  public double achievableNs(Group group, Roofline roofline) {
    return achievableNs(group, roofline, floorNs);
  }

  /**
   * As {@link #achievableNs(Group, Roofline)}.
   *
   * @param shortestNs nanoseconds that a call takes at least; 0 as if calls could be put together
   */
  public double achievableNs(Group group, Roofline roofline, double shortestNs) {
    Peaks peaks = group.peaks();
    double compute =
        roofline.computeNs() / share(roofline.compute(), measuredCompute(group), computeShare);
    double memory =
        roofline.memoryNs()
            / share(roofline.memory(), peaks == null ? null : peaks.measuredMemory(), memoryShare);
    return Math.max(Math.max(compute, memory), shortestNs * group.calls());
  }

  /** Nanoseconds above the waterline of work whose cost its compiler tells; 0 where it is below. */
  public long recoverableNs(Peaks peaks, Roofline roofline, long calls, long busyNs) {
    double compute = roofline.computeNs() / computeShare;
    double memory =
        roofline.memoryNs() / share(roofline.memory(), peaks.measuredMemory(), memoryShare);
    double achievable = Math.max(Math.max(compute, memory), floorNs * calls);
    return Math.max(0, Math.round(busyNs - achievable));
  }

  /** Nanoseconds of a group above the waterline; 0 where it is below. */
  public long recoverableNs(Group group, Roofline roofline) {
    return Math.max(0, Math.round(group.busyNs() - achievableNs(group, roofline)));
  }

  private static Peaks.@Nullable Peak measuredCompute(Group group) {
    return group.peaks() == null || group.cost() == null
        ? null
        : Roofline.computePeak(group.cost(), group.peaks(), group.kernel(), true);
  }

  /** Nobody measures more than there is; where one seems to, the datasheet's figure stands. */
  private static double share(Peaks.Peak stated, Peaks.@Nullable Peak measured, double otherwise) {
    return measured != null && measured.name().equals(stated.name())
        ? Math.min(1, measured.perSecond() / stated.perSecond())
        : otherwise;
  }

  /** How it is computed, for ceilings. */
  public String method() {
    return "device time above "
        + Math.round(100 * computeShare)
        + " % of the peak or "
        + Math.round(100 * memoryShare)
        + " % of the bandwidth (measured ones where known), at least "
        + Math.round(floorNs / 1000)
        + " us a call";
  }
}
