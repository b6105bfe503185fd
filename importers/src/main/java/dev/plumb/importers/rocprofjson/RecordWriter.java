package dev.plumb.importers.rocprofjson;

import dev.plumb.importers.rocm.ArgsText;
import dev.plumb.importers.rocm.Domain;
import dev.plumb.importers.rocm.LongMap;
import dev.plumb.importers.rocm.Timeline;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;

/** Puts the records of one process into the tables, once all that they refer to is known. */
final class RecordWriter {
  private final TraceBuilder out;
  private final StringPool strings;
  private final Timeline timeline;
  private final Tables tables;
  private final Agents agents;
  private final Record record;
  private final ArgsText args = new ArgsText();

  /** Rows of dispatches by dispatch id. */
  private final LongMap dispatches = new LongMap();

  /** Rows of memory by address: a free names the address only. */
  private final LongMap allocations = new LongMap();

  /** String ids by number: of streams, of their tracks, of queues. */
  private final LongMap streams = new LongMap();

  private final LongMap tracks = new LongMap();
  private final LongMap queues = new LongMap();

  private final String suffix;
  private int pidId;

  /**
   * Prepares for the records of one process.
   *
   * @param process number of the process in the file, from 0; queues of later ones are told apart
   */
  RecordWriter(
      TraceBuilder out,
      Timeline timeline,
      Tables tables,
      Agents agents,
      Record record,
      int process) {
    this.out = out;
    this.strings = out.strings();
    this.timeline = timeline;
    this.tables = tables;
    this.agents = agents;
    this.record = record;
    this.suffix = process == 0 ? "" : " of process " + process;
    this.pidId = strings.intern("");
  }

  void setPid(long pid) {
    pidId = timeline.id(pid);
  }

  /** Writes the record at hand, of the list whose name is the category. */
  void write(Domain domain, int categoryId) {
    if (!timeline.usable(record.get(Record.START), record.get(Record.END), offset())) {
      return;
    }
    switch (domain) {
      case KERNEL -> dispatch(categoryId);
      case COPY -> copy(categoryId);
      case ALLOCATION -> allocation(categoryId);
      case MARKER -> marker(categoryId);
      case API -> {
        int launch = out.launches().add(correlation(), Ids.ABSENT);
        hostSlice(SliceKind.RUNTIME, operation(categoryId), categoryId, argsId(), launch);
      }
      case SCRATCH -> scratch(categoryId);
      case OTHER -> hostSlice(SliceKind.ASYNC, operation(categoryId), categoryId, Ids.NONE, -1);
    }
  }

  /** Writes the record at hand, which has a moment but no duration. */
  void instant(int categoryId) {
    long time = record.get(Record.TIME);
    if (timeline.usable(time, time, offset())) {
      out.instants().add(time, operation(categoryId), categoryId, thread(), Ids.NONE, Ids.NONE);
    }
  }

  /** Row of the slice of a dispatch; {@link Ids#NONE} if it was not recorded. */
  int dispatchRow(long dispatchId) {
    return dispatches.get(dispatchId);
  }

  /** Writes the dispatch of the record at hand and returns its row. */
  int dispatch(int categoryId) {
    int kernel = tables.kernel(record.get(Record.KERNEL));
    args.clear()
        .number("dispatch", record.get(Record.DISPATCH))
        .number("queue", record.get(Record.QUEUE))
        .number("thread", record.get(Record.THREAD))
        .sizes(
            "workgroup",
            size(Record.WORKGROUP, 0),
            size(Record.WORKGROUP, 1),
            size(Record.WORKGROUP, 2))
        .sizes("grid work-items", size(Record.GRID, 0), size(Record.GRID, 1), size(Record.GRID, 2))
        .number("LDS bytes", record.get(Record.LDS_BYTES))
        .number("scratch bytes", record.get(Record.SCRATCH_BYTES))
        .number("VGPRs", tables.vgprs(kernel))
        .number("accum VGPRs", tables.accumVgprs(kernel))
        .number("SGPRs", tables.sgprs(kernel));
    int name = tables.kernelName(record.get(Record.KERNEL));
    int row =
        deviceSlice(SliceKind.KERNEL, name, categoryId, record.get(Record.AGENT), args.intern(out));
    if (record.get(Record.DISPATCH) != Ids.ABSENT) {
      dispatches.put(record.get(Record.DISPATCH), row);
    }
    return row;
  }

  private long size(int field, int axis) {
    return record.get(field + axis);
  }

  private void copy(int categoryId) {
    long source = record.get(Record.SOURCE);
    long destination = record.get(Record.DESTINATION);
    args.clear();
    if (source != Ids.ABSENT) {
      args.text("from", agents.id(source));
    }
    if (destination != Ids.ABSENT) {
      args.text("to", agents.id(destination));
    }
    args.number("thread", record.get(Record.THREAD));
    // The GPU that the copy occupies; of two it is the one that receives.
    boolean fromGpu = !agents.isGpu(destination) && agents.isGpu(source);
    deviceSlice(
        SliceKind.MEMCPY,
        operation(categoryId),
        categoryId,
        fromGpu ? source : destination,
        args.intern(out));
  }

