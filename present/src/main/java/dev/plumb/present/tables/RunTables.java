package dev.plumb.present.tables;

import static dev.plumb.present.tables.Column.integer;
import static dev.plumb.present.tables.Column.text;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.Metric;
import dev.plumb.profile.StepStats;
import dev.plumb.trace.Problem;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The tables about a run as a whole: what it read, its tree, devices, steps and problems. */
final class RunTables {
  private RunTables() {}

  static Table inputs() {
    return Table.of(
        "inputs",
        "The files that were read.",
        run -> List.of(run),
        run -> run.inputs().size(),
        List.of(
            integer("input", "", "Id of the input.", run -> at -> at),
            text(
                "file",
                "Name as given, with the member for archives.",
                run -> at -> trace(run, at).name()),
            text(
                "format",
                "Id of the format (plumb formats).",
                run -> at -> trace(run, at).format()),
            text(
                "label",
                "What reports call it: rank 3, or the file's name.",
                run -> at -> run.run().label(at)),
            integer(
                "rank",
                "",
                "Rank that the file names; NULL if it does not, or if another file named it before.",
                run -> at -> InputData.orNull(run.run().rank(at))),
            integer(
                "world_size",
                "",
                "Number of ranks that the file names; NULL if it does not.",
                run -> at -> InputData.orNull(trace(run, at).worldSize())),
            integer(
                "bytes",
                "bytes",
                "Size as it lies on disk, compressed or not; NULL if unknown.",
                run -> at -> InputData.orNull(trace(run, at).fileBytes())),
            integer(
                "uncompressed_bytes",
                "bytes",
                "Size, uncompressed.",
                run -> at -> trace(run, at).bytes()),
            integer("events", "", "Events of any type.", run -> at -> trace(run, at).events()),
            integer(
                "base_time_ns",
                "ns",
                "What to add to times to get Unix time; 0 if unknown.",
                run -> at -> trace(run, at).baseTimeNs())));
  }

  private static Trace trace(RunData run, int input) {
    return run.inputs().get(input).trace;
  }

  private record Category(int input, @Nullable String name, long events) {}

  static Table categories() {
    return Table.of(
        "categories",
        "Events by category, metadata events and those that no table holds included.",
        run -> List.of(categories(run)),
        List::size,
        List.of(
            integer("input", "", "Row of inputs.", list -> at -> list.get(at).input),
            text(
                "category",
                "Category; NULL for events without one.",
                list -> at -> list.get(at).name),
            integer("events", "", "Number of events.", list -> at -> list.get(at).events)));
  }

  private static List<Category> categories(RunData run) {
    List<Category> list = new ArrayList<>();
    for (InputData in : run.inputs()) {
      for (int id = -1; id < in.strings().size(); id++) {
        if (in.trace.events(id) > 0) {
          list.add(new Category(in.index, in.text(id), in.trace.events(id)));
        }
      }
    }
    return list;
  }

  private record Metadata(int input, String key, String json) {}

  static Table metadata() {
    return Table.of(
        "metadata",
        "Top-level values of the files, as they were written.",
        run -> List.of(metadata(run)),
        List::size,
        List.of(
            integer("input", "", "Row of inputs.", list -> at -> list.get(at).input),
            text("key", "Name of the value.", list -> at -> list.get(at).key),
            text("json", "JSON text, not checked.", list -> at -> list.get(at).json)));
  }

  private static List<Metadata> metadata(RunData run) {
    List<Metadata> list = new ArrayList<>();
    for (InputData in : run.inputs()) {
      for (Map.Entry<String, String> entry : in.trace.metadata().entrySet()) {
        list.add(new Metadata(in.index, entry.getKey(), entry.getValue()));
      }
    }
    return list;
  }

  private record Found(int input, Problem problem) {}

  static Table problems() {
    return Table.of(
        "problems",
        "What was skipped, repaired or not understood, by kind.",
        run -> List.of(problems(run)),
        List::size,
        List.of(
            integer("input", "", "Row of inputs.", list -> at -> list.get(at).input),
            text("code", "Name of the problem.", list -> at -> list.get(at).problem.code().id()),
            text(
                "severity",
                "info, notice, data-loss or error.",
                list -> at -> list.get(at).problem.severity().id()),
            integer("occurrences", "", "How often.", list -> at -> list.get(at).problem.count()),
            integer(
                "byte_offset",
                "bytes",
                "Where it occurred first; NULL if it has no place.",
                list ->
                    at -> {
                      long offset = list.get(at).problem.firstOffset();
                      return offset == Problems.NO_OFFSET ? Cells.NULL : offset;
                    }),
            text(
                "detail",
                "What the first one said about itself, or NULL.",
                list -> at -> list.get(at).problem.detail()),
            text(
                "advice",
                "What to do about it.",
                list -> at -> list.get(at).problem.code().advice())));
  }

  private static List<Found> problems(RunData run) {
    List<Found> list = new ArrayList<>();
    for (InputData in : run.inputs()) {
      for (Problem problem : in.trace.problems()) {
        list.add(new Found(in.index, problem));
      }
    }
    return list;
  }

