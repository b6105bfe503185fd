package dev.plumb.importers.nsys;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import java.util.HashMap;
import java.util.Map;

/** GPU metrics as counters, CUDA events as instants, and allocations of device memory. */
final class CounterReader {
  private static final byte[] KIND = Args.name("memory kind");
  private static final byte[] CONTEXT = Args.name("context");
  private static final byte[] NAME = Args.name("name");
  private static final byte[] EVENT = Args.name("event id");
  private static final int DEVICE_MEMORY = 2;

  private final Export export;
  private final Args args = new Args();

  CounterReader(Export export) {
    this.export = export;
  }

  void read() {
    metrics();
    memory();
    events();
  }

  /** The low byte of a type is the number of the GPU. */
  private void metrics() {
    String table = "GPU_METRICS";
    if (!export.file.has(table)) {
      return;
    }
    LongMap names = new LongMap();
    Rows info = export.file.rows("TARGET_INFO_GPU_METRICS", "typeId", "metricId", "metricName");
    while (info.next()) {
      int name = info.text(2, export.strings);
      if (name >= 0) {
        names.put(metricKey(info.integer(0, 0), info.integer(1, 0)), name);
      }
    }
    LongMap tracks = new LongMap();
    int series = export.strings.intern("value");
    int thread = export.strings.intern("GPU metrics");
    Rows rows = export.file.rows(table, "timestamp", "typeId", "metricId", "value");
    long count = 0;
    while (rows.next()) {
      count++;
      long time = rows.integer(0, Ids.ABSENT);
      double value = rows.real(3, Double.NaN);
      if (Double.isNaN(value)) {
        export.problems.add(ProblemCode.COUNTER_NOT_A_NUMBER, rows.offset());
      } else if (export.duration(time, time, rows) >= 0) {
        long type = rows.integer(1, 0);
        long metric = rows.integer(2, 0);
        int track = tracks.get(type);
        if (track < 0) {
          track = export.out.tracks().add(export.strings.intern("GPU " + (type & 0xFF)), thread);
          tracks.put(type, track);
        }
        int name = names.get(metricKey(type, metric));
        if (name < 0) {
          name = export.strings.intern("metric " + metric);
        }
        export.out.counters().add(time, track, name, series, value);
      }
    }
    export.counted(table, count);
  }

  private static long metricKey(long type, long metric) {
    return type * 0x9E3779B97F4A7C15L + metric;
  }

  private void memory() {
    String table = "CUDA_GPU_MEMORY_USAGE_EVENTS";
    Map<Long, Integer> kinds =
        export.file.has(table) ? export.labels("ENUM_CUDA_MEM_KIND") : Map.of();
    Rows rows =
        export.file.rows(
            table,
            "start",
            "globalPid",
            "deviceId",
            "contextId",
            "address",
            "bytes",
            "memKind",
            "memoryOperationType",
            "name");
    int category = export.strings.intern(table);
    int allocation = export.strings.intern("[memory]");
    long count = 0;
    while (rows.next()) {
      count++;
      long time = rows.integer(0, Ids.ABSENT);
      long bytes = rows.integer(5, Ids.ABSENT);
      if (export.duration(time, time, rows) < 0) {
        continue;
      }
      if (bytes == Ids.ABSENT) {
        export.problems.add(ProblemCode.ROW_UNUSABLE, rows.offset());
        continue;
      }
      long kind = rows.integer(6, DEVICE_MEMORY);
      boolean onDevice = kind >= DEVICE_MEMORY && kind <= 6;
      long device = rows.integer(2, -1);
      int memory =
          export
              .out
              .memory()
              .add(
                  rows.integer(7, 0) == 1 ? -bytes : bytes,
                  rows.integer(4, Ids.ABSENT),
                  Ids.ABSENT,
                  Ids.ABSENT,
                  onDevice ? 1 : 0,
                  onDevice && device >= 0 && device < 1 << 16 ? (int) device : -1);
      args.clear()
          .text(KIND, export.strings, kinds.getOrDefault(kind, Ids.NONE))
          .number(CONTEXT, rows.integer(3, Ids.ABSENT))
          .text(NAME, export.strings, export.texts.id(rows.integer(8, -1)));
      int argsId = args.intern(export.out.args());
      int track = export.threads.row(rows.integer(1, Ids.ABSENT));
      export.out.instants().add(time, allocation, category, track, argsId, memory);
    }
    export.counted(table, count);
  }

  /** Recorded events; only newer versions say when. */
  private void events() {
    String table = "CUPTI_ACTIVITY_KIND_CUDA_EVENT";
    Rows rows =
        export.file.rows(
            table, "timestamp", "deviceId", "contextId", "streamId", "globalPid", "eventId");
    int category = export.strings.intern(table);
    int name = export.strings.intern("CUDA event");
    Map<Long, Integer> texts = new HashMap<>();
    long count = 0;
    while (rows.next()) {
      count++;
      long time = rows.integer(0, Ids.ABSENT);
      if (rows.isNull(0) || export.duration(time, time, rows) < 0) {
        continue;
      }
      long event = rows.integer(5, Ids.ABSENT);
      int argsId =
          texts.size() < 100_000
              ? texts.computeIfAbsent(
                  event, id -> args.clear().number(EVENT, id).intern(export.out.args()))
              : Ids.NONE;
      export.devices.find(
          rows.integer(4, Ids.ABSENT),
          rows.integer(1, Ids.ABSENT),
          rows.integer(2, Ids.ABSENT),
          rows.integer(3, Ids.ABSENT));
      int track = export.devices.trackRow();
      export.out.instants().add(time, name, category, track, argsId, Ids.NONE);
    }
    export.counted(table, count);
  }
}
