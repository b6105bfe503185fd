package dev.plumb.record.jvm;

import dev.plumb.record.jvm.JavaStack.Place;
import dev.plumb.record.session.Recording;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.record.tree.StepIntervals;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the agent of one process has counted, into the tree. It may be merged as often as wanted:
 * only what came since the last time is added. The files' layout stands in the agent's {@code Sums}
 * and {@code Names}.
 *
 * <p>Calls and times of an operator are exact. Where it is called by several paths they are divided
 * among these in proportion to the calls that the agent looked at.
 */
final class SumsMerger {
  private static final long MAGIC = 0x31736d7573626c70L;
  private static final int HEADER = 4096;
  private static final int BLOCK = 1 << 16;
  private static final int BLOCK_HEADER = 64;
  private static final int NODE = 32;
  private static final int NODES_IN_BLOCK = (BLOCK - BLOCK_HEADER) / NODE;
  private static final int ENDS = 128;
  private static final int STEP_ENDS = (HEADER - ENDS) / Long.BYTES;
  private static final int FIRST_SCOPE = 1 << 20;

  private final long pid;
  private final Path sums;
  private final Path names;
  private final OperatorNames operators;
  private final ContextTree tree;
  private final Problems problems;
  private final JavaStack stacks;
  private final Tracks tracks;
  private final int calls;
  private final int wallNs;

  private final Map<Integer, String> scopes = new HashMap<>();
  private final Map<Integer, String> paths = new HashMap<>();
  private final Map<Integer, Integer> threads = new HashMap<>();
  private long namesRead;

  /** What has been added already, by thread and node, or by the node of the path. */
  private final Map<Long, long[]> added = new HashMap<>();

  private long dropped;
  private long counted;
  private long divided;
  private Recording.Paused paused = Recording.Paused.NEVER;
  private long windowsCpuNs;
  private Steps steps = new Steps(0, 0, 0, 0);
  private StepIntervals intervals = new StepIntervals();
  private long lastStepEndNs;

  /**
   * Steps of a process.
   *
   * @param count steps that ended
   * @param totalNs from the first end to the last
   */
  record Steps(long count, long totalNs, long shortestNs, long longestNs) {}

  /** One node of a thread, with its paths. */
  private static final class Node {
    final long key;
    final int parent;
    final int name;
    final long calls;
    final long selfNs;
    final List<Node> paths = new ArrayList<>(1);

    Node(long key, ByteBuffer in, int at) {
      this.key = key;
      parent = in.getInt(at);
      name = in.getInt(at + 4);
      calls = in.getLong(at + 8);
      selfNs = in.getLong(at + 24);
    }
  }

  SumsMerger(
      long pid,
      Path sums,
      Path names,
      OperatorNames operators,
      ContextTree tree,
      Problems problems,
      Tracks tracks) {
    this.pid = pid;
    this.sums = sums;
    this.names = names;
    this.operators = operators;
    this.tree = tree;
    this.problems = problems;
    this.tracks = tracks;
    stacks = new JavaStack(tree);
    calls = tree.measure(Quantity.CALLS, "calls", "");
    wallNs = tree.measure(Quantity.WALL_NS, "time in operators", "ns");
  }

  /** Calls of operators counted so far. */
  long counted() {
    return counted;
  }

  /** Of these, the ones whose path is estimated because there are several. */
  long divided() {
    return divided;
  }

  /** Steps that have ended so far. */
  Steps steps() {
    return steps;
  }

  /** When they ran. */
  Recording.Steps intervals() {
    return new Recording.Steps(pid, tracks.row(pid, Long.toString(pid), ""), intervals);
  }

  /** What the program wanted not to be recorded. */
  Recording.Paused paused() {
    return paused;
  }

  /** CPU time of the process in the windows that have ended. */
  long windowsCpuNs() {
    return windowsCpuNs;
  }

  private void readPauses(ByteBuffer in) {
    long since = in.getLong(64);
    long ns = in.getLong(56) + (since == 0 ? 0 : System.nanoTime() - since);
    paused = new Recording.Paused(in.getLong(48), ns, Recording.Paused.UNKNOWN);
  }

  /** Steps that ended since the last time; those that were overwritten meanwhile have no length. */
  private void readSteps(ByteBuffer in) {
    Steps now = new Steps(in.getLong(16), in.getLong(24), in.getLong(32), in.getLong(40));
    if (now.count < steps.count) { // the program began to say itself when they end
      intervals = new StepIntervals();
    }
    long next = intervals.count();
    long first = Math.max(next, now.count - STEP_ENDS);
    if (first > next) {
      intervals.addUntimed(first - next);
      lastStepEndNs = 0;
    }
    for (long step = first; step < now.count; step++) {
      long end = in.getLong(ENDS + (int) (step % STEP_ENDS) * Long.BYTES);
      boolean wasPaused = end < 0;
      if (step == 0 || lastStepEndNs == 0 || wasPaused || end <= lastStepEndNs) {
        intervals.addUntimed(1);
      } else {
        intervals.add(end, end - lastStepEndNs);
      }
      lastStepEndNs = Math.abs(end);
    }
    steps = now;
  }

