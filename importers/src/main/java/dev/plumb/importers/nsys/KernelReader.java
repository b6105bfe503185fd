package dev.plumb.importers.nsys;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import java.util.Arrays;

/** {@code CUPTI_ACTIVITY_KIND_KERNEL}: executions of kernels and how they were launched. */
final class KernelReader {
  static final String TABLE = "CUPTI_ACTIVITY_KIND_KERNEL";

  private static final byte[] GRID = Args.name("grid");
  private static final byte[] BLOCK = Args.name("block");
  private static final byte[] CLUSTER = Args.name("cluster");
  private static final byte[] REGISTERS = Args.name("registers per thread");
  private static final byte[] SHARED = Args.name("shared memory");
  private static final byte[] LOCAL = Args.name("local memory per thread");
  private static final byte[] FULL_NAME = Args.name("demangled name");
  private static final byte[] CONTEXT = Args.name("context");
  private static final byte[] GRAPH = Args.name("graph id");
  private static final byte[] NODE = Args.name("graph node id");

  /** Columns 8 and on are arguments. */
  private static final String[] COLUMNS = {
    "start",
    "end",
    "deviceId",
    "streamId",
    "correlationId",
    "globalPid",
    "shortName",
    "mangledName",
    "demangledName",
    "contextId",
    "gridX",
    "gridY",
    "gridZ",
    "blockX",
    "blockY",
    "blockZ",
    "registersPerThread",
    "staticSharedMemory",
    "dynamicSharedMemory",
    "localMemoryPerThread",
    "clusterX",
    "clusterY",
    "clusterZ",
    "graphId",
    "graphNodeId",
  };

  private static final int FIRST_ARG = 8;
  private static final int ARGS = COLUMNS.length - FIRST_ARG;

  /** Launches of the same kernel mostly have the same arguments: their text is made once. */
  private static final int CACHE = 1 << 13;

  private final Export export;
  private final Args args = new Args();
  private final long[] values = new long[ARGS];
  private final long[] known = new long[CACHE * ARGS];
  private final int[] knownId = new int[CACHE];

  KernelReader(Export export) {
    this.export = export;
    Arrays.fill(knownId, Ids.NONE);
  }

  void read() {
    Rows rows = export.file.rows(TABLE, COLUMNS);
    int category = export.strings.intern(TABLE);
    long count = 0;
    while (rows.next()) {
      count++;
      long start = rows.integer(0, Ids.ABSENT);
      long duration = export.duration(start, rows.integer(1, Ids.ABSENT), rows);
      if (duration < 0) {
        continue;
      }
      for (int i = 0; i < ARGS; i++) {
        values[i] = rows.integer(FIRST_ARG + i, Ids.ABSENT);
      }
      long process = rows.integer(5, Ids.ABSENT);
      export.devices.find(
          process, rows.integer(2, Ids.ABSENT), values[1], rows.integer(3, Ids.ABSENT));
      int detail =
          export
              .out
              .deviceWork()
              .add(
                  export.correlation(rows.integer(4, 0), process),
                  Ids.ABSENT,
                  export.devices.deviceRow(),
                  export.devices.streamId(),
                  Ids.ABSENT);
      int track = export.devices.trackRow();
      int name = name(rows);
      export
          .out
          .slices()
          .add(start, duration, SliceKind.KERNEL, name, category, track, args(name), detail);
    }
    export.counted(TABLE, count);
  }

  private int name(Rows rows) {
    for (int column = 6; column <= FIRST_ARG; column += 2) { // short, then demangled
      if (!rows.isNull(column)) {
        return rows.isText(column)
            ? rows.text(column, export.strings)
            : export.texts.idOrNumber(rows.integer(column, 0));
      }
    }
    long mangled = rows.integer(7, Ids.ABSENT);
    return mangled == Ids.ABSENT ? export.strings.intern("") : export.texts.idOrNumber(mangled);
  }

  private int args(int name) {
    long hash = name;
    for (long value : values) {
      hash = (hash ^ value) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    int slot = (int) (hash >>> 40) & CACHE - 1;
    int at = slot * ARGS;
    if (knownId[slot] >= 0 && Arrays.equals(known, at, at + ARGS, values, 0, ARGS)) {
      return knownId[slot];
    }
    int id = make(name);
    System.arraycopy(values, 0, known, at, ARGS);
    knownId[slot] = id;
    return id;
  }

  private int make(int name) {
    args.clear();
    args.sizes(GRID, values[2], values[3], values[4]);
    args.sizes(BLOCK, values[5], values[6], values[7]);
    args.number(REGISTERS, values[8]);
    if (values[9] != Ids.ABSENT || values[10] != Ids.ABSENT) {
      args.number(SHARED, orZero(values[9]) + orZero(values[10]));
    }
    if (values[11] > 0) {
      args.number(LOCAL, values[11]);
    }
    if (values[12] > 0 && (values[12] > 1 || values[13] > 1 || values[14] > 1)) {
      args.sizes(CLUSTER, values[12], values[13], values[14]);
    }
    args.number(CONTEXT, values[1]);
    args.number(GRAPH, values[15] > 0 ? values[15] : Ids.ABSENT);
    args.number(NODE, values[16]);
    int full = values[0] == Ids.ABSENT ? Ids.NONE : export.texts.id(values[0]);
    args.text(FULL_NAME, export.strings, full == name ? Ids.NONE : full);
    return args.intern(export.out.args());
  }

  private static long orZero(long value) {
    return value == Ids.ABSENT ? 0 : value;
  }
}
