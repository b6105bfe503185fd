package dev.plumb.profile;

import dev.plumb.trace.Trace;
import java.util.HashMap;
import java.util.Map;

/** The upper nodes of the tree that belong to one trace: its ranks, threads and steps. */
final class Places {
  private final CallingContextTree tree;
  private final Trace trace;
  private final String label;
  private final int[] plainThreads;
  private final int[] steppedThreads;
  private final Map<Integer, Integer> rankNodes = new HashMap<>();

  /** Places of {@code trace}, which is called {@code label} where it names no rank. */
  Places(CallingContextTree tree, Trace trace, String label) {
    this.tree = tree;
    this.trace = trace;
    this.label = label;
    plainThreads = new int[trace.tracks().size()];
    steppedThreads = new int[trace.tracks().size()];
  }

  /** The node of a thread, or of the steps of a thread. */
  int thread(int track, boolean inStep) {
    int[] nodes = inStep ? steppedThreads : plainThreads;
    if (nodes[track] == 0) {
      nodes[track] =
          inStep
              ? tree.child(thread(track, false), tree.frame(FrameKind.STEP, "step"))
              : tree.child(
                  rank(track), tree.frame(FrameKind.THREAD, TrackNames.thread(trace, track)));
    }
    return nodes[track];
  }

  /** The node of a track's rank; of the trace as a whole if {@code track} is none. */
  int rank(int track) {
    return rankNodes.computeIfAbsent(
        rankOf(track),
        r -> tree.child(CallingContextTree.ROOT, tree.frame(FrameKind.RANK, rankLabel(track))));
  }

  /**
   * The node of the steps of a rank, for what belongs to no thread; of the rank outside of them.
   */
  int rank(int track, boolean inStep) {
    int rank = rank(track);
    return inStep ? tree.child(rank, tree.frame(FrameKind.STEP, "step")) : rank;
  }

  String rankLabel(int track) {
    int rank = rankOf(track);
    return rank >= 0 ? "rank " + rank : label;
  }

  private int rankOf(int track) {
    return track < 0 ? -1 : trace.tracks().rank(track);
  }

  /** The node for what nothing explains, by what is known instead. */
  int unattributed(int track, FrameKind kind, String what) {
    int node = tree.child(rank(track), tree.frame(FrameKind.UNATTRIBUTED, "[unattributed]"));
    return tree.child(node, tree.frame(kind, what));
  }
}
