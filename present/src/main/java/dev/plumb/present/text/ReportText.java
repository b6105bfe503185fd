package dev.plumb.present.text;

import dev.plumb.devices.DeviceMatch;
import dev.plumb.devices.DeviceModel;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.base.Texts;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Join;
import dev.plumb.profile.LinkQuality;
import dev.plumb.profile.Metric;
import dev.plumb.profile.RankClock;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.profile.Source;
import dev.plumb.profile.StepStats;
import dev.plumb.profile.StepSums;
import dev.plumb.profile.UntimedDevice;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Severity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code plumb report}: one page that says where the time goes. */
public final class ReportText {
  private static final int TOP = 10;
  private static final int CONTEXTS = 5;

  /** Frames of a context that are shown. */
  private static final int SHOWN = 6;

  private static final int MAX_DEVICES = 16;
  private static final int MAX_INPUTS = 12;
  private static final String[] PARTS = {"compute", "exposed comm", "exposed copies", "idle"};
  private static final char[] FILLS = {'█', '▓', '▒', '░'};

  private final Run run;
  private final Explanation explanation;
  private final int findings;
  private final RunSummary summary;
  private final CallingContextTree tree;
  private final HotSpots spots;
  private final int[] framesAbove;
  private final Set<String> unknownDevices = new HashSet<>();
  private final PrintWriter out;
  private final Style style;
  private final int width;

  private ReportText(
      Run run, Explanation explanation, int findings, PrintWriter out, Style style, int width) {
    this.run = run;
    this.explanation = explanation;
    this.findings = findings;
    this.summary = run.summary();
    this.tree = run.tree();
    this.spots = new HotSpots(tree);
    this.framesAbove = framesAbove();
    this.out = out;
    this.style = style;
    this.width = Math.clamp(width, 80, 160);
  }

  /** Prints the report of a run that nobody explained. */
  public static void write(Run run, PrintWriter out, Style style, int width) {
    write(run, Explanation.NONE, 0, out, style, width);
  }

  /**
   * Prints the report.
   *
   * @param findings findings to print at most
   * @param width columns of the terminal; 80 to 160 are used
   */
  public static void write(
      Run run, Explanation explanation, int findings, PrintWriter out, Style style, int width) {
    new ReportText(run, explanation, findings, out, style, width).print();
  }

  private void print() {
    inputs();
    devices();
    Page page = new Page(out, style, width);
    new FindingsText(explanation, page, findings).print();
    attribution();
    layers();
    operators();
    modules();
    kernels();
    new SampleText(run, page).print();
    new CounterText(run, page).print();
    new TablesText(run, page).print();
    contexts();
    steps();
    clocks();
    problems();
  }

