package dev.plumb.importers.nsys;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Calls on the threads of the host: CUDA's API, the OS runtime, the profiler, and all the others.
 */
final class HostReader {
  private static final byte[] RETURNED = Args.name("return value");

  /**
   * Event class of rows that a backtrace was taken for: the same calls again, around those of the
   * other classes.
   */
  private static final long BACKTRACE = 67;

  private final Export export;
  private final Args args = new Args();

  HostReader(Export export) {
    this.export = export;
  }

  void read() {
    if (export.file.has("CUPTI_ACTIVITY_KIND_RUNTIME")
        || export.file.has("CUPTI_ACTIVITY_KIND_DRIVER")) {
      CallChains chains = CallChains.read(export, "CUDA_CALLCHAINS");
      runtime("CUPTI_ACTIVITY_KIND_RUNTIME", chains);
      runtime("CUPTI_ACTIVITY_KIND_DRIVER", chains);
    }
    if (export.file.has("OSRT_API")) {
      calls("OSRT_API", CallChains.read(export, "OSRT_CALLCHAINS"));
    }
    overhead("CUPTI_ACTIVITY_KIND_OVERHEAD");
    overhead("PROFILER_OVERHEAD");
  }

  private void runtime(String table, CallChains chains) {
    Rows rows =
        export.file.rows(
            table,
            "start",
            "end",
            "nameId",
            "globalTid",
            "correlationId",
            "eventClass",
            "returnValue",
            "callchainId");
    int category = export.strings.intern(table);
    int shift = chains.highest() < 0 ? 0 : shift(table, chains);
    long count = 0;
    while (rows.next()) {
      count++;
      long start = rows.integer(0, Ids.ABSENT);
      long duration = export.duration(start, rows.integer(1, Ids.ABSENT), rows);
      if (duration < 0) {
        continue;
      }
      long thread = rows.integer(3, Ids.ABSENT);
      int name = export.texts.idOrNumber(rows.integer(2, -1));
      long correlation =
          rows.integer(5, 0) == BACKTRACE
              ? Ids.ABSENT
              : export.correlation(rows.integer(4, 0), thread);
      int detail = export.out.launches().add(correlation, Ids.ABSENT);
      long returned = rows.integer(6, 0);
      int argsId =
          returned == 0
              ? Ids.NONE
              : args.clear().number(RETURNED, returned).intern(export.out.args());
      int track = export.threads.row(thread);
      int slice =
          export
              .out
              .slices()
              .add(start, duration, SliceKind.RUNTIME, name, category, track, argsId, detail);
      callers(chains, rows.integer(7, Ids.ABSENT), shift, slice, name);
    }
    export.counted(table, count);
  }

  private void callers(CallChains chains, long id, int shift, int slice, int name) {
    int stack = id == Ids.ABSENT ? Ids.NONE : chains.stack(id + shift);
    int callers = stack < 0 ? Ids.NONE : chains.callers(stack, name);
    if (callers >= 0) {
      export.out.sliceStacks().add(slice, callers);
    }
  }

  /**
   * Nsight Systems of 2021 numbers the chains of CUDA calls from 0 in the calls and from 1 in the
   * chains. Elsewhere 0 stands for calls without a chain, of which there are many, and the greatest
   * numbers of both tables are equal.
   */
  private int shift(String table, CallChains chains) {
    Rows rows = export.file.rows(table, "callchainId");
    long zeros = 0;
    long highest = -1;
    while (rows.next()) {
      long id = rows.integer(0, -1);
      zeros += id == 0 ? 1 : 0;
      highest = Math.max(highest, id);
    }
    return chains.lowest() == 1 && zeros == 1 && highest == chains.highest() - 1 ? 1 : 0;
  }

  /** Calls that only have a name and perhaps a call chain. */
  private void calls(String table, CallChains chains) {
    Rows rows =
        export.file.rows(
            table, "start", "end", "nameId", "globalTid", "returnValue", "callchainId");
    int category = export.strings.intern(table);
    long count = 0;
    while (rows.next()) {
      count++;
      long start = rows.integer(0, Ids.ABSENT);
      long duration = export.duration(start, rows.integer(1, Ids.ABSENT), rows);
      if (duration < 0) {
        continue;
      }
      int name = export.texts.idOrNumber(rows.integer(2, -1));
      long returned = rows.integer(4, 0);
      int argsId =
          returned == 0
              ? Ids.NONE
              : args.clear().number(RETURNED, returned).intern(export.out.args());
      long thread = rows.integer(3, Ids.ABSENT);
      int slice = export.hostSlice(start, duration, SliceKind.CPU, name, category, thread, argsId);
      callers(chains, rows.integer(5, Ids.ABSENT), 0, slice, name);
    }
    export.counted(table, count);
  }

  private void overhead(String table) {
    Rows rows = export.file.rows(table, "start", "end", "nameId", "globalTid", "overheadType");
    int category = export.strings.intern(table);
    Map<Long, Integer> types =
        export.file.has(table) ? export.labels("ENUM_CUPTI_OVERHEAD_TYPE") : Map.of();
    int unnamed = export.strings.intern("overhead");
    long count = 0;
    while (rows.next()) {
      count++;
      long start = rows.integer(0, Ids.ABSENT);
      long duration = export.duration(start, rows.integer(1, Ids.ABSENT), rows);
      if (duration < 0) {
        continue;
      }
      int name = export.texts.id(rows.integer(2, -1));
      if (name < 0) {
        name = types.getOrDefault(rows.integer(4, -1), unnamed);
      }
      long thread = rows.integer(3, Ids.ABSENT);
      export.hostSlice(start, duration, SliceKind.OVERHEAD, name, category, thread, Ids.NONE);
    }
    export.counted(table, count);
  }

  /**
   * Whatever else has ranges of threads: MPI, cuDNN, cuBLAS, OpenACC, OpenMP, Vulkan, what the next
   * version brings.
   */
  void others(Set<String> handled) {
    for (String table : export.file.tables()) {
      List<String> columns = export.file.columns(table);
      if (!handled.contains(table) && columns.containsAll(List.of("start", "end", "globalTid"))) {
        ranges(table);
      }
    }
  }

  private void ranges(String table) {
    Rows rows =
        export.file.rows(table, "start", "end", "globalTid", "nameId", "textId", "text", "name");
    int category = export.strings.intern(table);
    long count = 0;
    while (rows.next()) {
      count++;
      long start = rows.integer(0, Ids.ABSENT);
      long duration = export.duration(start, rows.integer(1, Ids.ABSENT), rows);
      if (duration < 0) {
        continue;
      }
      int name = export.texts.id(rows.integer(rows.isNull(3) ? 4 : 3, -1));
      if (name < 0) {
        name = rows.text(rows.isNull(5) ? 6 : 5, export.strings);
      }
      long thread = rows.integer(2, Ids.ABSENT);
      export.hostSlice(
          start, duration, SliceKind.CPU, name < 0 ? category : name, category, thread, Ids.NONE);
    }
    export.counted(table, count);
  }
}
