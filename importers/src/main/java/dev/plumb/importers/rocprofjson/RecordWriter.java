package dev.plumb.importers.rocprofjson;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.rocm.Domain;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
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
  private final RecordFields record;
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
      RecordFields record,
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
    if (!timeline.usable(record.get(RecordFields.START), record.get(RecordFields.END), offset())) {
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
    long time = record.get(RecordFields.TIME);
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
    int kernel = tables.kernel(record.get(RecordFields.KERNEL));
    args.clear()
        .number("dispatch", record.get(RecordFields.DISPATCH))
        .number("queue", record.get(RecordFields.QUEUE))
        .number("thread", record.get(RecordFields.THREAD))
        .sizes(
            "workgroup",
            size(RecordFields.WORKGROUP, 0),
            size(RecordFields.WORKGROUP, 1),
            size(RecordFields.WORKGROUP, 2))
        .sizes(
            "grid work-items",
            size(RecordFields.GRID, 0),
            size(RecordFields.GRID, 1),
            size(RecordFields.GRID, 2))
        .number("LDS bytes", record.get(RecordFields.LDS_BYTES))
        .number("scratch bytes", record.get(RecordFields.SCRATCH_BYTES))
        .number("VGPRs", tables.vgprs(kernel))
        .number("accum VGPRs", tables.accumVgprs(kernel))
        .number("SGPRs", tables.sgprs(kernel));
    int name = tables.kernelName(record.get(RecordFields.KERNEL));
    int row =
        deviceSlice(
            SliceKind.KERNEL, name, categoryId, record.get(RecordFields.AGENT), args.intern(out));
    if (record.get(RecordFields.DISPATCH) != Ids.ABSENT) {
      dispatches.put(record.get(RecordFields.DISPATCH), row);
    }
    return row;
  }

  private long size(int field, int axis) {
    return record.get(field + axis);
  }

  private void copy(int categoryId) {
    long source = record.get(RecordFields.SOURCE);
    long destination = record.get(RecordFields.DESTINATION);
    args.clear();
    if (source != Ids.ABSENT) {
      args.text("from", agents.id(source));
    }
    if (destination != Ids.ABSENT) {
      args.text("to", agents.id(destination));
    }
    args.number("thread", record.get(RecordFields.THREAD));
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
                record.get(RecordFields.BYTES));
    int track = timeline.deviceTrack(pidId, strings.intern(device), trackId());
    return slice(kind, name, categoryId, track, argsId, detail);
  }

  /** String id of HIP's stream; of the queue where there is none. */
  private int queue() {
    long stream = record.get(RecordFields.STREAM);
    if (stream != Ids.ABSENT) {
      return named(streams, "", stream);
    }
    long queue = record.get(RecordFields.QUEUE);
    return queue != Ids.ABSENT ? named(queues, "queue ", queue) : strings.intern("copies" + suffix);
  }

  /** The track's name says what its number is. */
  private int trackId() {
    long stream = record.get(RecordFields.STREAM);
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
    int message = tables.mark(record.get(RecordFields.CORRELATION));
    int operation = operation(categoryId);
    String call = strings.get(operation);
    int name = message >= 0 ? message : operation;
    if (call.startsWith("roctxMark")) {
      out.instants()
          .add(record.get(RecordFields.START), name, categoryId, thread(), Ids.NONE, Ids.NONE);
    } else if (call.startsWith("roctxProcessRange") || call.startsWith("roctxRangeStart")) {
      hostSlice(SliceKind.ASYNC, name, categoryId, Ids.NONE, Ids.NONE);
    } else {
      int detail = out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
      hostSlice(SliceKind.ANNOTATION, name, categoryId, Ids.NONE, detail);
    }
  }

  private void allocation(int categoryId) {
    int name = operation(categoryId);
    long address = record.get(RecordFields.ADDRESS);
    long bytes = Math.max(0, record.get(RecordFields.BYTES)); // ABSENT is below 0
    boolean free = strings.get(name).contains("FREE");
    if (free) {
      int known = address == Ids.ABSENT ? Ids.NONE : allocations.get(address);
      bytes = bytes == 0 && known >= 0 ? -out.memory().bytes(known) : -bytes;
    }
    long agent = record.get(RecordFields.AGENT);
    int type = agents.isGpu(agent) ? 1 : 0;
    int memory =
        out.memory().add(bytes, address, Ids.ABSENT, Ids.ABSENT, type, agents.gpuIndex(agent));
    if (!free && address != Ids.ABSENT) {
      allocations.put(address, memory);
    }
    long start = record.get(RecordFields.START);
    args.clear()
        .number("dur ns", record.get(RecordFields.END) - start)
        .number("correlation", correlation());
    out.instants().add(start, name, categoryId, thread(), args.intern(out), memory);
  }

  private void scratch(int categoryId) {
    long agent = record.get(RecordFields.AGENT);
    args.clear()
        .text("agent", agent == Ids.ABSENT ? "" : agents.id(agent))
        .number("queue", record.get(RecordFields.QUEUE))
        .number("flags", record.get(RecordFields.FLAGS))
        .number("bytes", record.get(RecordFields.BYTES));
    hostSlice(SliceKind.ASYNC, operation(categoryId), categoryId, args.intern(out), Ids.NONE);
  }

  private void hostSlice(SliceKind kind, int name, int categoryId, int argsId, int detail) {
    slice(kind, name, categoryId, thread(), argsId, detail);
  }

  private int slice(SliceKind kind, int name, int categoryId, int track, int argsId, int detail) {
    long start = record.get(RecordFields.START);
    long end = record.get(RecordFields.END);
    return timeline.slice(start, end, kind, name, categoryId, track, argsId, detail, offset());
  }

  private int thread() {
    return timeline.track(pidId, timeline.id(record.get(RecordFields.THREAD)));
  }

  /** Name of the operation; of the list and its number if the file does not name it. */
  private int operation(int categoryId) {
    int name = tables.operation(record.get(RecordFields.KIND), record.get(RecordFields.OPERATION));
    if (name >= 0) {
      return name;
    }
    long number = record.get(RecordFields.OPERATION);
    return number == Ids.ABSENT
        ? categoryId
        : strings.intern(strings.get(categoryId) + " " + number);
  }

  private int argsId() {
    long id = record.get(RecordFields.ARGS);
    return id == Ids.ABSENT ? Ids.NONE : (int) id;
  }

  /** Zero means that the record has none. */
  private long correlation() {
    long id = record.get(RecordFields.CORRELATION);
    return id == 0 ? Ids.ABSENT : id;
  }

  private long offset() {
    return record.get(RecordFields.OFFSET);
  }
}
