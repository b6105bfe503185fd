package dev.plumb.profile;

import dev.plumb.trace.Ids;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.util.function.IntUnaryOperator;

/**
 * Places samples: under the device work that was sampled or the slice that its thread was in, where
 * that is known, or else under the thread, then by their stacks. Stacks that begin with a kernel
 * have no caller and are unattributed.
 */
final class SamplePlacer {
  private final Links links;
  private final Trace trace;
  private final SampleTable samples;
  private final Places places;
  private final StackPlacer stacks;
  private final StackKinds kinds;
  private final StepWindows windows;
  private final IntUnaryOperator sliceNode;

  private final SampleMetrics metrics;

  /**
   * @param sliceNode node of a slice, {@link Ids#NONE} if it is not in the tree
   */
  SamplePlacer(
      Links links,
      Places places,
      StackPlacer stacks,
      StepWindows windows,
      IntUnaryOperator sliceNode) {
    this.links = links;
    this.trace = links.trace();
    this.samples = trace.samples();
    this.places = places;
    this.stacks = stacks;
    this.kinds = new StackKinds(trace);
    this.windows = windows;
    this.sliceNode = sliceNode;
    this.metrics = new SampleMetrics(links);
  }

  /** Adds all samples. Those of other measures get their nodes, for {@link Measured}. */
  void addTo(CallingContextTree tree) {
    for (int row = 0, n = samples.size(); row < n; row++) {
      int node = node(row);
      Metric metric = metrics.of(row);
      if (metric == null) {
        continue;
      }
      long value = samples.value(row);
      tree.add(node, metric, value);
      if (metric == Metric.KERNELS) {
        tree.add(node, Metric.COUNT, value);
      }
      int reason = samples.reasonId(row);
      if (reason >= 0) {
        tree.reasons().add(node, trace.strings().get(reason), metric, value);
      }
    }
  }

  /** The node of a sample. */
  int node(int row) {
    int stack = samples.stackRow(row);
    int slice = samples.sliceRow(row);
    int sampled = slice < 0 ? Ids.NONE : sliceNode.applyAsInt(slice);
    if (sampled >= 0) {
      // The slice is the kernel of the stack: what matters is the place inside of it.
      return stacks.under(sampled, stack, kinds.work(stack));
    }
    int track = samples.trackRow(row);
    if (kinds.hasNoCaller(stack)) {
      int none = places.unattributed(track, FrameKind.UNATTRIBUTED, "no launch recorded");
      return stacks.under(none, stack);
    }
    int owner = links.sampleOwner(row);
    int open = owner < 0 ? Ids.NONE : sliceNode.applyAsInt(owner);
    if (open >= 0) {
      // What the stack has above the framework is what called the slice.
      return stacks.under(open, stack, kinds.interpreter(stack));
    }
    return stacks.under(place(track, samples.timeNs(row)), stack);
  }

  private int place(int track, long timeNs) {
    if (track < 0) {
      return places.rank(track);
    }
    return places.thread(track, timeNs != Times.NONE && windows.at(track, timeNs) >= 0);
  }
}
