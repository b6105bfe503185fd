package dev.plumb.importers.ascend;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;

/** {@code MSTX_EVENTS}: what the program marked. */
final class MarkReader {
  private static final String TABLE = "MSTX_EVENTS";

  private final Context context;

  MarkReader(Context context) {
    this.context = context;
  }

  void read() {
    int category = context.strings.intern(TABLE);
    Rows rows =
        context.file.rows(
            TABLE, "startNs", "endNs", "message", "globalTid", "endGlobalTid", "connectionId");
    while (rows.next()) {
      context.out.countEvent(category);
      long start = rows.integer(0, Ids.ABSENT);
      long end = rows.integer(1, start);
      if (context.timeline.usable(start, end, rows.offset())) {
        mark(rows, start, end, category);
      }
    }
  }

  private void mark(Rows rows, long start, long end, int category) {
    int name = context.texts.idOrNumber(rows.integer(2, Ids.ABSENT));
    long thread = rows.integer(3, Ids.ABSENT);
    int track = context.thread(thread);
    if (start == end) {
      context.out.instants().add(start, name, category, track, Ids.NONE, Ids.NONE);
      return;
    }
    boolean nested = rows.integer(4, thread) == thread;
    int detail =
        nested
            ? context.out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE)
            : Ids.NONE;
    SliceKind kind = nested ? SliceKind.ANNOTATION : SliceKind.ASYNC;
    context.timeline.slice(
        start, end, kind, name, category, track, Ids.NONE, detail, rows.offset());
  }
}
