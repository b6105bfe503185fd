package dev.plumb.importers.nsys;

import dev.plumb.importers.cuda.DeviceWorkNames;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import java.util.HashMap;
import java.util.Map;

/** Copies, fills, synchronisation and whole graphs on devices. */
final class DeviceReader {
  private static final byte[] CONTEXT = Args.name("context");
  private static final byte[] NODE = Args.name("graph node id");
  private static final byte[] COPIES = Args.name("copy count");
  private static final byte[] FROM = Args.name("from device");
  private static final byte[] TO = Args.name("to device");
  private static final byte[] VALUE = Args.name("value");
  private static final byte[] EVENT = Args.name("event id");
  private static final byte[] EXEC = Args.name("graph exec id");

  private final Export export;
  private final Args args = new Args();
  private final DeviceWorkNames names;

  DeviceReader(Export export) {
    this.export = export;
    this.names = new DeviceWorkNames(export.strings);
  }

  void read() {
    copies();
    fills();
    syncs();
    graphs();
  }

  /** What all activities begin with. */
  private Rows rows(String table, String... more) {
    String[] columns = new String[6 + more.length];
    System.arraycopy(
        new String[] {"start", "end", "deviceId", "contextId", "streamId", "correlationId"},
        0,
        columns,
        0,
        6);
    System.arraycopy(more, 0, columns, 6, more.length);
    return export.file.rows(table, columns);
  }

  private void add(Rows rows, SliceKind kind, int name, int category, long process, long bytes) {
    long start = rows.integer(0, Ids.ABSENT);
    long duration = export.duration(start, rows.integer(1, Ids.ABSENT), rows);
    if (duration < 0) {
      return;
    }
    export.devices.find(
        process,
        rows.integer(2, Ids.ABSENT),
        rows.integer(3, Ids.ABSENT),
        rows.integer(4, Ids.ABSENT));
    int detail =
        export
            .out
            .deviceWork()
            .add(
                export.correlation(rows.integer(5, 0), process),
                Ids.ABSENT,
                export.devices.deviceRow(),
                export.devices.streamId(),
                bytes);
    int argsId = args.intern(export.out.args());
    int track = export.devices.trackRow();
    export.out.slices().add(start, duration, kind, name, category, track, argsId, detail);
  }

  private void copies() {
    String table = "CUPTI_ACTIVITY_KIND_MEMCPY";
    int category = export.strings.intern(table);
    Rows rows =
        rows(
            table,
            "globalPid",
            "bytes",
            "copyKind",
            "srcKind",
            "dstKind",
            "srcDeviceId",
            "dstDeviceId",
            "graphNodeId",
            "copyCount");
    long count = 0;
    while (rows.next()) {
      count++;
      args.clear()
          .number(CONTEXT, rows.integer(3, Ids.ABSENT))
          .number(FROM, rows.integer(11, Ids.ABSENT))
          .number(TO, rows.integer(12, Ids.ABSENT))
          .number(NODE, rows.integer(13, Ids.ABSENT));
      long copies = rows.integer(14, 1);
      args.number(COPIES, copies == 1 ? Ids.ABSENT : copies);
      int name = names.copy(rows.integer(8, 0), rows.integer(9, -1), rows.integer(10, -1));
      long process = rows.integer(6, Ids.ABSENT);
      add(rows, SliceKind.MEMCPY, name, category, process, rows.integer(7, Ids.ABSENT));
    }
    export.counted(table, count);
  }

  private void fills() {
    String table = "CUPTI_ACTIVITY_KIND_MEMSET";
    int category = export.strings.intern(table);
    Rows rows = rows(table, "globalPid", "bytes", "memKind", "value", "graphNodeId");
    long count = 0;
    while (rows.next()) {
      count++;
      args.clear()
          .number(CONTEXT, rows.integer(3, Ids.ABSENT))
          .number(VALUE, rows.integer(9, Ids.ABSENT))
          .number(NODE, rows.integer(10, Ids.ABSENT));
      long kind = rows.integer(8, -1);
      int name = names.fill(kind);
      long process = rows.integer(6, Ids.ABSENT);
      add(rows, SliceKind.MEMSET, name, category, process, rows.integer(7, Ids.ABSENT));
    }
    export.counted(table, count);
  }

  private void syncs() {
    String table = "CUPTI_ACTIVITY_KIND_SYNCHRONIZATION";
    int category = export.strings.intern(table);
    Rows rows = rows(table, "globalPid", "syncType", "eventId", "deprecatedSyncType");
    long count = 0;
    while (rows.next()) {
      count++;
      long event = rows.integer(8, Ids.ABSENT);
      args.clear()
          .number(CONTEXT, rows.integer(3, Ids.ABSENT))
          .number(EVENT, event == 0xFFFFFFFFL ? Ids.ABSENT : event);
      long kind = rows.integer(rows.isNull(7) ? 9 : 7, 0);
      int name = names.sync(kind);
      add(rows, SliceKind.SYNC, name, category, rows.integer(6, Ids.ABSENT), Ids.ABSENT);
    }
    export.counted(table, count);
  }

  /** Graphs that were traced as a whole: the kernels in them have no rows. */
  private void graphs() {
    String table = "CUPTI_ACTIVITY_KIND_GRAPH_TRACE";
    int category = export.strings.intern(table);
    Rows rows = rows(table, "globalPid", "graphId", "graphExecId");
    Map<Long, Integer> known = new HashMap<>();
    long count = 0;
    while (rows.next()) {
      count++;
      args.clear()
          .number(CONTEXT, rows.integer(3, Ids.ABSENT))
          .number(EXEC, rows.integer(8, Ids.ABSENT));
      long graph = rows.integer(7, -1);
      int name =
          known.computeIfAbsent(
              graph, id -> export.strings.intern(id < 0 ? "CUDA graph" : "CUDA graph " + id));
      add(rows, SliceKind.DEVICE_OTHER, name, category, rows.integer(6, Ids.ABSENT), Ids.ABSENT);
    }
    export.counted(table, count);
  }
}
