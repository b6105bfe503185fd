package dev.plumb.importers.ascend;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;

/** {@code TASK}: what streams of an NPU did. The type of a task is its category. */
final class TaskReader {
  private final Context context;
  private final StringPool strings;
  private final Details compute;
  private final Details communication;
  private final Details copies;
  private final Details connections;

  /** Slices by global task id. */
  private final LongMap slices = new LongMap();

  /** Devices of communication operators by their ids. */
  private final LongMap devicesOfOps = new LongMap();

  /** Communication operators that stand in the file as a whole, by their ids. */
  private final LongMap collectives;

  /** Kinds by type (string id) of what is described in no other table; and of communication. */
  private final LongMap kinds = new LongMap();

  private final LongMap lines = new LongMap();

  TaskReader(Context context) {
    this.context = context;
    this.strings = context.strings;
    this.compute =
        Details.read(
            context.out,
            context.file,
            "COMPUTE_TASK_INFO",
            "globalTaskId",
            "name",
            "opType",
            "taskType",
            "blockDim",
            "mixBlockDim",
            "inputShapes",
            "inputDataTypes",
            "inputFormats",
            "outputShapes",
            "outputDataTypes",
            "outputFormats",
            "waitNs");
    this.communication =
        Details.read(
            context.out,
            context.file,
            "COMMUNICATION_TASK_INFO",
            "globalTaskId",
            "name",
            "taskType",
            "planeId",
            "srcRank",
            "dstRank",
            "size",
            "opId");
    this.collectives = CommunicationReader.ids(context.file);
    this.copies =
        Details.read(
            context.out, context.file, "MEMCPY_INFO", "globalTaskId", "size", "memcpyOperation");
    this.connections =
        Details.read(context.out, context.file, "CONNECTION_IDS", "connectionId", "id");
  }

  void read() {
    Rows rows =
        context.file.rows(
            "TASK",
            "startNs",
            "endNs",
            "deviceId",
            "connectionId",
            "globalTaskId",
            "globalPid",
            "taskType",
            "streamId",
            "taskId");
    while (rows.next()) {
      int type = context.texts.idOrNumber(rows.integer(6, Ids.ABSENT));
      context.out.countEvent(type);
      if (context.timeline.usable(
          rows.integer(0, Ids.ABSENT), rows.integer(1, Ids.ABSENT), rows.offset())) {
        task(rows, type);
      }
    }
  }

  private void task(Rows rows, int type) {
    long id = rows.integer(4, Ids.ABSENT);
    int computing = id == Ids.ABSENT ? Ids.NONE : compute.row(id);
    int communicating = id == Ids.ABSENT ? Ids.NONE : communication.row(id);
    int copying = id == Ids.ABSENT ? Ids.NONE : copies.row(id);
    long device = rows.integer(2, Ids.ABSENT);
    context.pid = context.pid == Ids.ABSENT ? rows.integer(5, Ids.ABSENT) : context.pid;
    if (communicating >= 0 && device >= 0 && device <= Integer.MAX_VALUE) {
      devicesOfOps.put(communication.get(communicating, 6), (int) device);
    }
    SliceKind kind = kind(type, computing >= 0, communicating >= 0);
    if (kind == SliceKind.DEVICE_OTHER
        && communicating >= 0
        && collectives.get(communication.get(communicating, 6)) >= 0) {
      kind = SliceKind.GPU_ANNOTATION; // the collective is the work, and its parts run side by side
    }
    int name = type;
    if (computing >= 0) {
      name = nameOr(compute.get(computing, 0), type);
    } else if (communicating >= 0) {
      name = nameOr(communication.get(communicating, 1), type);
    }
    long stream = rows.integer(7, Ids.ABSENT);
    int detail = detail(rows.integer(3, Ids.ABSENT), device, stream, bytes(communicating, copying));
    int track = track(device, stream);
    arrow(rows.integer(3, Ids.ABSENT), rows.integer(0, 0), track);
    int slice =
        context.timeline.slice(
            rows.integer(0, 0),
            rows.integer(1, 0),
            kind,
            name,
            type,
            track,
            args(computing, communicating, copying),
            detail,
            rows.offset());
    if (id != Ids.ABSENT) {
      slices.put(id, slice);
    }
  }

