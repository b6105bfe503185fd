package dev.plumb.present.tables;

import static dev.plumb.present.tables.Column.bool;
import static dev.plumb.present.tables.Column.integer;
import static dev.plumb.present.tables.Column.text;

import dev.plumb.profile.Collectives;
import dev.plumb.profile.SourceFrame;
import dev.plumb.trace.SliceKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The tables whose rows are slices: all of them, and those of each layer with its own columns. */
final class SliceTables {
  private SliceTables() {}

  private static List<Column<SliceRows>> identity() {
    return List.of(
        integer(
            "slice", "", "Id of the slice, unique in the run.", s -> at -> s.in.slice(s.row(at))),
        integer("input", "", "Row of inputs.", s -> at -> s.in.index),
        integer(
            "rank",
            "",
            "Rank that did it; NULL if the trace does not say.",
            s -> at -> s.in.rank(s.track(at))),
        text("name", "Name as the profiler wrote it.", s -> at -> s.name(s.row(at))),
        text(
            "category",
            "Category as the profiler wrote it; NULL if it wrote none.",
            s -> at -> s.in.text(s.slices.categoryId(s.row(at)))));
  }

  private static List<Column<SliceRows>> times() {
    return List.of(
        integer("start_ns", "ns", "Start.", s -> at -> s.slices.startNs(s.row(at))),
        integer("dur_ns", "ns", "Duration.", s -> at -> s.slices.durNs(s.row(at))),
        integer("end_ns", "ns", "End, exclusive.", s -> at -> s.slices.endNs(s.row(at))));
  }

  private static List<Column<SliceRows>> thread() {
    return List.of(
        integer("track", "", "Row of tracks.", s -> at -> s.in.track(s.track(at))),
        text("pid", "Process as the trace writes it.", s -> at -> s.in.pid(s.track(at))),
        text("tid", "Thread as the trace writes it.", s -> at -> s.in.tid(s.track(at))));
  }

  private static Column<SliceRows> kind() {
    return text(
        "kind",
        "What it is: step, annotation, python, module, operator, cpu, runtime, overhead, kernel,"
            + " memcpy, memset, device_other, gpu_annotation, sync, async.",
        s -> at -> SliceRows.label(s.kind(at)));
  }

  private static List<Column<SliceRows>> device() {
    return List.of(
        text("device", "Device as the trace names it; NULL for host slices.", s -> s::device),
        text("stream", "Stream or queue; NULL for host slices.", s -> s::stream),
        integer(
            "correlation",
            "",
            "Id that a launching call and its work share; NULL if not given.",
            s -> s::correlation),
        integer(
            "external_id",
            "",
            "Id by which calls and work name their operator; NULL if not given.",
            s -> s::externalId));
  }

  private static List<Column<SliceRows>> host() {
    return List.of(
        integer(
            "caller",
            "",
            "Slice that called it: the innermost around it, the Python frame that the profiler names,"
                + " or for backward work the forward operator; NULL at the top.",
            s -> at -> s.in.slice(s.in.links.caller(s.row(at)))),
        integer(
            "self_ns",
            "ns",
            "Time in which it was the innermost slice of its thread.",
            s -> at -> s.kind(at).isHost() ? s.in.links.selfNs(s.row(at)) : Cells.NULL));
  }

  private static List<Column<SliceRows>> launched() {
    return List.of(
        integer(
            "launch",
            "",
            "Slice of the call that launched it; NULL if that is not in the trace.",
            s -> at -> s.in.slice(s.launch(at))),
        text(
            "link",
            "How the launch was found: exact (by correlation), inferred (only the operator, by"
                + " external id), none; NULL for what is no device work.",
            s -> at -> s.isWork(at) ? s.link(at) : null));
  }

  private static Column<SliceRows> node() {
    return integer("node", "", "Row of nodes; NULL for what is not in the tree.", s -> s::node);
  }

  private static Column<SliceRows> args() {
    return text(
        "args",
        "Arguments that have no column, as a JSON object; arg(args, 'key') takes one out. NULL if"
            + " there are none.",
        s -> at -> s.in.args(s.slices.argsId(s.row(at))));
  }

  @SafeVarargs
  private static List<Column<SliceRows>> columns(List<Column<SliceRows>>... groups) {
    List<Column<SliceRows>> all = new ArrayList<>();
    for (List<Column<SliceRows>> group : groups) {
      all.addAll(group);
    }
    return List.copyOf(all);
  }

  static Table slices() {
    return Table.of(
        "slices",
        "Everything with a start and a duration, in the order of the files.",
        SliceRows.all(),
        SliceRows::count,
        columns(
            identity(),
            List.of(kind()),
            times(),
            thread(),
            device(),
            host(),
            launched(),
            List.of(stack(), node(), args())));
  }

  private static Column<SliceRows> stack() {
    return integer(
        "stack",
        "",
        "Row of stacks: callers that the profiler itself gives; NULL where it gives none.",
        s -> at -> s.in.stack(s.in.stacks().ofSlice(s.row(at))));
  }

  private static List<Column<SliceRows>> work() {
    return List.of(
        text("launch_name", "Name of the launching call.", s -> at -> s.name(s.launch(at))),
        integer(
            "delay_ns",
            "ns",
            "From the start of the launching call to the start of the work; negative where clocks"
                + " are not aligned.",
            s ->
                at -> {
                  int launch = s.launch(at);
                  return launch < 0
                      ? Cells.NULL
                      : s.slices.startNs(s.row(at)) - s.slices.startNs(launch);
                }),
        integer(
            "operator",
            "",
            "Slice of the innermost operator that launched it; NULL if there is none.",
            s -> at -> s.in.slice(s.operator(at))),
        text("operator_name", "Name of that operator.", s -> at -> s.name(s.operator(at))));
  }

