package dev.plumb.profile.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Links;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is computed for a range is what counting it again by hand gives. */
class RangesTest {
  private static final int RUNS = 300;

  /** As usual, and so small that a little run has many places at which something is known. */
  private static Ranges ranges(Timeline timeline, int seed) {
    return seed % 3 == 0
        ? new Ranges(timeline)
        : new Ranges(timeline, timeline.run()::sliceNodes, 1 + seed % 7, 1 + seed % 11);
  }

  @Test
  void aRangeIsWhatARecountGives() {
    for (int seed = 0; seed < RUNS; seed++) {
      Run run = RandomRuns.of(seed, 3 + seed % 60);
      Timeline timeline = new Timeline(run);
      Ranges ranges = ranges(timeline, seed);
      Random random = new Random(seed);
      for (int i = 0; i < 4; i++) {
        long from = random.nextLong(timeline.axis().lengthNs() + 3) - 1;
        long to = from + random.nextLong(timeline.axis().lengthNs() + 3);
        RangeTotals totals = ranges.totals(from, to);
        Map<String, Long> expected = recount(timeline, ranges, from, to);
        String what = "seed " + seed + ", " + from + " to " + to;
        for (int node = 0; node < run.tree().size(); node++) {
          for (Metric metric :
              List.of(Metric.COUNT, Metric.CPU_NS, Metric.KERNEL_NS, Metric.COPY_NS)) {
            if (metric == Metric.CPU_NS && !run.measured().measures().isEmpty()) {
              continue; // samples of threads outside of slices add to it
            }
            assertThat(totals.exclusive(node, metric))
                .as("%s, node %d, %s", what, node, metric)
                .isEqualTo(expected.getOrDefault(node + " " + metric, 0L));
          }
        }
      }
    }
  }

  /** The innermost slice between any two neighbouring borders, found by looking at all of them. */
  private static Map<String, Long> recount(Timeline timeline, Ranges ranges, long from, long to) {
    Map<String, Long> sums = new HashMap<>();
    CallingContextTree tree = timeline.run().tree();
    for (int input = 0; input < timeline.run().inputs().size(); input++) {
      Links links = timeline.run().inputs().get(input);
      SliceTable slices = links.trace().slices();
      Map<Integer, List<Integer>> threads = new HashMap<>();
      for (int at = 0; at < slices.size(); at++) {
        int row = timeline.order(input).row(at);
        SliceKind kind = slices.kind(row);
        int node = ranges.node(input, row);
        if (node < 0) {
          continue;
        }
        long start = timeline.startNs(input, row);
        if (start >= from && start < to) {
          sums.merge(node + " COUNT", 1L, Long::sum);
        }
        if (kind.isHost() && kind != SliceKind.STEP) {
          threads.computeIfAbsent(slices.trackRow(row), t -> new ArrayList<>()).add(row);
        } else if (kind.isDeviceWork()) {
          long inside = Math.min(to, start + slices.durNs(row)) - Math.max(from, start);
          String metric =
              tree.kind(node) == FrameKind.KERNEL
                  ? "KERNEL_NS"
                  : kind == SliceKind.DEVICE_OTHER ? "DEVICE_OTHER_NS" : "COPY_NS";
          sums.merge(node + " " + metric, Math.max(0, inside), Long::sum);
        }
      }
      for (List<Integer> rows : threads.values()) {
        innermost(timeline, ranges, input, rows, from, to, sums);
      }
    }
    return sums;
  }

  private static void innermost(
      Timeline timeline,
      Ranges ranges,
      int input,
      List<Integer> rows,
      long from,
      long to,
      Map<String, Long> sums) {
    SliceTable slices = timeline.run().inputs().get(input).trace().slices();
    TreeSet<Long> borders = new TreeSet<>(List.of(from, to));
    for (int row : rows) {
      borders.add(timeline.startNs(input, row));
      borders.add(timeline.startNs(input, row) + slices.durNs(row));
    }
    Long last = null;
    for (long border : borders) {
      if (last != null && last >= from && border <= to) {
        int innermost = -1;
        for (int row : rows) {
          long start = timeline.startNs(input, row);
          if (start <= last && start + slices.durNs(row) >= border) {
            innermost = row; // they come in the order of nesting
          }
        }
        if (innermost >= 0) {
          sums.merge(ranges.node(input, innermost) + " CPU_NS", border - last, Long::sum);
        }
      }
      last = border;
    }
  }

