package dev.plumb.cli.pipeline;

import static dev.plumb.cli.pipeline.Sums.equal;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Links;
import dev.plumb.profile.Measured;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.trace.NodeTable;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The part of {@link Sums} for samples, memory snapshots and operator graphs. */
final class NewTables {
  private NewTables() {}

  /** Adds up what the tree must hold of them, from the tables. */
  static void add(Links links, long[] sums) {
    Trace trace = links.trace();
    samples(links, sums);
    for (int row = 0; row < trace.blocks().size(); row++) {
      int state = trace.blocks().stateId(row);
      if (state >= 0 && trace.strings().get(state).equals("active_allocated")) {
        sums[Metric.LIVE_BYTES.ordinal()] += trace.blocks().bytes(row);
      }
    }
    sums[Metric.COUNT.ordinal()] += trace.nodes().size();
    sums[Metric.CPU_NS.ordinal()] += graphSelf(links);
  }

  /** Adds up what the table of samples holds. */
  static void samples(Links links, long[] sums) {
    Trace trace = links.trace();
    SampleTable samples = trace.samples();
    for (int row = 0; row < samples.size(); row++) {
      Quantity quantity = trace.measures().quantity(samples.measureRow(row));
      // Within a slice, the slice's own time is the one that counts.
      boolean told =
          (quantity == Quantity.CPU_NS || quantity == Quantity.WALL_NS)
              && links.sampleOwner(row) >= 0;
      if (quantity != Quantity.OTHER && !told) {
        sums[metric(quantity).ordinal()] += samples.value(row);
      }
      if (quantity == Quantity.KERNELS) {
        sums[Metric.COUNT.ordinal()] += samples.value(row);
      }
    }
  }

  private static Metric metric(Quantity quantity) {
    return switch (quantity) {
      case CALLS -> Metric.COUNT;
      case DEVICE_NS -> Metric.DEVICE_OTHER_NS;
      default -> Metric.valueOf(quantity.name());
    };
  }

  private static long graphSelf(Links links) {
    NodeTable nodes = links.trace().nodes();
    Map<Integer, Long> inside = new HashMap<>();
    for (int row = 0; row < nodes.size(); row++) {
      int parent = links.nodeParent(row);
      if (nodes.durNs(row) != Times.NONE && parent >= 0) {
        inside.merge(parent, nodes.durNs(row), Long::sum);
      }
      int steps = 0;
      for (int at = row; at >= 0; at = links.nodeParent(at)) {
        equal("callers of nodes end", true, steps++ <= nodes.size());
      }
    }
    long sum = 0;
    for (int row = 0; row < nodes.size(); row++) {
      if (nodes.durNs(row) != Times.NONE) {
        sum += Math.max(0, nodes.durNs(row) - inside.getOrDefault(row, 0L));
      }
    }
    return sum;
  }

  /** Measures that no metric is are whole too, and reasons are part of what they explain. */
  static void check(Run run) {
    Measured measured = run.measured();
    for (int i = 0; i < measured.measures().size(); i++) {
      equal(
          measured.measures().get(i).measure().name(),
          measured.measures().get(i).total(),
          Arrays.stream(measured.exclusive(i)).sum());
    }
    CallingContextTree tree = run.tree();
    long[] explained = new long[tree.size()];
    for (int row = 0; row < tree.reasons().size(); row++) {
      if (tree.reasons().metric(row) == Metric.PC_SAMPLES) {
        explained[tree.reasons().node(row)] += tree.reasons().value(row);
      }
    }
    for (int node = 0; node < explained.length; node++) {
      boolean within = explained[node] <= tree.exclusive(node, Metric.PC_SAMPLES);
      equal("reasons of node " + node, true, within);
    }
  }
}