  private SliceKind kind(int type, boolean computes, boolean communicates) {
    long key = (long) type << 2 | (computes ? 1 : 0) | (communicates ? 2 : 0);
    int known = kinds.get(key);
    if (known < 0) {
      boolean described = context.file.has("COMPUTE_TASK_INFO");
      known = TaskType.kind(strings.get(type), computes, communicates, described).ordinal();
      kinds.put(key, known);
    }
    return SliceKind.of(known);
  }

  private int nameOr(long text, int other) {
    int name = context.texts.id(text);
    return name < 0 ? other : name;
  }

  private long bytes(int communicating, int copying) {
    long bytes = copying >= 0 ? copies.get(copying, 0) : communication.get(communicating, 5);
    return bytes < 0 ? Ids.ABSENT : bytes;
  }

  /**
   * Appends the detail of device work. Its connection names the call and the operator, which need
   * not be on one thread: an arrow says which operator it is, as in the profiler's JSON.
   */
  int detail(long connection, long device, long stream, long bytes) {
    long operator = connection == Ids.ABSENT ? Ids.ABSENT : operator(connection);
    return context
        .out
        .deviceWork()
        .add(connection, operator, context.deviceRow(device), context.timeline.id(stream), bytes);
  }

  /** Ends the arrow from an operator, which {@link OperatorReader} starts. */
  void arrow(long connection, long startNs, int track) {
    long operator = connection == Ids.ABSENT ? Ids.ABSENT : operator(connection);
    if (operator != Ids.ABSENT) {
      context.out.flows().add(startNs, operator, track, context.arrows, 'f');
    }
  }

  /** The operator of a connection, as {@link OperatorReader} numbers them. */
  private long operator(long connection) {
    long list = connections.get(connections.row(connection), 0);
    return list < 0 || list == Long.MAX_VALUE ? Ids.ABSENT : list + 1;
  }

  private int track(long device, long stream) {
    boolean usual = device >= 0 && device < 1 << 20 && stream >= 0 && stream < 1L << 32;
    long key = device << 32 | stream;
    int known = usual ? lines.get(key) : Ids.NONE;
    if (known < 0) {
      known = context.line(device, stream == Ids.ABSENT ? "stream" : "stream " + stream);
      if (usual) {
        lines.put(key, known);
      }
    }
    return known;
  }

  private int args(int computing, int communicating, int copying) {
    context.args.clear();
    if (computing >= 0) {
      computeArgs(computing);
    }
    if (communicating >= 0) {
      context
          .args
          .text("collective", context.text(communication.get(communicating, 0)))
          .number("plane", communication.get(communicating, 2))
          .number("from rank", communication.get(communicating, 3))
          .number("to rank", communication.get(communicating, 4));
    }
    if (copying >= 0) {
      context.args.number("operation", copies.get(copying, 1));
    }
    return context.args.intern(context.out);
  }

  private void computeArgs(int row) {
    context
        .args
        .text("type", context.text(compute.get(row, 1)))
        .text("core", context.text(compute.get(row, 2)))
        .number("block dim", compute.get(row, 3))
        .number("mix block dim", compute.get(row, 4))
        .text("Input Dims", context.text(compute.get(row, 5)))
        .text("Input type", context.text(compute.get(row, 6)))
        .text("input formats", context.text(compute.get(row, 7)))
        .text("Output Dims", context.text(compute.get(row, 8)))
        .text("Output type", context.text(compute.get(row, 9)))
        .text("output formats", context.text(compute.get(row, 10)))
        .number("wait ns", compute.get(row, 11));
  }

  /** The slice of a task; {@link Ids#NONE} if there is none. */
  int slice(long globalTaskId) {
    return slices.get(globalTaskId);
  }

  /** The device that ran a communication operator, else that of the file. */
  long deviceOf(long communicationOp) {
    int device = devicesOfOps.get(communicationOp);
    return device < 0 ? context.device : device;
  }
}
