package dev.plumb.profile;

import dev.plumb.trace.NodeTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.util.Arrays;

/** Places the nodes of an operator graph by their callers, with the host time that they took. */
final class GraphPlacer {
  private final CallingContextTree tree;
  private final Trace trace;
  private final NodeTable nodes;
  private final Places places;
  private final Frames frames;
  private final int[] parents;
  private final int[] placed;
  private int[] pending = new int[64];

  GraphPlacer(CallingContextTree tree, Links links, Places places, Frames frames) {
    this.tree = tree;
    this.trace = links.trace();
    this.nodes = trace.nodes();
    this.places = places;
    this.frames = frames;
    this.parents = links.nodeParent;
    this.placed = new int[nodes.size()];
  }

  void addAll() {
    long[] self = selfNs();
    for (int row = 0; row < placed.length; row++) {
      int node = node(row);
      tree.add(node, Metric.COUNT, 1);
      if (nodes.onDevice(row) != 1) {
        tree.add(node, Metric.CPU_NS, self[row]);
      }
    }
  }

  /** Durations without those of the nodes that were called; 0 where those took longer together. */
  private long[] selfNs() {
    long[] self = new long[placed.length];
    for (int row = 0; row < self.length; row++) {
      long dur = nodes.durNs(row);
      if (dur != Times.NONE) {
        self[row] += dur;
        if (parents[row] >= 0 && nodes.durNs(parents[row]) != Times.NONE) {
          self[parents[row]] -= dur;
        }
      }
    }
    for (int row = 0; row < self.length; row++) {
      self[row] = Math.max(0, self[row]);
    }
    return self;
  }

  private int node(int row) {
    int count = 0;
    int at = row;
    while (placed[at] == 0) {
      if (count == pending.length) {
        pending = Arrays.copyOf(pending, count * 2);
      }
      pending[count++] = at;
      if (parents[at] < 0) {
        break;
      }
      at = parents[at];
    }
    int node = placed[at] != 0 ? placed[at] : place(nodes.trackRow(at));
    while (count > 0) {
      int next = pending[--count];
      node = tree.child(node, frames.of(kind(next), nodes.nameId(next)));
      placed[next] = node;
    }
    return node;
  }

  private int place(int track) {
    return track < 0 ? places.rank(track) : places.thread(track, false);
  }

  private FrameKind kind(int row) {
    String name = trace.strings().get(nodes.nameId(row));
    if (name.startsWith("##")) { // PyTorch marks its own ranges so: "## forward ##"
      return FrameKind.ANNOTATION;
    }
    // "[pytorch|profiler|execution_trace|thread]": the frame of the trace itself.
    return name.startsWith("[pytorch|") ? FrameKind.OTHER : FrameKind.OPERATOR;
  }
}
