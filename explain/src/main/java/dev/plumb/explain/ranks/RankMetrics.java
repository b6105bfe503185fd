package dev.plumb.explain.ranks;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.DeviceLane.Work;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Impact;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.timeline.MemoryTimeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Figures of each device of a run that should be alike on all ranks. Where every rank has steps,
 * sums are of one step, so that recordings of different length can be compared.
 */
final class RankMetrics {
  /**
   * One figure of each lane.
   *
   * @param name what it is, with its unit
   * @param values by lane; nanoseconds, bytes or a count
   * @param time whether values are nanoseconds of the lane, over all of it
   * @param divisors what to divide the values by to compare them: steps, or 1
   */
  record Figure(String name, long[] values, boolean time, long[] divisors) {
    long compared(int lane) {
      return values[lane] / divisors[lane];
    }

    /**
     * What a lane has beyond {@code usual}; nothing where it is no time. Threads work side by side,
     * so host time is a share of all host time, not of the devices'.
     */
    Impact excess(int lane, long usual, long deviceNs) {
      long excess = time ? (compared(lane) - usual) * divisors[lane] : 0;
      return name.equals(HOST)
          ? new Impact(excess, Arrays.stream(values).sum(), "host time")
          : new Impact(excess, deviceNs, "device time");
    }
  }

  private static final String HOST = "host";

  private RankMetrics() {}

  static List<Figure> of(Facts facts) {
    List<DeviceLane> lanes = facts.lanes();
    long[] steps = steps(facts);
    long[] ones = new long[lanes.size()];
    Arrays.fill(ones, 1);
    List<Figure> all = new ArrayList<>();
    all.add(
        new Figure("compute", values(lanes, each -> each.of(Work.COMPUTE).total()), true, steps));
    all.add(new Figure("copies", values(lanes, each -> each.of(Work.COPY).total()), true, steps));
    all.add(
        new Figure(
            "idle", values(lanes, each -> each.totalNs() - each.busy().total()), true, steps));
    all.add(new Figure("kernels", values(lanes, RankMetrics::kernels), false, steps));
    long[] host = host(facts);
    if (host.length > 0) {
      all.add(new Figure(HOST, host, true, steps));
    }
    long[] peaks = peaks(facts);
    if (peaks.length > 0) {
      all.add(new Figure("memory peak", peaks, false, ones));
    }
    return all;
  }

  private static long[] values(List<DeviceLane> lanes, ToLongFunction<DeviceLane> value) {
    return lanes.stream().mapToLong(value).toArray();
  }

  private static long kernels(DeviceLane lane) {
    long count = 0;
    for (int at = 0; at < lane.size(); at++) {
      count += lane.work(at) == Work.COMPUTE ? 1 : 0;
    }
    return count;
  }

  /** Steps of each lane; all 1 where any has none. */
  private static long[] steps(Facts facts) {
    long[] counts = new long[facts.lanes().size()];
    boolean all = true;
    for (int i = 0; i < counts.length; i++) {
      DeviceLane lane = facts.lanes().get(i);
      counts[i] =
          facts.steps().stream()
              .filter(each -> each.input() == lane.input())
              .filter(each -> each.rank() == lane.rank() || each.rank() < 0)
              .count();
      all &= counts[i] > 0;
    }
    if (!all) {
      Arrays.fill(counts, 1);
    }
    return counts;
  }

  /** Busy time of each rank's threads; empty where lanes and ranks do not go together. */
  private static long[] host(Facts facts) {
    CallingContextTree tree = facts.tree();
    Map<String, Long> byRank = new HashMap<>();
    for (int node = 0; node < tree.size(); node++) {
      if (tree.kind(node) == FrameKind.RANK) {
        byRank.merge(tree.name(node), tree.inclusive(node, Metric.CPU_NS), Long::sum);
      }
    }
    long[] host = new long[facts.lanes().size()];
    Map<String, Integer> uses = new HashMap<>();
    for (int i = 0; i < host.length; i++) {
      String label = facts.lanes().get(i).label();
      Long ns = byRank.get(label);
      if (ns == null || ns == 0 || uses.merge(label, 1, Integer::sum) > 1) {
        return new long[0];
      }
      host[i] = ns;
    }
    return host;
  }

  /** Peak of each rank's device; empty unless each has exactly one with events. */
  private static long[] peaks(Facts facts) {
    long[] peaks = new long[facts.lanes().size()];
    List<MemoryTimeline> timelines = MemoryTimeline.of(facts.run());
    for (int i = 0; i < peaks.length; i++) {
      DeviceLane lane = facts.lanes().get(i);
      int found = 0;
      for (MemoryTimeline each : timelines) {
        boolean own =
            each.blocks().input() == lane.input()
                && each.blocks().deviceType() != 0
                && (each.blocks().rank() < 0 || each.blocks().rank() == lane.rank());
        if (own) {
          peaks[i] = each.allocatedBytes(each.peak());
          found++;
        }
      }
      if (found != 1) {
        return new long[0];
      }
    }
    return peaks;
  }
}
