package dev.plumb.explain.launches;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.profile.Links;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * How the kernels of one device were launched. Times are nanoseconds.
 *
 * <p>Latency runs from the beginning of the launch call to the beginning of the kernel, as SKIP
 * defines it; HTA's launch delay is less by the call's own duration. A clock that puts a kernel
 * before its launch gives a latency of 0 and is counted.
 *
 * @param kernels kernels with a known launch
 * @param latencySumNs TKLQT: the sum of their latencies
 * @param medianLatencyNs median latency
 * @param p95LatencyNs latency that 95 of 100 do not exceed
 * @param kernelSumNs summed duration; divided by the kernels it is SKIP's AKD
 * @param callSumNs summed duration of the launch calls, of a graph's call once
 * @param calls launch calls
 * @param shorterThanCall kernels that take less time than the call that launched them, HTA's short
 *     kernels
 * @param slowCalls calls of over 50 µs, HTA's runtime outliers
 * @param byGraph kernels that a graph launched
 * @param beforeLaunch kernels that begin before their launch
 */
public record LaunchStats(
    DeviceLane lane,
    long kernels,
    long latencySumNs,
    long medianLatencyNs,
    long p95LatencyNs,
    long kernelSumNs,
    long callSumNs,
    long calls,
    long shorterThanCall,
    long slowCalls,
    long byGraph,
    long beforeLaunch) {
  private static final long SLOW_CALL_NS = 50_000;

  /** Of each device of a run, in the order of {@link Facts#lanes()}. */
  static List<LaunchStats> of(Facts facts) {
    return facts.shared(All.class, All::new).stats;
  }

  private static final class All {
    private final List<LaunchStats> stats = new ArrayList<>();

    All(Facts facts) {
      for (DeviceLane lane : facts.lanes()) {
        stats.add(of(facts, lane));
      }
    }
  }

  private static LaunchStats of(Facts facts, DeviceLane lane) {
    Links links = facts.inputs().get(lane.input());
    SliceTable slices = links.trace().slices();
    GraphLaunches graphs = new GraphLaunches(links.trace());
    long[] latencies = new long[lane.size()];
    int kernels = 0;
    long latencySum = 0;
    long kernelSum = 0;
    long callSum = 0;
    long calls = 0;
    long shorter = 0;
    long slow = 0;
    long byGraph = 0;
    long before = 0;
    BitSet seen = new BitSet(slices.size());
    for (int at = 0; at < lane.size(); at++) {
      int row = lane.row(at);
      if (slices.kind(row) != SliceKind.KERNEL || !links.quality(row).isLaunch()) {
        continue;
      }
      int call = links.launch(row);
      long latency = slices.startNs(row) - slices.startNs(call);
      before += latency < 0 ? 1 : 0;
      latencies[kernels++] = Math.max(0, latency);
      latencySum += Math.max(0, latency);
      kernelSum += slices.durNs(row);
      shorter += slices.durNs(row) < slices.durNs(call) ? 1 : 0;
      byGraph += graphs.holds(slices.nameId(call)) ? 1 : 0;
      if (!seen.get(call)) {
        seen.set(call);
        calls++;
        callSum += slices.durNs(call);
        slow += slices.durNs(call) > SLOW_CALL_NS ? 1 : 0;
      }
    }
    long[] sorted = Arrays.copyOf(latencies, kernels);
    Arrays.sort(sorted);
    return new LaunchStats(
        lane,
        kernels,
        latencySum,
        kernels == 0 ? 0 : sorted[kernels / 2],
        kernels == 0 ? 0 : sorted[(int) ((kernels - 1) * 0.95)],
        kernelSum,
        callSum,
        calls,
        shorter,
        slow,
        byGraph,
        before);
  }
}