  @Test
  void neighbouringRangesAddUp() {
    for (int seed = 0; seed < RUNS; seed++) {
      Run run = RandomRuns.of(seed, 3 + seed % 80);
      Timeline timeline = new Timeline(run);
      Ranges ranges = ranges(timeline, seed);
      Random random = new Random(seed);
      long length = timeline.axis().lengthNs() + 2;
      long from = random.nextLong(length);
      long middle = from + random.nextLong(length);
      long to = middle + random.nextLong(length);
      RangeTotals whole = ranges.totals(from, to);
      RangeTotals first = ranges.totals(from, middle);
      RangeTotals second = ranges.totals(middle, to);
      for (int node = 0; node < run.tree().size(); node++) {
        for (Metric metric : Metric.values()) {
          assertThat(first.exclusive(node, metric) + second.exclusive(node, metric))
              .as("seed %d, node %d, %s", seed, node, metric)
              .isEqualTo(whole.exclusive(node, metric));
        }
        for (int measure = 0; measure < run.measured().measures().size(); measure++) {
          assertThat(first.measured(node, measure) + second.measured(node, measure))
              .isEqualTo(whole.measured(node, measure));
        }
      }
    }
  }

  @Test
  void theWholeRangeIsTheTree() {
    for (int seed = 0; seed < RUNS; seed++) {
      Run run = RandomRuns.of(seed, 3 + seed % 200);
      Timeline timeline = new Timeline(run);
      RangeTotals totals = ranges(timeline, seed).totals(-1, timeline.axis().lengthNs() + 1);
      for (int node = 0; node < run.tree().size(); node++) {
        for (Metric metric : Metric.values()) {
          assertThat(totals.exclusive(node, metric))
              .as("seed %d, node %d, %s", seed, node, metric)
              .isEqualTo(run.tree().exclusive(node, metric));
        }
        for (int measure = 0; measure < run.measured().measures().size(); measure++) {
          assertThat(totals.measured(node, measure))
              .isEqualTo(run.measured().exclusive(measure)[node]);
        }
      }
    }
  }

  @Test
  void partsOfSlicesAddUpToTheTotals() {
    for (int seed = 0; seed < RUNS; seed++) {
      Run run = RandomRuns.of(seed, 3 + seed % 80);
      Timeline timeline = new Timeline(run);
      Ranges ranges = ranges(timeline, seed);
      long from = timeline.axis().lengthNs() / 3;
      long to = timeline.axis().lengthNs() * 2 / 3;
      RangeTotals totals = ranges.totals(from, to);
      long[] kernels = new long[2];
      for (int input = 0; input < run.inputs().size(); input++) {
        SliceTable slices = run.inputs().get(input).trace().slices();
        ranges.each(
            input,
            from,
            to,
            (row, starts, ns) -> {
              if (slices.kind(row) == SliceKind.KERNEL) {
                kernels[0] += starts;
                kernels[1] += ns;
              }
            });
      }
      long count = 0;
      long ns = 0;
      for (int node = 0; node < run.tree().size(); node++) {
        count += totals.exclusive(node, Metric.KERNELS);
        ns += totals.exclusive(node, Metric.KERNEL_NS);
      }
      assertThat(kernels).as("seed %d", seed).containsExactly(count, ns);
    }
  }

  @Test
  void groupsOfSlicesAddUpAsNodesDo() {
    for (int seed = 0; seed < RUNS; seed++) {
      Run run = RandomRuns.of(seed, 3 + seed % 80);
      Timeline timeline = new Timeline(run);
      Ranges ranges = ranges(timeline, seed);
      List<int[]> nodes = new ArrayList<>();
      for (int input = 0; input < run.inputs().size(); input++) {
        nodes.add(run.sliceNodes(input));
      }
      SliceGroups groups = ranges.grouped(nodes, run.tree().size());
      long from = timeline.axis().lengthNs() / 4;
      long to = timeline.axis().lengthNs() * 3 / 4;
      RangeTotals totals = ranges.totals(from, to);
      SliceGroups.Totals sums = groups.totals(from, to);
      for (int node = 0; node < run.tree().size(); node++) {
        if (run.tree().kind(node) == FrameKind.KERNEL) {
          assertThat(sums.ns(node)).isEqualTo(totals.exclusive(node, Metric.KERNEL_NS));
          assertThat(sums.count(node)).isEqualTo(totals.exclusive(node, Metric.KERNELS));
        }
      }
    }
  }
}
