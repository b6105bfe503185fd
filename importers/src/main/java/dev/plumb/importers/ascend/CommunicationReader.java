package dev.plumb.importers.ascend;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.SliceKind;

/**
 * {@code COMMUNICATION_OP}: collectives as a whole, which are kernels as NCCL's are; the copies and
 * waits that they are made of are tasks, and no work beside it.
 */
final class CommunicationReader {
  private static final String TABLE = "COMMUNICATION_OP";

  private final Context context;
  private final TaskReader tasks;

  CommunicationReader(Context context, TaskReader tasks) {
    this.context = context;
    this.tasks = tasks;
  }

  /** The operators that {@link #read} makes slices of. */
  static LongMap ids(SqliteFile file) {
    LongMap ids = new LongMap();
    Rows rows = file.rows(TABLE, "opId", "startNs", "endNs");
    while (rows.next()) {
      long id = rows.integer(0, Ids.ABSENT);
      boolean timed =
          rows.integer(1, Ids.ABSENT) != Ids.ABSENT && rows.integer(2, Ids.ABSENT) != Ids.ABSENT;
      if (id != Ids.ABSENT && timed) {
        ids.put(id, 0);
      }
    }
    return ids;
  }

  void read() {
    int category = context.strings.intern(TABLE);
    Rows rows =
        context.file.rows(
            TABLE,
            "startNs",
            "endNs",
            "opName",
            "connectionId",
            "groupName",
            "opId",
            "dataType",
            "algType",
            "count",
            "opType",
            "deviceId");
    while (rows.next()) {
      context.out.countEvent(category);
      if (context.timeline.usable(
          rows.integer(0, Ids.ABSENT), rows.integer(1, Ids.ABSENT), rows.offset())) {
        collective(rows, category);
      }
    }
  }

  private void collective(Rows rows, int category) {
    long own = rows.integer(10, Ids.ABSENT);
    long device = own == Ids.ABSENT ? tasks.deviceOf(rows.integer(5, Ids.ABSENT)) : own;
    int name = context.texts.idOrNumber(rows.integer(2, Ids.ABSENT));
    String group = context.text(rows.integer(4, Ids.ABSENT));
    context
        .args
        .clear()
        .text("type", context.text(rows.integer(9, Ids.ABSENT)))
        .text("group", group)
        .text("algorithm", context.text(rows.integer(7, Ids.ABSENT)))
        .number("data type", rows.integer(6, Ids.ABSENT))
        .number("count", rows.integer(8, Ids.ABSENT));
    int detail = tasks.detail(rows.integer(3, Ids.ABSENT), device, Ids.ABSENT, Ids.ABSENT);
    int track = context.line(device, "communication " + group);
    tasks.arrow(rows.integer(3, Ids.ABSENT), rows.integer(0, 0), track);
    context.timeline.slice(
        rows.integer(0, 0),
        rows.integer(1, 0),
        SliceKind.KERNEL,
        name,
        category,
        track,
        context.args.intern(context.out),
        detail,
        rows.offset());
  }
}