  /** Adds what came since the last time. */
  void merge() throws IOException {
    byte[] file = Files.readAllBytes(sums);
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < HEADER || in.getLong(0) != MAGIC) {
      return; // the agent is just beginning
    }
    readNames(); // after the sums: they name nothing that is not there yet
    long lost = in.getLong(8);
    if (lost > dropped) {
      problems.add(ProblemCode.EVENTS_LOST, Problems.NO_OFFSET, lost - dropped);
      dropped = lost;
    }
    readSteps(in);
    readPauses(in);
    windowsCpuNs = in.getLong(72);
    counted = 0;
    divided = 0;
    Map<Integer, List<Node>> nodes = new HashMap<>();
    for (int at = HEADER; at + BLOCK <= file.length; at += BLOCK) {
      readBlock(in, at, nodes);
    }
    nodes.forEach(this::place);
  }

  private static void readBlock(ByteBuffer in, int at, Map<Integer, List<Node>> byThread) {
    int thread = in.getInt(at);
    List<Node> nodes = byThread.computeIfAbsent(thread, key -> new ArrayList<>());
    int used = Math.clamp(in.getInt(at + 8), 0, NODES_IN_BLOCK);
    for (int i = 0; i < used; i++) {
      long key = (long) thread << 32 | nodes.size();
      Node node = new Node(key, in, at + BLOCK_HEADER + i * NODE);
      if (node.name < 0 && node.parent >= 0 && node.parent < nodes.size()) {
        nodes.get(node.parent).paths.add(node);
      }
      nodes.add(node);
    }
  }

  private void place(int thread, List<Node> nodes) {
    int track = threads.getOrDefault(thread, Ids.NONE);
    if (track == Ids.NONE) {
      track = tracks.row(pid, "", "");
    }
    for (Node node : nodes) {
      if (node.name < 0 || node.calls == 0) {
        continue;
      }
      if (node.name < FIRST_SCOPE - 1) {
        counted += node.calls;
        divided += node.paths.size() > 1 ? node.calls : 0;
      }
      divide(track, node);
    }
  }

  /** The last path takes what is left over by rounding, so that sums stay exact. */
  private void divide(int track, Node node) {
    if (node.paths.isEmpty()) {
      add(track, node.key, node, -1, node.calls, node.selfNs);
      return;
    }
    if (added.containsKey(node.key)) {
      add(track, node.key, node, -1, 0, 0); // its path was not yet known
    }
    long sumCalls = 0;
    long sumNs = 0;
    for (Node path : node.paths) {
      sumCalls += path.calls;
      sumNs += path.selfNs;
    }
    long leftCalls = node.calls;
    long leftNs = node.selfNs;
    for (Node path : node.paths) {
      boolean last = path == node.paths.getLast();
      double ofCalls = sumCalls == 0 ? 1.0 / node.paths.size() : (double) path.calls / sumCalls;
      double ofNs = sumNs == 0 ? ofCalls : (double) path.selfNs / sumNs;
      long calls = last ? leftCalls : Math.min(leftCalls, Math.round(node.calls * ofCalls));
      long ns = last ? leftNs : Math.min(leftNs, Math.round(node.selfNs * ofNs));
      leftCalls -= calls;
      leftNs -= ns;
      add(track, path.key, node, -1 - path.name, calls, ns);
    }
  }

  private void add(int track, long key, Node node, int path, long nowCalls, long nowNs) {
    long[] before = added.computeIfAbsent(key, each -> new long[2]);
    // Shares move as more calls are seen: then a path gives back what another gets.
    long moreCalls = nowCalls - before[0];
    long moreNs = nowNs - before[1];
    if (moreCalls != 0 || moreNs != 0) {
      int context = context(node, path);
      tree.add(track, context, calls, Ids.NONE, moreCalls);
      tree.add(track, context, wallNs, Ids.NONE, moreNs);
      before[0] = nowCalls;
      before[1] = nowNs;
    }
  }

  private int context(Node node, int path) {
    List<Place> places = new ArrayList<>();
    String frames = paths.get(path);
    if (frames == null) {
      places.add(new Place(CodeKind.OTHER, JavaStack.UNKNOWN_CALLER, 0, null));
    } else {
      for (String line : frames.split("\n", -1)) {
        places.add(place(line));
      }
    }
    if (node.name >= FIRST_SCOPE - 1) {
      String scope = scopes.getOrDefault(node.name, "[more scopes]");
      places.add(new Place(CodeKind.ANNOTATION, scope, 0, null));
    } else if (frames == null) {
      String operator = operators.name(node.name);
      places.add(new Place(CodeKind.OPERATOR, operator == null ? "[unnamed]" : operator, 0, null));
    }
    // Otherwise the innermost frame is the operator's method.
    return stacks.context(places);
  }

  private static Place place(String line) {
    int colon = line.lastIndexOf(':');
    if (colon < 0) {
      return new Place(CodeKind.OTHER, line, 0, null);
    }
    int number = 0;
    try {
      number = Integer.parseInt(line.substring(colon + 1));
    } catch (NumberFormatException e) {
      // A name that no compiler of Java makes.
    }
    return new Place(CodeKind.JAVA, line.substring(0, colon), number, null);
  }

  private void readNames() throws IOException {
    byte[] file = Files.readAllBytes(names);
    ByteBuffer in = ByteBuffer.wrap(file); // high byte first
    int at = (int) namesRead;
    while (file.length - at >= 9) {
      int id = in.getInt(at + 1);
      int length = in.getInt(at + 5);
      if (length < 0 || length > file.length - at - 9) {
        break; // being written
      }
      String text = new String(file, at + 9, length, StandardCharsets.UTF_8);
      switch (file[at]) {
        case 'S' -> scopes.put(id, text);
        case 'P' -> paths.put(id, text);
        case 'T' -> {
          int end = Math.max(text.indexOf('\n'), 0);
          threads.put(id, tracks.row(pid, text.substring(0, end), text.substring(end + 1)));
        }
        default -> throw new IOException(names + " is damaged at byte " + at);
      }
      at += 9 + length;
    }
    namesRead = at;
  }
}
