package dev.plumb.present.export;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.trace.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The stacks of a run as other tools want them. Of a run with slices they are whole paths of the
 * tree. Of a run that has only stacks, as a CPU profiler recorded them, they are those stacks: rank
 * and thread are where they were taken, and no frames.
 */
final class Stacks {
  private final Run run;
  private final CallingContextTree tree;
  private final boolean bare;

  /** Innermost thread of each node; 0 for none. */
  private final int[] threads;

  private final boolean severalThreads;

  Stacks(Run run) {
    this.run = run;
    this.tree = run.tree();
    this.bare = run.inputs().stream().allMatch(links -> links.trace().slices().size() == 0);
    this.threads = new int[tree.size()];
    for (int node = 1; node < threads.length; node++) {
      boolean own = tree.kind(node) == FrameKind.THREAD;
      threads[node] = own ? node : threads[tree.parent(node)];
    }
    severalThreads = Arrays.stream(threads).distinct().filter(thread -> thread > 0).count() > 1;
  }

  /** Whether there are only stacks, and no slices. */
  boolean bare() {
    return bare;
  }

  /**
   * Frames of the stack of a node, outermost first; of a place without a stack the place itself.
   */
  int[] path(int node) {
    int[] path = tree.path(node);
    if (!bare) {
      return path;
    }
    int[] frames = Arrays.stream(path).filter(at -> !tree.kind(at).isPlace()).toArray();
    return frames.length == 0 ? new int[] {node} : frames;
  }

  /** The same with the thread, where that tells stacks apart. */
  int[] pathWithThread(int node) {
    int[] path = path(node);
    if (!bare || !severalThreads || threads[node] == 0 || path[0] == threads[node]) {
      return path;
    }
    int[] longer = new int[path.length + 1];
    longer[0] = threads[node];
    System.arraycopy(path, 0, longer, 1, path.length);
    return longer;
  }

  /** Node of the thread of a node; 0 for none. */
  int thread(int node) {
    return threads[node];
  }

  /** Says what a run has that stacks with sums do not hold. */
  void leftOut(Notes notes) {
    RunSummary summary = run.summary();
    leftOut(notes, summary.kernelMetrics().rows(), "hardware metrics of kernels");
    leftOut(notes, tree.reasons().size(), "reasons of samples");
    leftOut(notes, summary.snapshot().segments(), "segments of a memory snapshot");
  }

  private static void leftOut(Notes notes, long count, String what) {
    if (count > 0) {
      notes.add(count + " " + what + " have no place in this format and were left out");
    }
  }

  /** What was measured at stacks, and what else has a place in the tree: memory that is held. */
  private List<ExportedValue> measured() {
    List<ExportMetric> metrics = new ArrayList<>(ExportMetric.measures(run));
    Set<Quantity> measured = EnumSet.of(Quantity.OTHER);
    metrics.forEach(metric -> measured.add(metric.quantity()));
    for (ExportMetric metric : ExportMetric.values()) {
      if (!measured.contains(metric.quantity()) && metric.total(tree) > 0) {
        metrics.add(metric);
      }
    }
    return metrics.stream().map(ExportedValue::of).toList();
  }

  /** What a file is about that holds everything. */
  List<ExportedValue> values(List<ExportMetric> usual) {
    if (bare && run.summary().samples().measures().size() > 0) {
      return measured();
    }
    List<ExportMetric> metrics = new ArrayList<>(usual);
    for (ExportMetric metric : ExportMetric.values()) {
      boolean known = metrics.contains(metric) || metric == ExportMetric.KERNEL;
      if (!known && metric != ExportMetric.COUNT && metric.total(tree) > 0) {
        metrics.add(metric);
      }
    }
    metrics.addAll(ExportMetric.measuresOfTheirOwn(run));
    return ExportedValue.of(run, metrics);
  }
}
