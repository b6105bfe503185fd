package dev.plumb.importers.ascend;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;

/** {@code CANN_API}: calls of the runtime of NPUs; connections are their correlations. */
final class ApiReader {
  private static final String TABLE = "CANN_API";

  private final Context context;

  ApiReader(Context context) {
    this.context = context;
  }

  void read() {
    int category = context.strings.intern(TABLE);
    EnumNames types = EnumNames.read(context.file, "ENUM_API_TYPE");
    Rows rows =
        context.file.rows(TABLE, "startNs", "endNs", "type", "globalTid", "connectionId", "name");
    while (rows.next()) {
      context.out.countEvent(category);
      long start = rows.integer(0, Ids.ABSENT);
      long end = rows.integer(1, Ids.ABSENT);
      if (!context.timeline.usable(start, end, rows.offset())) {
        continue;
      }
      long connection = rows.integer(4, Ids.ABSENT);
      context.timeline.slice(
          start,
          end,
          SliceKind.RUNTIME,
          context.texts.idOrNumber(rows.integer(5, Ids.ABSENT)),
          category,
          context.thread(rows.integer(3, Ids.ABSENT)),
          context.args.clear().text("level", types.name(rows.integer(2, 0))).intern(context.out),
          context.out.launches().add(connection, Ids.ABSENT),
          rows.offset());
    }
  }
}
