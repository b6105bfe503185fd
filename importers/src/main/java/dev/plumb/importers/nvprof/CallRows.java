package dev.plumb.importers.nvprof;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import java.util.Map;

/** Calls of CUDA's runtime and driver, and what the profiler cost. */
final class CallRows {
  private static final Map<Long, String> OVERHEAD =
      Map.of(
          1L,
          "driver compiler",
          1L << 16,
          "buffer flush",
          2L << 16,
          "instrumentation",
          3L << 16,
          "resource");

  private final Database database;
  private final ArgsText args = new ArgsText();

  CallRows(Database database) {
    this.database = database;
  }

  void read() {
    calls("CUPTI_ACTIVITY_KIND_RUNTIME", new CallNames(CallNames.RUNTIME, "runtime call "));
    calls("CUPTI_ACTIVITY_KIND_DRIVER", new CallNames(CallNames.DRIVER, "driver call "));
    overhead();
  }

  private void calls(String table, CallNames names) {
    Rows rows =
        database.file.rows(
            table, "start", "end", "cbid", "processId", "threadId", "correlationId", "returnValue");
    int category = database.strings.intern(table);
    long count = 0;
    while (rows.next()) {
      count++;
      long start = rows.integer(0, Ids.ABSENT);
      long end = rows.integer(1, Ids.ABSENT);
      if (!database.timeline.usable(start, end, rows.offset())) {
        continue;
      }
      long returned = rows.integer(6, 0);
      args.clear().number("return value", returned == 0 ? Ids.ABSENT : returned);
      long call = rows.integer(5, 0);
      int detail = database.out.launches().add(call == 0 ? Ids.ABSENT : call, Ids.ABSENT);
      database.timeline.slice(
          start,
          end,
          SliceKind.RUNTIME,
          names.id(rows.integer(2, 0), database.strings),
          category,
          database.thread(rows.integer(3, Ids.ABSENT), rows.integer(4, Ids.ABSENT)),
          args.intern(database.out),
          detail,
          rows.offset());
    }
    database.counts.add(table, count);
  }

  private void overhead() {
    String table = "CUPTI_ACTIVITY_KIND_OVERHEAD";
    Rows rows = database.file.rows(table, "start", "end", "overheadKind", "objectKind", "objectId");
    int category = database.strings.intern(table);
    long count = 0;
    while (rows.next()) {
      count++;
      long start = rows.integer(0, Ids.ABSENT);
      long end = rows.integer(1, Ids.ABSENT);
      if (database.timeline.usable(start, end, rows.offset())) {
        database.timeline.slice(
            start,
            end,
            SliceKind.OVERHEAD,
            database.strings.intern(OVERHEAD.getOrDefault(rows.integer(2, 0), "overhead")),
            category,
            database.thread(rows.integer(3, 0), rows.blob(4)),
            Ids.NONE,
            Ids.NONE,
            rows.offset());
      }
    }
    database.counts.add(table, count);
  }
}
