package dev.plumb.profile;

import dev.plumb.trace.Ids;
import dev.plumb.trace.InstantTable;
import dev.plumb.trace.MemoryTable;
import dev.plumb.trace.OperatorTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds one linked trace to a tree. The path of a slice is the chain of its callers; what starts
 * within a step of its rank hangs under that thread's step node, callers that were open before the
 * step included.
 */
final class TreeBuilder {
  private static final int STEP = SliceKind.STEP.ordinal();
  private static final int LAST_HOST = SliceKind.OVERHEAD.ordinal();

  private final CallingContextTree tree;
  private final Links links;
  private final Trace trace;
  private final SliceTable slices;
  private final StringPool strings;
  private final List<StepStats> stepStats;
  private final StepWindows windows;
  private final Frames frames;

  /** Node of each slice outside of steps; 0 while unknown. */
  private final int[] plain;

  /** Node of each slice, or caller of a slice, inside of steps; 0 while unknown. */
  private final int[] stepped;

  /** The stack in the arguments of each slice, or else of its callers; empty if there are none. */
  private final int[] stackAround;

  /** The stack that the profiler gives for each slice or its callers; empty if there are none. */
  private final int[] givenAround;

  private final Places places;
  private final StackPlacer recorded;
  private final Map<Long, Integer> stacks = new HashMap<>();
  private int[] pending = new int[256];

  private int[] sliceNodes = new int[0];
  private int[] allocationNodes = new int[0];

  /** Step of the device work at hand; −1 if in none. */
  private int step;

  TreeBuilder(CallingContextTree tree, Links links, String label, List<StepStats> stepStats) {
    this.tree = tree;
    this.links = links;
    this.trace = links.trace();
    this.slices = trace.slices();
    this.strings = trace.strings();
    this.stepStats = stepStats;
    this.windows = new StepWindows(links);
    this.frames = new Frames(tree, trace);
    this.places = new Places(tree, trace, label);
    this.recorded = new StackPlacer(tree, trace, frames);
    plain = new int[slices.size()];
    stepped = links.stepCount() > 0 ? new int[slices.size()] : plain;
    stackAround = new int[hasStacks(trace.operators()) ? slices.size() : 0];
    givenAround = new int[links.given.length];
  }

  private static boolean hasStacks(OperatorTable operators) {
    for (int row = 0, n = operators.size(); row < n; row++) {
      if (operators.callStackId(row) >= 0) {
        return true;
      }
    }
    return false;
  }

  void build() {
    sliceNodes = new int[slices.size()];
    for (int row = 0, n = slices.size(); row < n; row++) {
      int kind = slices.kindOrdinal(row);
      if (kind <= LAST_HOST) {
        sliceNodes[row] = host(row, kind);
      } else if (SliceKind.of(kind).isDeviceWork()) {
        sliceNodes[row] = device(row, SliceKind.of(kind));
      } else {
        sliceNodes[row] = Ids.NONE;
      }
    }
    memory();
    steps();
    if (trace.samples().size() > 0) {
      samples().addTo(tree);
    }
    if (trace.blocks().size() > 0) {
      new BlockPlacer(trace, places, recorded).addTo(tree);
    }
    if (trace.nodes().size() > 0) {
      new GraphPlacer(tree, links, places, frames).addAll();
    }
  }

  private SamplePlacer samples() {
    return new SamplePlacer(
        links,
        places,
        recorded,
        windows,
        row -> row < slices.size() ? node(row, slices.kind(row)) : Ids.NONE);
  }

  /**
   * The node of each block, {@link Ids#NONE} for those that are not held. Counts nothing; to be
   * called on a builder of its own, once the tree is built.
   */
  int[] liveBlockNodes() {
    return trace.blocks().size() == 0
        ? new int[0]
        : new BlockPlacer(trace, places, recorded).liveNodes();
  }

