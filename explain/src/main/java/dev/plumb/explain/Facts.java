package dev.plumb.explain;

import dev.plumb.devices.DeviceCatalogue;
import dev.plumb.devices.DeviceMatch;
import dev.plumb.devices.DeviceMatcher;
import dev.plumb.devices.TraceDevices;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Collectives;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Links;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.profile.StepWindows;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What analyses know of a run: the run itself, and what several of them need, computed once and
 * when it is first asked for. Safe for use by several threads.
 */
public final class Facts {
  private static final String STEPS = "steps";

  private final Run run;
  private final Map<Class<?>, Object> shared = new HashMap<>();
  private final Map<Integer, KindRows> kindRows = new HashMap<>();
  private final Map<Evidence, Boolean> evidence = new EnumMap<>(Evidence.class);
  private final Supplier<DeviceCatalogue> devices;
  private final Map<Integer, List<DeviceMatch>> deviceMatches = new HashMap<>();
  private @Nullable DeviceMatcher matcher;
  private final @Nullable StepWindows[] windows;
  private @Nullable List<DeviceLane> lanes;
  private @Nullable List<Step> steps;
  private @Nullable SourceLines sources;
  private boolean @Nullable [] frameKinds;
  private @Nullable Boolean torch;

  /** Facts that know the bundled devices. */
  public Facts(Run run) {
    this(run, DeviceCatalogue::bundled);
  }

  /**
   * Facts of a run.
   *
   * @param devices asked at most once, and only if somebody wants to know what a device can do
   */
  public Facts(Run run, Supplier<DeviceCatalogue> devices) {
    this.run = run;
    this.devices = devices;
    windows = new @Nullable StepWindows[run.inputs().size()];
  }

  public Run run() {
    return run;
  }

  public RunSummary summary() {
    return run.summary();
  }

  public CallingContextTree tree() {
    return run.tree();
  }

  /** The linked trace of each input. */
  public List<Links> inputs() {
    return run.inputs();
  }

  /**
   * What some analyses share and others need not know: made at the first call, by its class.
   *
   * @param make must not ask for the same class again
   */
  public synchronized <T> T shared(Class<T> type, Function<Facts, T> make) {
    Object found = shared.get(type);
    if (found == null) {
      found = make.apply(this);
      shared.put(type, found);
    }
    return type.cast(found);
  }

  /** Whether the run holds something. */
  public synchronized boolean has(Evidence wanted) {
    return evidence.computeIfAbsent(wanted, each -> each.in(this));
  }

  /** Node of the tree of each slice of an input, see {@link Run#sliceNodes(int)}. */
  public int[] sliceNodes(int input) {
    return run.sliceNodes(input);
  }

  /** The slices of an input by kind. */
  public synchronized KindRows rows(int input) {
    return kindRows.computeIfAbsent(
        input, each -> new KindRows(run.inputs().get(each).trace().slices()));
  }

  /** The step that covers an instant, by track. */
  public synchronized StepWindows stepWindows(int input) {
    StepWindows found = windows[input];
    if (found == null) {
      found = new StepWindows(run.inputs().get(input));
      windows[input] = found;
    }
    return found;
  }

  /** The devices that did work, by input, rank and device. */
  public synchronized List<DeviceLane> lanes() {
    if (lanes == null) {
      List<DeviceLane> found = new ArrayList<>();
      for (int input = 0; input < run.inputs().size(); input++) {
        addLanes(input, found);
      }
      lanes = List.copyOf(found);
    }
    return lanes;
  }

  /** What the device of a lane is. */
  public DeviceMatch device(DeviceLane lane) {
    return devices(lane.input()).get(lane.deviceRow());
  }

  /** What the devices of an input are, by the rows of its table. */
  synchronized List<DeviceMatch> devices(int input) {
    if (matcher == null) {
      matcher = new DeviceMatcher(devices.get());
    }
    DeviceMatcher known = matcher;
    return deviceMatches.computeIfAbsent(
        input, each -> TraceDevices.match(run.inputs().get(each).trace(), known));
  }

  private record LaneKey(int rank, int deviceRow) implements Comparable<LaneKey> {
    @Override
    public int compareTo(LaneKey other) {
      return rank != other.rank
          ? Integer.compare(rank, other.rank)
          : Integer.compare(deviceRow, other.deviceRow);
    }
  }