  private void inputs() {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < run.inputs().size(); i++) {
      sources.addAll(run.sources(i));
    }
    int shown = sources.size() > MAX_INPUTS ? MAX_INPUTS - 1 : sources.size();
    sources.subList(0, shown).forEach(this::input);
    if (shown < sources.size()) {
      moreInputs(sources.subList(shown, sources.size()));
    }
    List<String> facts = new ArrayList<>();
    boolean slices = run.inputs().stream().anyMatch(links -> hasMoreThanSteps(links.trace()));
    if (summary.spanNs() > 0 || slices) {
      // Recordings have a time for nothing else.
      boolean steps = !slices && summary.steps() > 0;
      facts.add((steps ? "steps span " : "span ") + Plain.time(summary.spanNs()));
    }
    fact(facts, summary.samples().count(), false, "sample");
    fact(facts, summary.graph().nodes(), false, "graph node");
    fact(facts, summary.snapshot().blocks(), false, "block");
    fact(facts, summary.cpuOperators(), slices, "operator");
    fact(facts, summary.pythonFrames(), slices, "Python frame");
    fact(facts, summary.work(SliceKind.KERNEL).count(), slices, "kernel");
    fact(facts, summary.steps(), false, "step");
    out.println(String.join(", ", facts));
    if (run.has(ProblemCode.RUNS_APART)) {
      String text =
          "These are no ranks of one run, and the figures are of all together: see the problems";
      wrap(text, width).forEach(line -> out.println(style.warn(line)));
    }
  }

  private static boolean hasMoreThanSteps(Trace trace) {
    for (int row = 0, n = trace.slices().size(); row < n; row++) {
      if (trace.slices().kind(row) != SliceKind.STEP) {
        return true;
      }
    }
    return false;
  }

  private static void fact(List<String> facts, long count, boolean always, String one) {
    if (count > 0 || always) {
      facts.add(Plain.count(count, one));
    }
  }

  private void heading(String title, String note) {
    out.println();
    out.println(style.bold(title) + (note.isEmpty() ? "" : "  " + style.dim(note)));
  }

  private void devices() {
    devicesWithTimes();
    RunSummary.Work other = summary.work(SliceKind.DEVICE_OTHER);
    if (other.count() > 0) {
      heading("Other device work", "of accelerators that do not tell kernels from copies");
      out.println(
          "  "
              + Plain.count(other.count(), "piece")
              + ", "
              + Plain.time(other.sumNs())
              + " in all");
    }
  }

  private void devicesWithTimes() {
    List<DeviceStats> devices = summary.devices();
    if (devices.isEmpty()) {
      untimedDevices();
      return;
    }
    heading("Devices", "from the first to the last piece of work; kernels, copies and fills");
    int shown = Math.min(MAX_DEVICES, devices.size());
    for (DeviceStats device : devices.subList(0, shown)) {
      long[] parts = {
        device.computeNs(), device.exposedCommNs(), device.exposedMemcpyNs(), device.idleNs()
      };
      String name = name(device.name(), device.label(), device.id());
      String label =
          (run.inputs().size() > 1 || device.label().startsWith("rank ")
                  ? device.label() + " "
                  : "")
              + "device "
              + device.id()
              + (name == null ? "" : " " + name);
      out.println(
          "  "
              + Plain.left(Plain.name(label, 44), 44)
              + "  "
              + Plain.time(device.totalNs())
              + (device.totalNs() > 0
                  ? ", busy " + Plain.share(device.busyNs(), device.totalNs())
                  : "")
              + ", "
              + (device.streams() == 0
                  ? "streams not told"
                  : Plain.count(device.streams(), "stream"))
              + (device.overlaps() > 0
                  ? ", " + Plain.count(device.overlaps(), "overlap") + " within a stream"
                  : ""));
      if (device.totalNs() == 0) {
        out.println("  " + style.dim("its work has no duration, so there is no timeline"));
        continue;
      }
      out.println("  " + bar(parts, device.totalNs(), width - 4));
      StringBuilder legend = new StringBuilder();
      for (int i = 0; i < parts.length; i++) {
        if (parts[i] > 0) {
          legend
              .append(legend.isEmpty() ? "  " : "   ")
              .append(style.part(i, String.valueOf(FILLS[i])))
              .append(' ')
              .append(PARTS[i])
              .append(' ')
              .append(Plain.time(parts[i]))
              .append(" (")
              .append(Plain.share(parts[i], device.totalNs()))
              .append(')');
        }
      }
      out.println(legend);
    }
    if (shown < devices.size()) {
      out.println(
          "  … and " + Plain.count(devices.size() - shown, "more device") + " (all in --json)");
    }
    devices.stream()
        .map(device -> explanation.devices().of(device.label(), device.id()))
        .forEach(this::unknown);
  }

  /** As the trace calls the device, else what it was found to be; null where nobody knows. */
  private @Nullable String name(@Nullable String told, String label, String id) {
    if (told != null && !told.isEmpty()) {
      return told;
    }
    DeviceMatch match = explanation.devices().of(label, id);
    return match == null ? null : match.found().map(DeviceModel::name).orElse(null);
  }

  /** Says once of each device that has no figures why, and what helps: rooflines are missing. */
  private void unknown(@Nullable DeviceMatch match) {
    if (match != null && match.found().isEmpty() && unknownDevices.add(match.text())) {
      String text = "Peaks are not known: " + match.text() + ". To get them, " + match.advice();
      wrap(text, width - 4).forEach(line -> out.println("  " + line));
    }
  }

  private void untimedDevices() {
    List<UntimedDevice> devices = summary.untimedDevices();
    if (!devices.isEmpty()) {
      heading("Devices", "no work has a place in time, so there is no timeline");
    }
    for (UntimedDevice device : devices.subList(0, Math.min(MAX_DEVICES, devices.size()))) {
      String name = name(device.name(), device.label(), device.id());
      String rank = run.inputs().size() > 1 ? device.label() + " " : "";
      out.println(
          "  "
              + Plain.name(
                  rank + "device " + device.id() + (name == null ? "" : " " + name), width - 4));
    }
    devices.stream()
        .map(device -> explanation.devices().of(device.label(), device.id()))
        .forEach(this::unknown);
  }

  private String bar(long[] parts, long total, int cells) {
    StringBuilder bar = new StringBuilder();
    long sum = 0;
    int drawn = 0;
    for (int i = 0; i < parts.length; i++) {
      sum += parts[i];
      int until = total == 0 ? 0 : (int) Math.round((double) sum / total * cells);
      bar.append(style.part(i, String.valueOf(FILLS[i]).repeat(Math.max(0, until - drawn))));
      drawn = Math.max(drawn, until);
    }
    return bar.toString();
  }

  private void attribution() {
    long kernels = summary.work(SliceKind.KERNEL).count();
    boolean launched = !summary.devices().isEmpty() || summary.inGivenContext() > 0;
    if (kernels == 0 || !launched) {
      return;
    }
    heading("Attribution", "how many kernels are joined to what caused them");
    row("launching call", Plain.share(summary.linkedToLaunch(), kernels), "by correlation id");
    row("operator", Plain.share(summary.linkedToOperator(), kernels), "the launch lies inside one");
    row("Python", Plain.share(summary.linkedToPython(), kernels), "on the launching thread");
    row(
        "Python context",
        Plain.share(spots.kernelsInPython(), kernels),
        "Python line known, also through the forward operator");
    if (summary.linkedAmbiguously() > 0) {
      row(
          style.warn("ambiguous"),
          Plain.share(summary.linkedAmbiguously(), kernels),
          "several processes use the same ids; the launch was taken by order");
    }
    if (summary.linkedByExternalId() > 0) {
      row(
          "by external id",
          Plain.share(summary.linkedByExternalId(), kernels),
          "launch not in the trace, operator known (inferred)");
    }
    if (summary.inGivenContext() > 0) {
      row(
          "given context",
          Plain.share(summary.inGivenContext(), kernels),
          "no launch in the trace, but the profiler names the context");
    }
    if (summary.unattributed() > 0) {
      row(
          style.warn("unattributed"),
          Plain.share(summary.unattributed(), kernels),
          Plain.time(summary.unattributedNs()) + " of kernels without a launch in the trace");
    }
    if (summary.backwardLinks() > 0) {
      row(
          "backward",
          Plain.count(summary.backwardLinks()),
          "operators hang under the forward operator whose gradient they compute");
    }
  }

  private void row(String label, String value, String note) {
    int hidden = label.length() - stripped(label);
    out.println(
        "  " + Plain.left(label, 16 + hidden) + Plain.right(value, 9) + "  " + style.dim(note));
  }

  private static int stripped(String text) {
    return text.replaceAll("\u001b\\[[0-9]+m", "").length();
  }

  /** Whether the trace does not say what ran on the host and what on devices. */
  private boolean isOfUnknownPlace() {
    return spots.cpuByLayer().keySet().equals(Set.of(FrameKind.CPU));
  }

  private void layers() {
    Map<FrameKind, Long> cpu = spots.cpuByLayer();
    Map<FrameKind, Long> device = spots.deviceByCause();
    if (cpu.isEmpty() && device.isEmpty()) {
      return;
    }
    long cpuTotal = tree.inclusive(CallingContextTree.ROOT, Metric.CPU_NS);
    long deviceTotal = HotSpots.deviceInclusiveNs(tree, CallingContextTree.ROOT);
    heading(
        "By layer",
        deviceTotal > 0
            ? "host: time in which the layer was innermost; device: innermost layer that caused the"
                + " work"
            : isOfUnknownPlace()
                ? "time in which a slice was innermost; the trace does not say what ran on the host"
                    + " and what on devices"
                : "host time in which the layer was innermost");
    if (deviceTotal > 0) {
      out.println(
          "  "
              + Plain.left("", 14)
              + Plain.right("host", 11)
              + Plain.right("", 9)
              + Plain.right("device", 13));
    }
    Map<FrameKind, Boolean> all = new EnumMap<>(FrameKind.class);
    cpu.keySet().forEach(k -> all.put(k, true));
    device.keySet().forEach(k -> all.put(k, true));
    for (FrameKind layer : all.keySet()) {
      long host = cpu.getOrDefault(layer, 0L);
      long work = device.getOrDefault(layer, 0L);
      String line =
          "  "
              + Plain.left(layer.label(), 14)
              + Plain.right(host == 0 ? "" : Plain.time(host), 11)
              + Plain.right(host == 0 ? "" : Plain.share(host, cpuTotal), 9)
              + Plain.right(work == 0 ? "" : Plain.time(work), 13)
              + Plain.right(work == 0 ? "" : Plain.share(work, deviceTotal), 9);
      out.println(line.stripTrailing());
    }
    String line =
        "  "
            + Plain.left("total", 14)
            + Plain.right(cpuTotal == 0 && deviceTotal > 0 ? "" : Plain.time(cpuTotal), 11)
            + Plain.right("", 9)
            + Plain.right(deviceTotal == 0 ? "" : Plain.time(deviceTotal), 13);
    out.println(style.dim(line.stripTrailing()));
  }

  private void operators() {
    spotTable(
        "Operators",
        "work of the kernels launched directly by each",
        "in each, down to the next operator",
        FrameKind.OPERATOR);
  }

  private void modules() {
    spotTable(
        "Modules", "work whose innermost module it is", "whose innermost it is", FrameKind.MODULE);
  }

  /**
   * A list of frames.
   *
   * @param device what device time is theirs
   * @param time what other time is
   */
  private void spotTable(String title, String device, String time, FrameKind layer) {
    List<HotSpots.Spot> top = spots.top(layer, TOP);
    if (top.isEmpty()) {
      return;
    }
    long deviceTotal = HotSpots.deviceInclusiveNs(tree, CallingContextTree.ROOT);
    long cpuTotal = tree.inclusive(CallingContextTree.ROOT, Metric.CPU_NS);
    // Of each call, which says more than samples do; of device work there is nothing better.
    boolean timed = deviceTotal == 0 && HotSpots.areTimed(top);
    long wallTotal = timed ? tree.inclusive(CallingContextTree.ROOT, Metric.WALL_NS) : 0;
    if (deviceTotal == 0 && wallTotal == 0 && cpuTotal == 0) {
      return; // an operator graph without durations: nothing was measured, which is not 0
    }
    String what = deviceTotal > 0 ? device : (timed ? "wall time " : "host time ") + time;
    heading(
        title,
        run.has(ProblemCode.OPERATORS_PARTLY) ? what + "; recorded in a part of the time" : what);
    boolean hasFirst = deviceTotal > 0 || timed;
    boolean hasHost = !timed || cpuTotal > 0;
    int name = width - 2 - 11 - 9 - 11 - 10;
    String first = hasFirst ? Plain.right(timed ? "wall" : "device", 11) : "";
    String host = hasHost ? Plain.right("", hasFirst ? 9 : 0) + Plain.right("host", 11) : "";
    out.println(
        style.dim(
            "  "
                + Plain.left("", name)
                + Plain.right("calls", 10)
                + first
                + host
                + (hasFirst ? "" : Plain.right("", 9))));
    List<String> names = spotNames(top, name);
    for (int i = 0; i < top.size(); i++) {
      HotSpots.Spot spot = top.get(i);
      long ns = timed ? spot.wallNs() : spot.deviceNs();
      out.println(
          "  "
              + Plain.left(names.get(i), name)
              // What has time and no calls was sampled: nobody counted.
              + Plain.right(spot.calls() == 0 ? "" : Plain.count(spot.calls()), 10)
              + (hasFirst ? cell(ns, timed ? wallTotal : deviceTotal) : "")
              // Nor is what was timed and not sampled without CPU time.
              + (hasHost && !(timed && spot.cpuNs() == 0)
                  ? Plain.right(Plain.time(spot.cpuNs()), 11)
                  : "")
              + (hasFirst ? "" : Plain.right(Plain.share(spot.cpuNs(), cpuTotal), 9)));
    }
  }

  private static String cell(long ns, long total) {
    return Plain.right(Plain.time(ns), 11) + Plain.right(Plain.share(ns, total), 9);
  }

  private static List<String> spotNames(List<HotSpots.Spot> spots, int width) {
    List<String> instances = new ArrayList<>();
    int widest = 0;
    for (HotSpots.Spot spot : spots) {
      instances.add(spot.frames() > 1 ? " (" + spot.frames() + " instances)" : "");
      widest = Math.max(widest, instances.getLast().length());
    }
    List<String> names = new ArrayList<>();
    List<String> labels =
        Labels.of(spots.stream().map(HotSpots.Spot::name).toList(), width - widest);
    for (int i = 0; i < labels.size(); i++) {
      names.add(labels.get(i) + instances.get(i));
    }
    return names;
  }

  private void kernels() {
    List<RunSummary.KernelName> top = summary.topKernels(TOP);
    if (top.isEmpty()) {
      return;
    }
    long total = summary.work(SliceKind.KERNEL).sumNs();
    heading(
        "Kernels",
        Plain.count(summary.kernelNames(), "name")
            + ", "
            + (total == 0 ? "durations unknown" : Plain.time(total)));
    boolean untimed = summary.untimedKernels();
    int name = width - 2 - 10 - 11 - 9 - 11;
    out.println(
        style.dim(
            "  "
                + Plain.left("", name)
                + Plain.right("count", 10)
                + Plain.right("sum", 11)
                + Plain.right("", 9)
                + Plain.right("mean", 11)));
    List<String> names = top.stream().map(RunSummary.KernelName::name).toList();
    List<String> labels = Labels.of(names, Plain::kernel, name);
    for (int i = 0; i < top.size(); i++) {
      RunSummary.KernelName kernel = top.get(i);
      // Profilers that give no place in time may give no duration either.
      boolean unknown = kernel.sumNs() == 0 && untimed;
      out.println(
          "  "
              + Plain.left(labels.get(i), name)
              + Plain.right(Plain.count(kernel.count()), 10)
              + Plain.right(unknown ? "–" : Plain.time(kernel.sumNs()), 11)
              + Plain.right(unknown ? "–" : Plain.share(kernel.sumNs(), total), 9)
              + Plain.right(
                  unknown || kernel.count() == 0
                      ? "–"
                      : Plain.time(kernel.sumNs() / kernel.count()),
                  11));
    }
  }

  private void contexts() {
    List<HotSpots.Context> top =
        spots.contexts(node -> tree.name(node) + "\n" + String.join("\n", path(node)), CONTEXTS);
    if (top.isEmpty()) {
      return;
    }
    long deviceTotal = HotSpots.deviceInclusiveNs(tree, CallingContextTree.ROOT);
    long cpuTotal = tree.inclusive(CallingContextTree.ROOT, Metric.CPU_NS);
    heading(
        "Hottest contexts",
        deviceTotal > 0
            ? "device time by calling context, instances of a module class together"
            : (isOfUnknownPlace() ? "time" : "host time")
                + " by calling context, instances of a module class together");
    List<String> names = top.stream().map(each -> tree.name(each.node())).toList();
    List<String> labels = Labels.of(names, Plain::kernel, width - 32);
    for (int i = 0; i < top.size(); i++) {
      HotSpots.Context context = top.get(i);
      boolean device = deviceTotal > 0;
      out.println(
          "  "
              + Plain.right(Plain.time(device ? context.deviceNs() : context.cpuNs()), 9)
              + Plain.right(
                  device
                      ? Plain.share(context.deviceNs(), deviceTotal)
                      : Plain.share(context.cpuNs(), cpuTotal),
                  9)
              + "  "
              + labels.get(i)
              + (context.count() == 0 ? "" : style.dim(" ×" + Plain.count(context.count()))));
      for (String line : path(context.node())) {
        out.println(" ".repeat(22) + style.dim(line));
      }
    }
  }

  /** The path above a node, innermost first, shortened to what a reader can act on. */
  private List<String> path(int node) {
    List<String> lines = new ArrayList<>();
    for (int caller : Callers.of(tree, node, SHOWN)) {
      String name = HotSpots.family(tree.kind(caller), tree.name(caller));
      lines.add("← " + Plain.name(Texts.named(name), width - 26));
    }
    int hidden = framesAbove[node] - lines.size();
    if (hidden > 0) {
      lines.add("  (" + Plain.count(hidden, "more frame") + ": --html shows all)");
    }
    return lines;
  }

  /** For each node how many frames of a thread are above it. */
  private int[] framesAbove() {
    int[] frames = new int[tree.size()];
    for (int node = 1; node < frames.length; node++) {
      int parent = tree.parent(node);
      frames[node] = frames[parent] + (Callers.isFrame(tree, parent) ? 1 : 0);
    }
    return frames;
  }

  private void steps() {
    List<StepStats> steps = run.steps();
    if (steps.isEmpty()) {
      return;
    }
    long min = Long.MAX_VALUE;
    long max = 0;
    long kernelNs = 0;
    for (StepStats step : steps) {
      min = Math.min(min, step.durNs());
      max = Math.max(max, step.durNs());
      kernelNs += step.kernelNs();
    }
    StepSums sums = summary.stepSums();
    heading("Steps", "");
    out.println(
        "  "
            + Plain.count(sums.timed(), "step")
            + (sums.timed() == 1
                ? " of " + Plain.time(sums.meanNs())
                : ", mean "
                    + Plain.time(sums.meanNs())
                    + ", shortest "
                    + Plain.time(min)
                    + ", longest "
                    + Plain.time(max))
            + (kernelNs > 0
                ? "; kernels "
                    + Plain.time(kernelNs / steps.size())
                    + Texts.word(steps.size(), "", " a step")
                : "")
            + (sums.count() > sums.timed()
                ? "; " + Plain.count(sums.count() - sums.timed()) + " more of unknown length"
                : ""));
  }

  private void moreInputs(List<Source> sources) {
    out.println(
        "… and "
            + sources.size()
            + " more (all in --json)  "
            + Plain.bytes(sources.stream().mapToLong(source -> source.trace().bytes()).sum())
            + ", "
            + Plain.count(
                sources.stream().mapToLong(source -> source.trace().events()).sum(), "event"));
  }

  private void input(Source source) {
    Trace trace = source.trace();
    // What Plumb recorded itself was never a text of events.
    boolean read = trace.bytes() > 0 || trace.events() > 0;
    String facts =
        (read
                ? Plain.bytes(trace.bytes()) + ", " + Plain.count(trace.events(), "event") + ", "
                : "")
            + (read ? trace.format() : recording(trace))
            + (trace.rank() >= 0 ? ", rank " + trace.rank() : "")
            + (trace.worldSize() > 1 ? " of " + trace.worldSize() : "");
    String name = Plain.name(trace.name(), Math.max(20, width - facts.length() - 2));
    out.println(style.bold(name) + "  " + facts);
    Join join = source.join();
    if (join != null) {
      String how =
          "  joined by "
              + join.by()
              + (join.total() > 1
                  ? ": " + Plain.count(join.matched()) + " of " + Plain.count(join.total())
                  : "")
              + (join.quality() == LinkQuality.EXACT ? "" : ", inferred")
              + (join.offsetNs() != 0 ? ", clock moved by " + Plain.time(join.offsetNs()) : "");
      out.println(style.dim(how));
    }
  }

  private static String recording(Trace trace) {
    String wallNs = trace.metadata().getOrDefault("plumb.wall_ns", "");
    // Of a damaged file it may be anything.
    return wallNs.matches("[0-9]{1,18}")
        ? "recording of " + Plain.time(Long.parseLong(wallNs))
        : "recording";
  }

  private void clocks() {
    if (run.clocks().stream().noneMatch(RankClock::known)) {
      return;
    }
    heading("Clocks of the ranks", "against " + run.label(0) + ", by the ends of collectives");
    for (RankClock clock : run.clocks()) {
      out.println(
          "  "
              + Plain.left(Plain.name(run.label(clock.input()), 30), 30)
              + (clock.known()
                  ? (clock.offsetNs() < 0 ? "-" : "+")
                      + Plain.time(Math.abs(clock.offsetNs()))
                      + ", 95 % of "
                      + Plain.count(clock.collectives(), "end")
                      + " within "
                      + Plain.time(clock.residualNs())
                  : "unknown: " + Plain.count(clock.collectives(), "collective") + " in common"));
    }
  }

  private void problems() {
    List<Integer> owners = new ArrayList<>();
    List<Trace> traces = new ArrayList<>();
    for (int i = 0; i < run.inputs().size(); i++) {
      for (Source source : run.sources(i)) {
        owners.add(i);
        traces.add(source.trace());
      }
    }
    Map<ProblemCode, List<Problem>> byCode = new EnumMap<>(ProblemCode.class);
    Map<ProblemCode, Integer> firstOwner = new EnumMap<>(ProblemCode.class);
    for (int at = 0; at < traces.size(); at++) {
      for (Problem problem : traces.get(at).problems()) {
        byCode.computeIfAbsent(problem.code(), code -> new ArrayList<>()).add(problem);
        firstOwner.putIfAbsent(problem.code(), owners.get(at));
      }
    }
    if (!byCode.isEmpty()) {
      heading("Problems in the input", "");
    }
    byCode.entrySet().stream()
        .sorted(Comparator.comparing(e -> e.getKey().severity(), Comparator.reverseOrder()))
        .forEach(e -> problem(e.getValue(), run.label(firstOwner.getOrDefault(e.getKey(), 0))));
  }

  /** A problem of one input, or the same one of several, first of all of {@code owner}. */
  private void problem(List<Problem> same, String owner) {
    Problem problem = same.getFirst();
    boolean bad = problem.severity().compareTo(Severity.DATA_LOSS) >= 0;
    String where =
        (same.size() > 1 ? "in " + same.size() + " inputs, first in " : "")
            + (run.inputs().size() > 1 ? Plain.name(owner, 40) + " " : "")
            + (problem.firstOffset() == Problems.NO_OFFSET
                ? ""
                : "from byte " + Plain.count(problem.firstOffset()) + " ");
    String line =
        Plain.left(problem.severity().id(), 10)
            + problem.code().id()
            + " ×"
            + Plain.count(same.stream().mapToLong(Problem::count).sum())
            + "  "
            + where;
    out.println("  " + (bad ? style.warn(line.strip()) : line.strip()));
    String detail = problem.detail();
    if (detail != null) {
      out.println("            " + Plain.name(detail, width - 14));
    }
    for (String part : wrap(problem.code().advice(), width - 14)) {
      out.println("            " + style.dim(part));
    }
  }

  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