  /** The node of each sample; to be called like {@link #liveBlockNodes}. */
  int[] sampleNodes() {
    int[] nodes = new int[trace.samples().size()];
    if (nodes.length > 0) {
      SamplePlacer placer = samples();
      for (int row = 0; row < nodes.length; row++) {
        nodes[row] = placer.node(row);
      }
    }
    return nodes;
  }

  /** The node of each slice, {@link Ids#NONE} for those that are not in the tree; once built. */
  int[] sliceNodes() {
    return sliceNodes;
  }

  /**
   * The node of each allocation, by row of {@link Trace#instants()}; {@link Ids#NONE} for frees and
   * for what is no allocator event. Empty where there are no such events; once built.
   */
  int[] allocationNodes() {
    return allocationNodes;
  }

  private int node(int row, SliceKind kind) {
    if (kind == SliceKind.STEP) {
      return places.thread(slices.trackRow(row), true);
    }
    if (kind.isHost()) {
      return resolve(row, windows.at(slices.trackRow(row), slices.startNs(row)) >= 0);
    }
    if (!kind.isDeviceWork()) {
      return Ids.NONE;
    }
    return tree.child(cause(row), frames.of(FrameKind.of(kind), slices.nameId(row)));
  }

  /** Adds a slice of a thread, and returns its node. */
  private int host(int row, int kind) {
    if (kind == STEP) {
      int steps = places.thread(slices.trackRow(row), true);
      tree.add(steps, Metric.COUNT, 1);
      return steps;
    }
    int step = windows.at(slices.trackRow(row), slices.startNs(row));
    int node = resolve(row, step >= 0);
    tree.add(node, Metric.COUNT, 1);
    tree.add(node, Metric.CPU_NS, links.selfNs[row]);
    return node;
  }

  /** Adds work of a device, and returns its node. */
  private int device(int row, SliceKind kind) {
    int node = tree.child(cause(row), frames.of(FrameKind.of(kind), slices.nameId(row)));
    long dur = slices.durNs(row);
    tree.add(node, Metric.COUNT, 1);
    switch (kind) {
      case KERNEL -> {
        tree.add(node, Metric.KERNEL_NS, dur);
        tree.add(node, Metric.KERNELS, 1);
      }
      case MEMCPY, MEMSET -> {
        tree.add(node, Metric.COPY_NS, dur);
        long bytes = trace.deviceWork().bytes(slices.detail(row));
        if (bytes > 0) {
          tree.add(node, Metric.COPY_BYTES, bytes);
        }
      }
      default -> tree.add(node, Metric.DEVICE_OTHER_NS, dur);
    }
    if (step >= 0) {
      windows.count(step, kind, dur);
    }
    return node;
  }

  /** The node that caused device work; sets {@link #step}. */
  private int cause(int row) {
    int launch = links.launch[row];
    int from = launch >= 0 ? launch : row;
    int given = links.given(row);
    step = windows.of(links, row);
    if (given >= 0) {
      return recorded.under(places.rank(slices.trackRow(from), step >= 0), given);
    }
    return launch >= 0 ? resolve(launch, step >= 0) : unattributed(row);
  }

  private void memory() {
    MemoryTable memory = trace.memory();
    InstantTable instants = trace.instants();
    allocationNodes = new int[memory.size() == 0 ? 0 : instants.size()];
    for (int row = 0; row < allocationNodes.length; row++) {
      int detail = instants.memoryRow(row);
      allocationNodes[row] = Ids.NONE;
      if (detail >= 0 && memory.bytes(detail) > 0) {
        allocationNodes[row] = allocation(row, detail);
        tree.add(allocationNodes[row], Metric.ALLOC_BYTES, memory.bytes(detail));
      }
    }
  }