  static Table kernels() {
    return Table.of(
        "kernels",
        "Kernels, with the call and the operator that launched them.",
        SliceRows.of(EnumSet.of(SliceKind.KERNEL)),
        SliceRows::count,
        columns(
            identity(),
            times(),
            device(),
            launched(),
            work(),
            List.of(
                bool(
                    "collective",
                    "Whether it moves data between devices (NCCL, RCCL, XLA's collectives), by name or category.",
                    s -> {
                      Collectives collectives = new Collectives(s.in.trace);
                      return at -> collectives.is(s.row(at)) ? 1 : 0;
                    }),
                node(),
                args())));
  }

  static Table copies() {
    return Table.of(
        "copies",
        "Copies and fills of device memory.",
        SliceRows.of(EnumSet.of(SliceKind.MEMCPY, SliceKind.MEMSET)),
        SliceRows::count,
        columns(
            identity(),
            List.of(kind()),
            times(),
            device(),
            List.of(
                integer(
                    "bytes",
                    "bytes",
                    "Bytes copied or set; NULL if not given.",
                    s -> at -> s.work().bytes(s.detail(at)))),
            launched(),
            work(),
            List.of(node(), args())));
  }

  static Table launches() {
    return Table.of(
        "launches",
        "Calls of the runtime or driver of devices, also those that launch nothing.",
        SliceRows.of(EnumSet.of(SliceKind.RUNTIME)),
        SliceRows::count,
        columns(
            identity(),
            times(),
            thread(),
            List.of(
                integer(
                    "correlation",
                    "",
                    "Id shared with the work that it launched; NULL if not given.",
                    s -> s::correlation),
                integer(
                    "external_id",
                    "",
                    "Id of the calling operator; NULL if not given.",
                    s -> s::externalId),
                bool(
                    "in_operator",
                    "Whether it starts inside an operator of its thread.",
                    s -> at -> s.in.links.inOperator(s.detail(at)) ? 1 : 0),
                bool(
                    "in_python",
                    "Whether it starts inside a Python frame of its thread.",
                    s -> at -> s.in.links.inPython(s.detail(at)) ? 1 : 0),
                text(
                    "operator_name",
                    "Name of the innermost operator around it; NULL if there is none.",
                    s -> at -> s.name(s.in.operatorOf(s.row(at))))),
            host(),
            List.of(node(), args())));
  }

  static Table operators() {
    Set<SliceKind> kinds = EnumSet.of(SliceKind.OPERATOR, SliceKind.ANNOTATION, SliceKind.STEP);
    return Table.of(
        "operators",
        "Framework operators, and the ranges and steps that the program marked (see kind).",
        SliceRows.of(kinds),
        SliceRows::count,
        columns(
            identity(),
            List.of(kind()),
            times(),
            thread(),
            List.of(
                integer(
                    "external_id",
                    "",
                    "Id by which calls and work name it; NULL if not given.",
                    s -> s::externalId),
                integer(
                    "record_function",
                    "",
                    "Id of the call in an execution trace; NULL if not given.",
                    s -> at -> s.operators().recordFunctionId(s.detail(at))),
                integer(
                    "sequence",
                    "",
                    "Autograd's number that forward and backward share; NULL if not given.",
                    s -> at -> s.operators().sequenceNumber(s.detail(at))),
                integer(
                    "forward_thread",
                    "",
                    "Autograd's number of the forward thread on backward operators, 0 on forward ones;"
                        + " NULL if not given.",
                    s -> at -> s.operators().forwardThread(s.detail(at))),
                text(
                    "call_stack",
                    "Python stack, innermost frame first, as PyTorch 1.8 to 1.11 wrote it; else NULL.",
                    s -> at -> s.in.text(s.operators().callStackId(s.detail(at))))),
            host(),
            List.of(node(), args())));
  }

  static Table python() {
    return Table.of(
        "python",
        "Python functions and calls of nn.Module (see kind).",
        SliceRows.of(EnumSet.of(SliceKind.PYTHON, SliceKind.MODULE)),
        SliceRows::count,
        columns(
            identity(),
            List.of(
                kind(),
                text(
                    "function",
                    "Function, without file and line.",
                    s -> at -> source(s, at).function()),
                text("file", "File; NULL for built-in functions.", s -> at -> source(s, at).file()),
                integer(
                    "line",
                    "",
                    "Line at which the function begins; NULL for built-in functions.",
                    s -> at -> source(s, at).file() == null ? Cells.NULL : source(s, at).line())),
            times(),
            thread(),
            List.of(
                integer(
                    "python_id",
                    "",
                    "The profiler's id of the frame; NULL if not given.",
                    s -> at -> s.python().pythonId(s.detail(at))),
                integer(
                    "python_parent",
                    "",
                    "python_id of the calling frame; NULL at the root or if not given.",
                    s -> at -> s.python().parentId(s.detail(at))),
                integer(
                    "module",
                    "",
                    "Number of the nn.Module instance; NULL if it is none.",
                    s -> at -> InputData.orNull(s.python().moduleId(s.detail(at))))),
            host(),
            List.of(node(), args())));
  }

  private static SourceFrame source(SliceRows s, int at) {
    return SourceFrame.of(String.valueOf(s.name(s.row(at))));
  }
}