  static Table devices() {
    return Table.of(
        "devices",
        "Devices that did work, one row for each rank. compute + exposed_comm + exposed_memcpy + idle"
            + " = total, exactly.",
        run -> List.of(run.summary().devices()),
        List::size,
        List.of(
            text("label", "Rank, or the file's name.", list -> at -> list.get(at).label()),
            text("device", "Device as the trace names it.", list -> at -> list.get(at).id()),
            text(
                "name",
                "Marketing name; NULL if the trace does not say.",
                list -> at -> list.get(at).name()),
            stat("kernels", "", "Kernels.", DeviceStats::kernels),
            stat(
                "kernel_ns",
                "ns",
                "Their durations summed, overlaps counted twice.",
                DeviceStats::kernelNs),
            stat(
                "collective_kernels",
                "",
                "Kernels that are collectives.",
                DeviceStats::commKernels),
            stat("collective_ns", "ns", "Their durations summed.", DeviceStats::commNs),
            stat("busy_ns", "ns", "Union of kernels, copies and fills.", DeviceStats::busyNs),
            stat("streams", "", "Streams that did work.", DeviceStats::streams),
            stat(
                "overlapping",
                "",
                "Work that starts before the previous one of its stream ends.",
                DeviceStats::overlaps),
            stat(
                "compute_ns",
                "ns",
                "Covered by kernels (other than collectives) and fills.",
                DeviceStats::computeNs),
            stat(
                "exposed_comm_ns",
                "ns",
                "Covered by collectives only.",
                DeviceStats::exposedCommNs),
            stat(
                "exposed_memcpy_ns", "ns", "Covered by copies only.", DeviceStats::exposedMemcpyNs),
            stat("idle_ns", "ns", "Covered by nothing.", DeviceStats::idleNs),
            stat("total_ns", "ns", "From the first start to the last end.", DeviceStats::totalNs)));
  }

  private static Column<List<DeviceStats>> stat(
      String name, String unit, String doc, ToLongFunction<DeviceStats> get) {
    return integer(name, unit, doc, list -> at -> get.applyAsLong(list.get(at)));
  }

  static Table steps() {
    return Table.of(
        "steps",
        "Steps that the program marked (ProfilerStep#7).",
        run -> List.of(run.run().steps()),
        List::size,
        List.of(
            text("label", "Rank, or the file's name.", list -> at -> list.get(at).label()),
            text("name", "Name of the step.", list -> at -> list.get(at).name()),
            step("start_ns", "ns", "Start on the host.", StepStats::startNs),
            step("dur_ns", "ns", "Duration on the host.", StepStats::durNs),
            step("kernels", "", "Kernels launched within the step.", StepStats::kernels),
            step("kernel_ns", "ns", "Their durations summed.", StepStats::kernelNs),
            step(
                "copy_ns", "ns", "Copies and fills launched within the step.", StepStats::copyNs)));
  }

  private static Column<List<StepStats>> step(
      String name, String unit, String doc, ToLongFunction<StepStats> get) {
    return integer(name, unit, doc, list -> at -> get.applyAsLong(list.get(at)));
  }

  static Table nodes() {
    List<Column<RunData>> columns = new ArrayList<>();
    columns.add(integer("node", "", "Id of the node; 0 is the root.", run -> at -> at));
    columns.add(
        integer(
            "parent",
            "",
            "The node above it, always of a smaller id; NULL for the root.",
            run -> at -> InputData.orNull(tree(run).parent(at))));
    columns.add(
        integer("depth", "", "Edges from the root.", run -> at -> tree(run).path(at).length));
    columns.add(
        text(
            "kind",
            "Layer: run, rank, thread, step, annotation, scope, python, java, module, operator, slice,"
                + " native, runtime, system, overhead, unattributed, stream, kernel, source line,"
                + " instruction, memcpy, memset, device, other.",
            run -> at -> tree(run).kind(at).label()));
    columns.add(text("name", "Name of the frame.", run -> at -> tree(run).name(at)));
    columns.add(
        text(
            "path",
            "The frames below the root, outermost first, joined by ; (in names it is a comma).",
            run -> at -> run.paths().of(at)));
    for (Metric metric : Metric.values()) {
      columns.add(
          integer(
              metric.label(),
              metric.unit(),
              describe(metric) + ", of the node and all below it.",
              run -> at -> tree(run).inclusive(at, metric)));
    }
    for (Metric metric : Metric.values()) {
      columns.add(
          integer(
              "self_" + metric.label(),
              metric.unit(),
              describe(metric) + ", of the node alone.",
              run -> at -> tree(run).exclusive(at, metric)));
    }
    return Table.of(
        "nodes",
        "The calling-context tree: slices of equal context in one row. The value of a node is its own"
            + " (self_…) plus that of its children, exactly.",
        run -> List.of(run),
        run -> tree(run).size(),
        columns);
  }

  private static CallingContextTree tree(RunData run) {
    return run.run().tree();
  }

  private static String describe(Metric metric) {
    return switch (metric) {
      case COUNT -> "Slices";
      case CPU_NS -> "Host time as the innermost slice";
      case KERNEL_NS -> "Kernel durations";
      case COPY_NS -> "Durations of copies and fills";
      case DEVICE_OTHER_NS -> "Durations of other device work";
      case KERNELS -> "Kernels";
      case COPY_BYTES -> "Bytes copied or set";
      case ALLOC_BYTES -> "Bytes allocated";
      case SAMPLES -> "Samples taken";
      case WALL_NS -> "Host time, running or waiting";
      case WAIT_NS -> "Host time not on a CPU";
      case PC_SAMPLES -> "Samples of the program counters of devices";
      case LIVE_BYTES -> "Bytes held when a memory snapshot was taken";
    };
  }
}
