package dev.plumb.cli.golden;

import static dev.plumb.cli.golden.Columns.quoted;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Links;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.profile.StepStats;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problem;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that is known about a run, as text: one file for each stage that made it. */
final class RunText {
  private final Run run;

  private RunText(Run run) {
    this.run = run;
  }

  /** Text by file name. */
  static Map<String, String> of(Run run) {
    RunText text = new RunText(run);
    StringBuilder tables = new StringBuilder();
    StringBuilder problems = new StringBuilder();
    StringBuilder links = new StringBuilder();
    for (int input = 0; input < run.inputs().size(); input++) {
      String head = run.inputs().size() == 1 ? "" : "== input " + input + "\n\n";
      tables.append(head).append(text.tables(run.inputs().get(input).trace()));
      problems.append(head).append(text.problems(run.inputs().get(input).trace()));
      links.append(head).append(text.links(run.inputs().get(input)));
    }
    Map<String, String> files = new LinkedHashMap<>();
    files.put("tables.txt", tables.toString());
    files.put("problems.txt", problems.toString());
    files.put("links.txt", links.toString());
    files.put("tree.txt", text.tree());
    files.put("summary.txt", text.summary());
    return files;
  }

  private String tables(Trace trace) {
    StringBuilder text = new StringBuilder();
    text.append("events ").append(trace.events());
    text.append("  bytes ").append(trace.bytes());
    text.append("  rank ").append(or(trace.rank()));
    text.append("  world size ").append(or(trace.worldSize()));
    text.append("  base ").append(trace.baseTimeNs()).append("\n\n");
    Columns metadata = new Columns().row("key", "json");
    trace.metadata().forEach((key, json) -> metadata.row(quoted(key), quoted(json)));
    text.append(metadata.under("metadata"));
    Columns devices = new Columns().row("row", "id", "name");
    for (int row = 0; row < trace.devices().size(); row++) {
      String name = trace.devices().name(row);
      devices.row(row, quoted(trace.devices().id(row)), name == null ? "-" : quoted(name));
    }
    text.append(devices.under("devices"));
    text.append(tracks(trace)).append(slices(trace)).append(flows(trace));
    text.append(instants(trace)).append(counters(trace));
    return text.append(ProfileText.of(trace)).toString();
  }

  private static String tracks(Trace trace) {
    Columns columns = new Columns().row("row", "pid", "tid", "rank", "process", "thread");
    for (int row = 0; row < trace.tracks().size(); row++) {
      columns.row(
          row,
          text(trace, trace.tracks().pidId(row)),
          text(trace, trace.tracks().tidId(row)),
          or(trace.tracks().rank(row)),
          text(trace, trace.tracks().processNameId(row)),
          text(trace, trace.tracks().threadNameId(row)));
    }
    return columns.under("tracks");
  }

  private static String slices(Trace trace) {
    SliceTable slices = trace.slices();
    Columns columns =
        new Columns().row("row", "track", "start", "dur", "kind", "cat", "name", "detail", "args");
    for (int row = 0; row < slices.size(); row++) {
      int args = slices.argsId(row);
      columns.row(
          row,
          slices.trackRow(row),
          slices.startNs(row),
          slices.durNs(row),
          slices.kind(row),
          text(trace, slices.categoryId(row)),
          text(trace, slices.nameId(row)),
          detail(trace, slices.kind(row), slices.detail(row)),
          args < 0 ? "-" : quoted(trace.args().get(args)));
    }
    return columns.under("slices");
  }

  /** What the kind's own table holds, without what is absent. */
  private static String detail(Trace trace, SliceKind kind, int row) {
    List<String> parts = new ArrayList<>();
    switch (kind) {
      case PYTHON, MODULE -> {
        part(parts, "id", trace.python().pythonId(row));
        part(parts, "parent", trace.python().parentId(row));
        part(parts, "module", none(trace.python().moduleId(row)));
      }
      case OPERATOR, ANNOTATION, STEP -> {
        part(parts, "ext", trace.operators().externalId(row));
        part(parts, "rf", trace.operators().recordFunctionId(row));
        part(parts, "seq", trace.operators().sequenceNumber(row));
        part(parts, "fwd", trace.operators().forwardThread(row));
        if (trace.operators().callStackId(row) >= 0) {
          parts.add("stack=" + text(trace, trace.operators().callStackId(row)));
        }
      }
      case RUNTIME -> {
        part(parts, "corr", trace.launches().correlation(row));
        part(parts, "ext", trace.launches().externalId(row));
      }
      case KERNEL, MEMCPY, MEMSET, DEVICE_OTHER, GPU_ANNOTATION, SYNC -> {
        part(parts, "corr", trace.deviceWork().correlation(row));
        part(parts, "ext", trace.deviceWork().externalId(row));
        parts.add("dev=" + trace.devices().id(trace.deviceWork().deviceRow(row)));
        parts.add("stream=" + trace.strings().get(trace.deviceWork().streamId(row)));
        part(parts, "bytes", trace.deviceWork().bytes(row));
      }
      case CPU, OVERHEAD, ASYNC -> {}
    }
    return parts.isEmpty() ? "-" : String.join(" ", parts);
  }