  private void addLanes(int input, List<DeviceLane> found) {
    Trace trace = run.inputs().get(input).trace();
    if (trace.deviceWork().size() == 0) {
      return;
    }
    SliceTable slices = trace.slices();
    Map<LaneKey, IntColumn> byDevice = new TreeMap<>();
    for (SliceKind kind : List.of(SliceKind.KERNEL, SliceKind.MEMCPY, SliceKind.MEMSET)) {
      LaneKey key = null;
      IntColumn column = new IntColumn();
      for (int row : rows(input).of(kind)) {
        int rank = trace.tracks().rank(slices.trackRow(row));
        int deviceRow = trace.deviceWork().deviceRow(slices.detail(row));
        if (key == null || key.rank != rank || key.deviceRow != deviceRow) {
          key = new LaneKey(rank, deviceRow);
          column = byDevice.computeIfAbsent(key, each -> new IntColumn());
        }
        column.add(row);
      }
    }
    Collectives collectives = new Collectives(trace);
    byDevice.forEach((key, column) -> {
      int[] rows = column.toArray();
      String label = key.rank >= 0 ? "rank " + key.rank : run.label(input);
      int rank = key.rank >= 0 ? key.rank : run.rank(input);
      found.add(new DeviceLane(input, label, rank, key.deviceRow, trace, rows, collectives));
    });
  }

  /** All steps, by input and start. */
  public synchronized List<Step> steps() {
    if (steps == null) {
      List<Step> found = new ArrayList<>();
      for (int input = 0; input < run.inputs().size(); input++) {
        Links links = run.inputs().get(input);
        SliceTable slices = links.trace().slices();
        for (int i = 0; i < links.stepCount(); i++) {
          int row = links.step(i);
          int rank = links.trace().tracks().rank(slices.trackRow(row));
          found.add(
              new Step(
                  input,
                  rank >= 0 ? rank : run.rank(input),
                  i,
                  row,
                  links.trace().strings().get(slices.nameId(row)),
                  slices.startNs(row),
                  slices.endNs(row)));
        }
      }
      steps = List.copyOf(found);
    }
    return steps;
  }

  /** Lines of the user's program. */
  public synchronized SourceLines sources() {
    if (sources == null) {
      sources = new SourceLines(run.tree());
    }
    return sources;
  }

  /**
   * An impact of {@code ns} as a share of what a user waits for: the steps, or else the time from
   * the first to the last device work, or else the span; all ranks and devices added up. Steps that
   * last less than half as long as the devices' work only launch it, or mark a part of the run.
   */
  public Impact impact(long ns) {
    long stepsNs = summary().stepSums().sumNs();
    if (hasSteps() && stepsNs >= workNsByRank() / 2) {
      return new Impact(ns, stepsNs, STEPS);
    }
    if (hasDeviceWork()) {
      return new Impact(ns, lanes().stream().mapToLong(DeviceLane::totalNs).sum(), "device time");
    }
    if (summary().spanNs() > 0) {
      return new Impact(ns, summary().spanNs(), "span");
    }
    // Kernels of profilers that give durations but no places in time.
    long workNs = HotSpots.deviceInclusiveNs(tree(), CallingContextTree.ROOT);
    return new Impact(ns, workNs, "kernel time");
  }

  /**
   * An impact of {@code ns} of device work: the same, but where a process has several devices the
   * steps count for each, as far as it has work, because its work is added up too.
   */
  public Impact deviceImpact(long ns) {
    Impact impact = impact(ns);
    if (!impact.ofWhat().equals(STEPS) || lanes().isEmpty()) {
      return impact;
    }
    long ranks = lanes().stream().map(lane -> lane.input() + "/" + lane.rank()).distinct().count();
    long stepsNs = impact.ofNs() / ranks;
    long all = lanes().stream().mapToLong(lane -> Math.min(stepsNs, lane.totalNs())).sum();
    return all <= impact.ofNs() ? impact : new Impact(ns, all, "steps of all devices");
  }

  /** From the first to the last work of each rank, whatever the number of its devices. */
  private long workNsByRank() {
    Map<String, long[]> byRank = new HashMap<>();
    for (DeviceLane lane : lanes()) {
      long[] range =
          byRank.computeIfAbsent(
              lane.input() + "/" + lane.rank(), key -> new long[] {Long.MAX_VALUE, Long.MIN_VALUE});
      range[0] = Math.min(range[0], lane.firstNs());
      range[1] = Math.max(range[1], lane.lastNs());
    }
    return byRank.values().stream().mapToLong(range -> range[1] - range[0]).sum();
  }