  private int deviceSlice(SliceKind kind, int name, int categoryId, long agent, int argsId) {
    String device = agent == Ids.ABSENT ? "" : agents.id(agent);
    int detail =
        out.deviceWork()
            .add(
                correlation(),
                Ids.ABSENT,
                out.devices().row(device),
                queue(),
                record.get(Record.BYTES));
    int track = timeline.deviceTrack(pidId, strings.intern(device), trackId());
    return slice(kind, name, categoryId, track, argsId, detail);
  }

  /** String id of HIP's stream; of the queue where there is none. */
  private int queue() {
    long stream = record.get(Record.STREAM);
    if (stream != Ids.ABSENT) {
      return named(streams, "", stream);
    }
    long queue = record.get(Record.QUEUE);
    return queue != Ids.ABSENT ? named(queues, "queue ", queue) : strings.intern("copies" + suffix);
  }

  /** The track's name says what its number is. */
  private int trackId() {
    long stream = record.get(Record.STREAM);
    return stream == Ids.ABSENT ? queue() : named(tracks, "stream ", stream);
  }

  private int named(LongMap names, String what, long number) {
    int known = names.get(number);
    if (known < 0) {
      known = strings.intern(what + number + suffix);
      names.put(number, known);
    }
    return known;
  }

  private void marker(int categoryId) {
    int message = tables.mark(record.get(Record.CORRELATION));
    int operation = operation(categoryId);
    String call = strings.get(operation);
    int name = message >= 0 ? message : operation;
    if (call.startsWith("roctxMark")) {
      out.instants().add(record.get(Record.START), name, categoryId, thread(), Ids.NONE, Ids.NONE);
    } else if (call.startsWith("roctxProcessRange") || call.startsWith("roctxRangeStart")) {
      hostSlice(SliceKind.ASYNC, name, categoryId, Ids.NONE, Ids.NONE);
    } else {
      int detail = out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
      hostSlice(SliceKind.ANNOTATION, name, categoryId, Ids.NONE, detail);
    }
  }

  private void allocation(int categoryId) {
    int name = operation(categoryId);
    long address = record.get(Record.ADDRESS);
    long bytes = Math.max(0, record.get(Record.BYTES)); // ABSENT is below 0
    boolean free = strings.get(name).contains("FREE");
    if (free) {
      int known = address == Ids.ABSENT ? Ids.NONE : allocations.get(address);
      bytes = bytes == 0 && known >= 0 ? -out.memory().bytes(known) : -bytes;
    }
    long agent = record.get(Record.AGENT);
    int type = agents.isGpu(agent) ? 1 : 0;
    int memory =
        out.memory().add(bytes, address, Ids.ABSENT, Ids.ABSENT, type, agents.gpuIndex(agent));
    if (!free && address != Ids.ABSENT) {
      allocations.put(address, memory);
    }
    long start = record.get(Record.START);
    args.clear()
        .number("dur ns", record.get(Record.END) - start)
        .number("correlation", correlation());
    out.instants().add(start, name, categoryId, thread(), args.intern(out), memory);
  }

  private void scratch(int categoryId) {
    long agent = record.get(Record.AGENT);
    args.clear()
        .text("agent", agent == Ids.ABSENT ? "" : agents.id(agent))
        .number("queue", record.get(Record.QUEUE))
        .number("flags", record.get(Record.FLAGS))
        .number("bytes", record.get(Record.BYTES));
    hostSlice(SliceKind.ASYNC, operation(categoryId), categoryId, args.intern(out), Ids.NONE);
  }

  private void hostSlice(SliceKind kind, int name, int categoryId, int argsId, int detail) {
    slice(kind, name, categoryId, thread(), argsId, detail);
  }

  private int slice(SliceKind kind, int name, int categoryId, int track, int argsId, int detail) {
    long start = record.get(Record.START);
    long end = record.get(Record.END);
    return timeline.slice(start, end, kind, name, categoryId, track, argsId, detail, offset());
  }

  private int thread() {
    return timeline.track(pidId, timeline.id(record.get(Record.THREAD)));
  }

  /** Name of the operation; of the list and its number if the file does not name it. */
  private int operation(int categoryId) {
    int name = tables.operation(record.get(Record.KIND), record.get(Record.OPERATION));
    if (name >= 0) {
      return name;
    }
    long number = record.get(Record.OPERATION);
    return number == Ids.ABSENT
        ? categoryId
        : strings.intern(strings.get(categoryId) + " " + number);
  }

  private int argsId() {
    long id = record.get(Record.ARGS);
    return id == Ids.ABSENT ? Ids.NONE : (int) id;
  }

  /** Zero means that the record has none. */
  private long correlation() {
    long id = record.get(Record.CORRELATION);
    return id == 0 ? Ids.ABSENT : id;
  }

  private long offset() {
    return record.get(Record.OFFSET);
  }
}