  private static void part(List<String> parts, String name, long value) {
    if (value != Ids.ABSENT) {
      parts.add(name + "=" + value);
    }
  }

  private static long none(int id) {
    return id == Ids.NONE ? Ids.ABSENT : id;
  }

  private static String flows(Trace trace) {
    Columns columns = new Columns().row("row", "track", "time", "phase", "id", "cat");
    for (int row = 0; row < trace.flows().size(); row++) {
      columns.row(
          row,
          trace.flows().trackRow(row),
          trace.flows().timeNs(row),
          trace.flows().phase(row),
          trace.flows().flowId(row) == Ids.ABSENT ? "-" : trace.flows().flowId(row),
          text(trace, trace.flows().categoryId(row)));
    }
    return columns.under("flows");
  }

  private static String instants(Trace trace) {
    Columns columns = new Columns().row("row", "track", "time", "cat", "name", "memory", "args");
    for (int row = 0; row < trace.instants().size(); row++) {
      int args = trace.instants().argsId(row);
      columns.row(
          row,
          trace.instants().trackRow(row),
          trace.instants().timeNs(row),
          text(trace, trace.instants().categoryId(row)),
          text(trace, trace.instants().nameId(row)),
          memory(trace, trace.instants().memoryRow(row)),
          args < 0 ? "-" : quoted(trace.args().get(args)));
    }
    return columns.under("instants");
  }

  private static String memory(Trace trace, int row) {
    if (row < 0) {
      return "-";
    }
    List<String> parts = new ArrayList<>();
    part(parts, "bytes", trace.memory().bytes(row));
    part(parts, "addr", trace.memory().address(row));
    part(parts, "allocated", trace.memory().totalAllocated(row));
    part(parts, "reserved", trace.memory().totalReserved(row));
    part(parts, "type", none(trace.memory().deviceType(row)));
    part(parts, "device", none(trace.memory().deviceId(row)));
    return String.join(" ", parts);
  }

  private static String counters(Trace trace) {
    Columns columns = new Columns().row("row", "track", "time", "name", "series", "value");
    for (int row = 0; row < trace.counters().size(); row++) {
      columns.row(
          row,
          trace.counters().trackRow(row),
          trace.counters().timeNs(row),
          text(trace, trace.counters().nameId(row)),
          text(trace, trace.counters().seriesId(row)),
          trace.counters().value(row));
    }
    return columns.under("counters");
  }

  private String problems(Trace trace) {
    StringBuilder text = new StringBuilder();
    for (Problem problem : trace.problems()) {
      text.append(problem.code().id()).append(' ').append(problem.count());
      if (problem.firstOffset() >= 0) {
        text.append(" at ").append(problem.firstOffset());
      }
      if (problem.detail() != null) {
        text.append(" (").append(problem.detail()).append(')');
      }
      text.append('\n');
    }
    return text.isEmpty() ? "none\n" : text.toString();
  }

  private String links(Links links) {
    Trace trace = links.trace();
    SliceTable slices = trace.slices();
    Columns host = new Columns().row("row", "name", "self", "caller");
    Columns device = new Columns().row("row", "name", "launch", "quality", "around launch");
    for (int row = 0; row < slices.size(); row++) {
      String name = text(trace, slices.nameId(row));
      if (slices.kind(row).isHost()) {
        host.row(row, name, links.selfNs(row), slice(trace, links.caller(row)));
      } else if (slices.kind(row).isDeviceWork() || slices.kind(row) == SliceKind.SYNC) {
        device.row(
            row, name, slice(trace, links.launch(row)), links.quality(row), around(links, row));
      }
    }
    Columns memory = new Columns().row("instant", "owner");
    for (int row = 0; row < trace.instants().size(); row++) {
      if (trace.instants().memoryRow(row) >= 0) {
        memory.row(row, slice(trace, links.memoryOwner(trace.instants().memoryRow(row))));
      }
    }
    String text = host.under("host") + device.under("device") + memory.under("memory");
    return text
        + "backward links "
        + links.backwardLinks()
        + "  steps "
        + links.stepCount()
        + "  tolerance "
        + links.toleranceNs()
        + "\n";
  }

  private static String around(Links links, int row) {
    if (!links.quality(row).isLaunch()) {
      return "-";
    }
    int launch = links.trace().slices().detail(links.launch(row));
    String in = (links.inOperator(launch) ? "op " : "") + (links.inPython(launch) ? "python" : "");
    return in.isEmpty() ? "nothing" : in.strip();
  }

  private static String slice(Trace trace, int row) {
    return row < 0 ? "-" : row + " " + text(trace, trace.slices().nameId(row));
  }

