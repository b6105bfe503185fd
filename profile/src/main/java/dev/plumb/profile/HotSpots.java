package dev.plumb.profile;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * What a tree says about where the time goes, by layer, by operator, by module, by Python function
 * and by whole context. Device time is given to the nearest frame of the layer above it, so each
 * list adds up to at most the total and recursion counts nothing twice.
 */
public final class HotSpots {
  /**
   * One frame, summed over all its contexts.
   *
   * @param frames how many frames it stands for: instances of a module class
   * @param calls how often it was called
   * @param deviceNs device work whose nearest frame of this layer it is
   * @param cpuNs host time in it, with everything under it down to the next frame of its layer
   * @param wallNs the same of wall time
   */
  public record Spot(
      String name, FrameKind kind, int frames, long calls, long deviceNs, long cpuNs, long wallNs) {
    private static final Comparator<Spot> BY_NAME = Comparator.comparing(Spot::name);

    private Spot and(Spot other) {
      return new Spot(
          name,
          kind,
          frames + other.frames,
          calls + other.calls,
          deviceNs + other.deviceNs,
          cpuNs + other.cpuNs,
          wallNs + other.wallNs);
    }

    private boolean isKnown() {
      return calls != 0 || deviceNs != 0 || cpuNs != 0 || wallNs != 0;
    }

    /** Who counts calls takes their time, too: it is no sum of samples. */
    private boolean isTimed() {
      return calls > 0 && wallNs > 0;
    }
  }

  /** A node with what was measured in its frame itself. */
  public record Context(int node, long deviceNs, long cpuNs, long count) {}

  /** Module classes are numbered by instance: {@code nn.Module: Linear_12}. */
  private static final Pattern INSTANCE = Pattern.compile("_\\d+$");

  private final CallingContextTree tree;
  private final NodeValues values;

  /** For each node the nearest node at or above it of the layer asked for; −1 if there is none. */
  private final int[] nearest;

  /** Hot spots of a sealed tree. */
  public HotSpots(CallingContextTree tree) {
    this(tree, tree);
  }

  /** Hot spots of a part of what a tree holds. */
  public HotSpots(CallingContextTree tree, NodeValues values) {
    this.tree = tree;
    this.values = values;
    this.nearest = new int[tree.size()];
  }

  /** Device time of a node itself: kernels, copies, fills and other work, summed. */
  public static long deviceNs(NodeValues values, int node) {
    return values.exclusive(node, Metric.KERNEL_NS)
        + values.exclusive(node, Metric.COPY_NS)
        + values.exclusive(node, Metric.DEVICE_OTHER_NS);
  }

  /** Device time of a node and all under it. */
  public static long deviceInclusiveNs(CallingContextTree tree, int node) {
    return tree.inclusive(node, Metric.KERNEL_NS)
        + tree.inclusive(node, Metric.COPY_NS)
        + tree.inclusive(node, Metric.DEVICE_OTHER_NS);
  }

  /** Host self time of each layer; the layers add up to the host time of the tree. */
  public Map<FrameKind, Long> cpuByLayer() {
    Map<FrameKind, Long> sums = new EnumMap<>(FrameKind.class);
    for (int node = 0; node < tree.size(); node++) {
      long cpu = values.exclusive(node, Metric.CPU_NS);
      if (cpu > 0) {
        sums.merge(tree.kind(node), cpu, Long::sum);
      }
    }
    return sums;
  }

  /** Device time by the innermost layer that is known to have caused it. */
  public Map<FrameKind, Long> deviceByCause() {
    Map<FrameKind, Long> sums = new EnumMap<>(FrameKind.class);
    FrameKind[] cause = new FrameKind[tree.size()];
    cause[0] = FrameKind.RUN;
    for (int node = 1; node < tree.size(); node++) {
      FrameKind kind = tree.kind(node);
      FrameKind above = cause[tree.parent(node)];
      cause[node] =
          switch (kind) {
            case OPERATOR, MODULE, PYTHON, JAVA, SCOPE, ANNOTATION, CPU, OTHER, UNATTRIBUTED ->
                kind;
            case RUNTIME, NATIVE, SYSTEM ->
                above.ordinal() <= FrameKind.STEP.ordinal() ? kind : above;
            default -> above;
          };
      long device = deviceNs(values, node);
      if (device > 0) {
        sums.merge(cause[node], device, Long::sum);
      }
    }
    return sums;
  }