  /** The node of an allocator event: row of an instant, and row of the memory table. */
  private int allocation(int instant, int detail) {
    int owner = links.memoryOwner[detail];
    int track = trace.instants().trackRow(instant);
    boolean inStep = windows.at(track, trace.instants().timeNs(instant)) >= 0;
    int node = owner >= 0 ? resolve(owner, inStep) : places.thread(track, inStep);
    int stack = trace.memory().stackRow(detail);
    return stack >= 0 ? recorded.under(node, stack) : node;
  }

  private void steps() {
    for (int i = 0; i < links.stepCount(); i++) {
      int row = links.step(i);
      stepStats.add(
          new StepStats(
              places.rankLabel(slices.trackRow(row)),
              strings.get(slices.nameId(row)),
              slices.startNs(row),
              slices.durNs(row),
              windows.kernels(i),
              windows.kernelNs(i),
              windows.copyNs(i)));
    }
  }

  /** Node of a slice: of its callers first, as far as they are not known yet. */
  private int resolve(int row, boolean inStep) {
    int[] nodes = inStep ? stepped : plain;
    int count = 0;
    int at = row;
    while (nodes[at] == 0) {
      if (count == pending.length) {
        pending = Arrays.copyOf(pending, count * 2);
      }
      pending[count++] = at;
      int caller = links.caller[at];
      if (caller < 0) {
        break;
      }
      at = caller;
    }
    int node = nodes[at] != 0 ? nodes[at] : places.thread(slices.trackRow(at), inStep);
    while (count > 0) {
      int next = pending[--count];
      SliceKind kind = slices.kind(next);
      if (stackAround.length > 0) {
        node = underStack(node, next, kind);
      }
      if (givenAround.length > 0) {
        node = underGiven(node, next);
      }
      node = tree.child(node, frames.of(FrameKind.of(kind), slices.nameId(next)));
      nodes[next] = node;
    }
    return node;
  }

  /**
   * Python frames that old traces keep as a text on each operator. An operator inside another shows
   * the same stack; only frames between the two are added.
   */
  private int underStack(int node, int row, SliceKind kind) {
    int caller = links.caller[row];
    int outer = caller < 0 ? Ids.NONE : stackAround[caller];
    boolean marked = kind == SliceKind.OPERATOR || kind == SliceKind.ANNOTATION;
    int stack = marked ? trace.operators().callStackId(slices.detail(row)) : Ids.NONE;
    stackAround[row] = stack < 0 ? outer : stack;
    if (stack < 0 || outer == stack) {
      return node;
    }
    long key = (long) node << 32 | stack;
    Integer known = stacks.get(key);
    if (known != null) {
      return known;
    }
    String text = strings.get(stack);
    if (outer >= 0) {
      String outerText = strings.get(outer);
      if (!text.endsWith(";" + outerText)) {
        return node;
      }
      text = text.substring(0, text.length() - outerText.length() - 1);
    }
    String[] innermostFirst = text.split(";");
    int at = node;
    for (int i = innermostFirst.length - 1; i >= 0; i--) {
      if (!innermostFirst[i].isBlank()) {
        at =
            tree.child(
                at, tree.frame(FrameKind.PYTHON, Frames.normalise(innermostFirst[i].strip())));
      }
    }
    stacks.put(key, at);
    return at;
  }

  /**
   * Callers that the profiler gives for a slice. Where its calling slice has some too, they are
   * among them, and only those between the two are added.
   */
  private int underGiven(int node, int row) {
    int caller = links.caller[row];
    int outer = caller < 0 ? Ids.NONE : givenAround[caller];
    int given = links.given(row);
    givenAround[row] = given < 0 ? outer : given;
    return given < 0 ? node : recorded.under(node, given, outer);
  }

  private int unattributed(int row) {
    int detail = slices.detail(row);
    String device = trace.devices().id(trace.deviceWork().deviceRow(detail));
    String stream = strings.get(trace.deviceWork().streamId(detail));
    return places.unattributed(
        slices.trackRow(row),
        FrameKind.STREAM,
        "device " + device + (stream.isEmpty() ? "" : " stream " + stream));
  }
}