  /** Indented; a node's own values, and in brackets with all below it where that is more. */
  private String tree() {
    CallingContextTree tree = run.tree();
    List<List<Integer>> children = new ArrayList<>();
    for (int node = 0; node < tree.size(); node++) {
      children.add(new ArrayList<>());
      if (node > 0) {
        children.get(tree.parent(node)).add(node);
      }
    }
    StringBuilder text = new StringBuilder();
    // Not recursive: a golden case may be deep.
    List<int[]> pending = new ArrayList<>(List.of(new int[] {0, 0}));
    while (!pending.isEmpty()) {
      int[] next = pending.removeLast();
      node(text, next[0], next[1]);
      List<Integer> below = children.get(next[0]);
      for (int i = below.size() - 1; i >= 0; i--) {
        pending.add(new int[] {below.get(i), next[1] + 1});
      }
    }
    return text.toString();
  }

  private void node(StringBuilder text, int node, int depth) {
    CallingContextTree tree = run.tree();
    text.append("  ".repeat(depth)).append(tree.kind(node).label()).append(' ');
    text.append(
        quoted(tree.kind(node) == FrameKind.RANK ? input(tree.name(node)) : tree.name(node)));
    for (Metric metric : Metric.values()) {
      long exclusive = tree.exclusive(node, metric);
      long inclusive = tree.inclusive(node, metric);
      if (exclusive != 0 || inclusive != 0 && depth > 0 && metric != Metric.COUNT) {
        text.append(' ').append(metric.label()).append('=').append(exclusive);
        if (inclusive != exclusive && metric != Metric.COUNT) {
          text.append('[').append(inclusive).append(']');
        }
      }
    }
    text.append('\n');
  }

  /** An input's file name must not matter, so it is not shown. */
  private String input(String label) {
    for (int i = 0; i < run.inputs().size(); i++) {
      if (run.label(i).equals(label) && !label.startsWith("rank ")) {
        return "<input " + i + ">";
      }
    }
    return label;
  }

  private String summary() {
    RunSummary summary = RunSummary.of(run);
    StringBuilder text = new StringBuilder();
    text.append("events ").append(summary.events()).append('\n');
    summary
        .categories()
        .forEach((name, count) -> text.append("  ").append(quoted(name) + " " + count + "\n"));
    text.append("span ").append(summary.spanNs()).append('\n');
    for (SliceKind kind : SliceKind.values()) {
      if (kind.isDeviceWork() && summary.work(kind).count() > 0) {
        text.append(kind).append(' ').append(summary.work(kind).count());
        text.append(" sum ").append(summary.work(kind).sumNs()).append('\n');
      }
    }
    text.append("linked to launch ").append(summary.linkedToLaunch());
    text.append("  op ").append(summary.linkedToOperator());
    text.append("  python ").append(summary.linkedToPython());
    text.append("  by external id ").append(summary.linkedByExternalId());
    text.append("  unattributed ").append(summary.unattributed());
    text.append(" (").append(summary.unattributedNs()).append(" ns)\n");
    text.append("cpu ops ").append(summary.cpuOperators());
    text.append("  python frames ").append(summary.pythonFrames());
    text.append("  steps ").append(summary.steps());
    text.append("  backward links ").append(summary.backwardLinks()).append('\n');
    for (DeviceStats device : summary.devices()) {
      text.append("device ").append(quoted(device.id()));
      text.append(" of ").append(quoted(input(device.label())));
      text.append(" kernels ").append(device.kernels()).append(" sum ").append(device.kernelNs());
      text.append(" busy ").append(device.busyNs()).append(" streams ").append(device.streams());
      text.append(" overlaps ").append(device.overlaps());
      text.append(" compute ").append(device.computeNs());
      text.append(" comm ").append(device.exposedCommNs());
      text.append(" copy ").append(device.exposedMemcpyNs());
      text.append(" idle ").append(device.idleNs());
      text.append(" total ").append(device.totalNs()).append('\n');
    }
    for (StepStats step : run.steps()) {
      text.append("step ").append(quoted(step.name())).append(" of ");
      text.append(quoted(input(step.label()))).append(" at ").append(step.startNs());
      text.append(" for ").append(step.durNs()).append(" kernels ").append(step.kernels());
      text.append(" sum ").append(step.kernelNs()).append(" copies ").append(step.copyNs());
      text.append('\n');
    }
    summary
        .topKernels(10)
        .forEach(kernel ->
            text.append("kernel ")
                .append(quoted(kernel.name()))
                .append(' ')
                .append(kernel.count())
                .append(" sum ")
                .append(kernel.sumNs())
                .append('\n'));
    return text.toString();
  }

  private static String text(Trace trace, int stringId) {
    return stringId == StringPool.NONE ? "-" : quoted(trace.strings().get(stringId));
  }

  private static String or(int value) {
    return value == Ids.NONE ? "-" : Integer.toString(value);
  }
}