  /** The tool that recorded the run; where there are several, the one that records most. */
  public Recorder recorder() {
    return shared(Recorder.class, Recorder::of);
  }

  /**
   * Whether the program was written for another framework than PyTorch (JAX, TensorFlow, ONNX
   * Runtime), or for none: it has operators, or was recorded by a tool that is not PyTorch's, and
   * nothing in it is named like PyTorch's. In a format of everybody, kernels alone do not tell.
   */
  public synchronized boolean isForeign() {
    boolean known = recorder() != Recorder.TORCH;
    boolean other = recorder().isOfAnyFramework() || hasFrames(FrameKind.OPERATOR);
    return known && other && !namesTorch();
  }

  /** Whether anything in the run is named as only PyTorch's things are. */
  synchronized boolean namesTorch() {
    if (torch == null) {
      boolean found = false;
      for (int frame = 0; frame < run.tree().frames() && !found; frame++) {
        found = TORCH.matcher(run.tree().frameName(frame)).find();
      }
      torch = found;
    }
    return torch;
  }

  /**
   * Whether something that ran on the host is named as only PyTorch's things are. Its kernels have
   * their names under every profiler, also where a format does not say what is a kernel.
   */
  boolean hostNamesTorch() {
    CallingContextTree tree = run.tree();
    for (int frame = 0; frame < tree.frames(); frame++) {
      String name = tree.frameName(frame);
      if (tree.frameKind(frame) != FrameKind.KERNEL
          && !name.contains("at::native")
          && TORCH.matcher(name).find()) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is a program of the JVM: it has frames of Java, and none of Python. */
  public boolean isJvm() {
    return hasFrames(FrameKind.JAVA) && !hasFrames(FrameKind.PYTHON);
  }

  private static final Pattern TORCH =
      Pattern.compile(
          "torch|DataLoader|^aten::|^at::|at::native|^c10|^autograd::|^Optimizer\\.|ProfilerStep");

  boolean hasDeviceWork() {
    return !lanes().isEmpty();
  }

  boolean hasLaunches() {
    for (DeviceLane lane : lanes()) {
      Links links = run.inputs().get(lane.input());
      for (int at = 0; at < lane.size(); at++) {
        if (links.quality(lane.row(at)).isLaunch()) {
          return true;
        }
      }
    }
    return false;
  }

  boolean hasOperators() {
    return summary().cpuOperators() > 0;
  }

  boolean hasShapes() {
    for (Links links : run.inputs()) {
      if (hasShapes(links.trace())) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasShapes(Trace trace) {
    StringPool args = trace.args();
    for (int id = 0, n = args.size(); id < n; id++) {
      if (args.contains(id, "\"Input Dims\"")) {
        return true;
      }
    }
    return false;
  }

  synchronized boolean hasFrames(FrameKind kind) {
    if (frameKinds == null) {
      frameKinds = new boolean[FrameKind.values().length];
      for (int frame = 0; frame < run.tree().frames(); frame++) {
        frameKinds[run.tree().frameKind(frame).ordinal()] = true;
      }
    }
    return frameKinds[kind.ordinal()];
  }

  boolean hasSteps() {
    return !steps().isEmpty();
  }

  boolean hasSeveralRanks() {
    if (isOfSeveralRuns()) {
      return false;
    }
    return lanes().stream().map(DeviceLane::label).distinct().count() > 1
        || run.inputs().size() > 1
        // One process may drive several devices that talk to one another, as JAX's do.
        || summary().devices().stream().filter(each -> each.commKernels() > 0).count() > 1;
  }

  /** Whether inputs are no ranks of one run: then nothing that one has more of is a finding. */
  boolean isOfSeveralRuns() {
    return run.has(ProblemCode.RUNS_APART);
  }

  boolean hasCollectives() {
    return summary().devices().stream().anyMatch(each -> each.commKernels() > 0);
  }

  boolean hasMemoryEvents() {
    for (Links links : run.inputs()) {
      if (links.trace().memory().size() > 0 || links.trace().blocks().size() > 0) {
        return true;
      }
    }
    return false;
  }

  boolean hasKernelMetrics() {
    return summary().kernelMetrics().rows() > 0;
  }

  boolean hasStallSamples() {
    return run.tree().inclusive(CallingContextTree.ROOT, Metric.PC_SAMPLES) > 0;
  }

  boolean hasCpuSamples() {
    return run.tree().inclusive(CallingContextTree.ROOT, Metric.SAMPLES) > 0;
  }
}