  /**
   * Kernels with a Python frame or module anywhere in their context: also backward work, which
   * hangs under the forward operator and so under the Python line that called it.
   */
  public long kernelsInPython() {
    boolean[] python = new boolean[tree.size()];
    long kernels = 0;
    for (int node = 1; node < tree.size(); node++) {
      FrameKind kind = tree.kind(node);
      python[node] =
          python[tree.parent(node)] || kind == FrameKind.PYTHON || kind == FrameKind.MODULE;
      kernels += python[node] ? values.exclusive(node, Metric.KERNELS) : 0;
    }
    return kernels;
  }

  /** What a frame counts as in lists: modules by class, everything else by name. */
  public static String family(FrameKind kind, String name) {
    return kind == FrameKind.MODULE ? INSTANCE.matcher(name).replaceFirst("") : name;
  }

  /** Whether time was taken of each call of these, so that they need not be ranked by samples. */
  public static boolean areTimed(Collection<Spot> spots) {
    return spots.stream().anyMatch(Spot::isTimed);
  }

  /**
   * Frames of a layer with the most device time, then wall time where it was taken of each call,
   * then host time; modules by class.
   */
  public List<Spot> top(FrameKind layer, int limit) {
    Map<Integer, long[]> byFrame = new HashMap<>();
    nearest[0] = -1;
    for (int node = 1; node < tree.size(); node++) {
      boolean own = tree.kind(node) == layer;
      nearest[node] = own ? node : nearest[tree.parent(node)];
      if (nearest[node] >= 0) {
        long[] sum = byFrame.computeIfAbsent(tree.frame(nearest[node]), f -> new long[4]);
        sum[0] += own ? values.exclusive(node, Metric.COUNT) : 0;
        sum[1] += deviceNs(values, node);
        sum[2] += values.exclusive(node, Metric.CPU_NS);
        sum[3] += values.exclusive(node, Metric.WALL_NS);
      }
    }
    Map<String, Spot> spots = new HashMap<>();
    byFrame.forEach((frame, sum) -> {
      String name = family(layer, tree.frameName(frame));
      Spot spot = new Spot(name, layer, 1, sum[0], sum[1], sum[2], sum[3]);
      if (spot.isKnown()) { // else what was measured in it is none of these, and that is not 0
        spots.merge(name, spot, Spot::and);
      }
    });
    Comparator<Spot> least = Comparator.comparingLong(Spot::deviceNs);
    if (areTimed(spots.values())) {
      least = least.thenComparingLong(Spot::wallNs);
    }
    return spots.values().stream()
        .sorted(least.thenComparingLong(Spot::cpuNs).reversed().thenComparing(Spot.BY_NAME))
        .limit(limit)
        .toList();
  }

  /**
   * The contexts with the most device time of their own, or host time where there is no device
   * work. Contexts for which {@code key} answers the same are one: their sums are added, and the
   * node of the largest stands for all.
   */
  public List<Context> contexts(IntFunction<String> key, int limit) {
    boolean device = false;
    for (int node = 1; node < tree.size() && !device; node++) {
      device = deviceNs(values, node) > 0;
    }
    Map<String, Context> contexts = new HashMap<>();
    for (int node = 1; node < tree.size(); node++) {
      long deviceNs = deviceNs(values, node);
      long cpuNs = values.exclusive(node, Metric.CPU_NS);
      if ((device ? deviceNs : cpuNs) > 0) {
        contexts.merge(
            key.apply(node),
            new Context(node, deviceNs, cpuNs, values.exclusive(node, Metric.COUNT)),
            (a, b) ->
                new Context(
                    b.deviceNs > a.deviceNs ? b.node : a.node,
                    a.deviceNs + b.deviceNs,
                    a.cpuNs + b.cpuNs,
                    a.count + b.count));
      }
    }
    return contexts.values().stream()
        .sorted(
            Comparator.comparingLong(device ? Context::deviceNs : Context::cpuNs)
                .reversed()
                .thenComparingInt(Context::node))
        .limit(limit)
        .toList();
  }
}
