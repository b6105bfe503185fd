package dev.plumb.importers.nvprof;

import dev.plumb.importers.cuda.DeviceWorkNames;
import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;

/** Kernels, copies and fills. */
final class DeviceRows {
  private static final String PREFIX = "CUPTI_ACTIVITY_KIND_";

  /** A table has the kernels that ran one at a time, another those that ran together. */
  private static final String[] KERNELS = {"KERNEL", "CONCURRENT_KERNEL", "CDP_KERNEL"};

  private static final int FIRST = 6;

  private final Database database;
  private final TraceBuilder out;
  private final DeviceWorkNames names;
  private final ArgsText args = new ArgsText();

  DeviceRows(Database database) {
    this.database = database;
    this.out = database.out;
    this.names = new DeviceWorkNames(database.strings);
  }

  void read() {
    for (String table : KERNELS) {
      kernels(PREFIX + table);
    }
    copies(PREFIX + "MEMCPY");
    copies(PREFIX + "MEMCPY2");
    fills(PREFIX + "MEMSET");
    syncs(PREFIX + "SYNCHRONIZATION");
    Rows devices = database.file.rows(PREFIX + "DEVICE", "id", "name");
    while (devices.next()) {
      int name = database.texts.id(devices.integer(1, Ids.ABSENT));
      if (name >= 0) {
        String id = Long.toString(devices.integer(0, 0));
        out.devices().setName(out.devices().row(id), database.strings.get(name));
      }
    }
  }

  /** What all activities begin with. */
  private Rows rows(String table, String... more) {
    String[] columns = new String[FIRST + more.length];
    String[] all = {"start", "end", "deviceId", "contextId", "streamId", "correlationId"};
    System.arraycopy(all, 0, columns, 0, FIRST);
    System.arraycopy(more, 0, columns, FIRST, more.length);
    return database.file.rows(table, columns);
  }

  private void add(Rows rows, SliceKind kind, int name, int category, long call, long bytes) {
    long start = rows.integer(0, Ids.ABSENT);
    long end = rows.integer(1, Ids.ABSENT);
    if (!database.timeline.usable(start, end, rows.offset())) {
      return;
    }
    int gpu = database.timeline.id(rows.integer(2, Ids.ABSENT));
    int stream = database.timeline.id(rows.integer(4, Ids.ABSENT));
    String device = database.strings.get(gpu);
    int track =
        database.timeline.deviceTrack(
            database.strings.intern(""),
            database.strings.intern("GPU " + device),
            database.strings.intern("stream " + database.strings.get(stream)));
    int detail =
        out.deviceWork()
            .add(
                call == 0 ? Ids.ABSENT : call,
                Ids.ABSENT,
                out.devices().row(device),
                stream,
                bytes);
    int argsId = args.intern(out);
    database.timeline.slice(start, end, kind, name, category, track, argsId, detail, rows.offset());
  }

  private void kernels(String table) {
    Rows rows =
        rows(
            table,
            "name",
            "gridX",
            "gridY",
            "gridZ",
            "blockX",
            "blockY",
            "blockZ",
            "registersPerThread",
            "staticSharedMemory",
            "dynamicSharedMemory",
            "localMemoryPerThread");
    int category = database.strings.intern(table);
    long count = 0;
    while (rows.next()) {
      count++;
      args.clear()
          .sizes("grid", number(rows, 7), number(rows, 8), number(rows, 9))
          .sizes("block", number(rows, 10), number(rows, 11), number(rows, 12))
          .number("registers per thread", number(rows, 13));
      if (!rows.isNull(14) || !rows.isNull(15)) {
        args.number("shared memory", rows.integer(14, 0) + rows.integer(15, 0));
      }
      long local = rows.integer(16, 0);
      args.number("local memory per thread", local > 0 ? local : Ids.ABSENT)
          .number("context", number(rows, 3));
      int name = database.texts.idOrNumber(number(rows, 6));
      add(rows, SliceKind.KERNEL, name, category, rows.integer(5, 0), Ids.ABSENT);
    }
    database.counts.add(table, count);
  }

  private static long number(Rows rows, int column) {
    return rows.integer(column, Ids.ABSENT);
  }

  private void copies(String table) {
    Rows rows =
        rows(
            table,
            "copyKind",
            "srcKind",
            "dstKind",
            "bytes",
            "runtimeCorrelationId",
            "srcDeviceId",
            "dstDeviceId");
    int category = database.strings.intern(table);
    long count = 0;
    while (rows.next()) {
      count++;
      args.clear()
          .number("context", number(rows, 3))
          .number("from device", number(rows, 11))
          .number("to device", number(rows, 12));
      // Kinds of memory count from 1 here; 0 is unknown.
      long from = rows.integer(7, 0);
      long to = rows.integer(8, 0);
      int name =
          names.copy(
              rows.integer(6, 0), to == 0 ? -1 : from - 1 & 0xFF, from == 0 ? -1 : to - 1 & 0xFF);
      long runtime = rows.integer(10, 0);
      long call = runtime != 0 ? runtime : rows.integer(5, 0);
      add(rows, SliceKind.MEMCPY, name, category, call, number(rows, 9));
    }
    database.counts.add(table, count);
  }

  private void fills(String table) {
    Rows rows = rows(table, "bytes", "value", "memoryKind");
    int category = database.strings.intern(table);
    long count = 0;
    while (rows.next()) {
      count++;
      args.clear().number("context", number(rows, 3)).number("value", number(rows, 7));
      int name = names.fill(rows.integer(8, 0) - 1);
      add(rows, SliceKind.MEMSET, name, category, rows.integer(5, 0), number(rows, 6));
    }
    database.counts.add(table, count);
  }

  private void syncs(String table) {
    Rows rows = rows(table, "type");
    int category = database.strings.intern(table);
    long count = 0;
    while (rows.next()) {
      count++;
      args.clear().number("context", number(rows, 3));
      int name = names.sync(rows.integer(6, 0));
      add(rows, SliceKind.SYNC, name, category, rows.integer(5, 0), Ids.ABSENT);
    }
    database.counts.add(table, count);
  }
}
