package dev.plumb.importers.rpd;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.importers.sqlite.Texts;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;

/** {@code rocpd_api}: calls, and ranges that the program marked with roctx. */
final class ApiReader {
  private static final String MARKER = "UserMarker";

  private final TraceBuilder out;
  private final StringPool strings;
  private final SqliteFile file;
  private final Texts texts;
  private final Texts argTexts;
  private final Timeline timeline;
  private final Launches launches;
  private final ArgsText args = new ArgsText();
  private final int category;
  private final int markers;

  ApiReader(TraceBuilder out, SqliteFile file, Texts texts, Timeline timeline, Launches launches) {
    this.out = out;
    this.strings = out.strings();
    this.file = file;
    this.texts = texts;
    // Since schema 3 the texts of arguments and marks have a table of their own.
    this.argTexts =
        file.has("rocpd_ustring")
            ? Texts.read(file, "rocpd_ustring", "id", "string", strings)
            : texts;
    this.timeline = timeline;
    this.launches = launches;
    this.category = strings.intern("api");
    this.markers = strings.intern(MARKER);
  }

  void read() {
    Rows rows = file.rows("rocpd_api", "id", "pid", "tid", "start", "end", "apiName_id", "args_id");
    while (rows.next()) {
      int name = texts.idOrNumber(rows.integer(5, Ids.ABSENT));
      boolean marker = name == markers;
      launches.called(rows.integer(0, Ids.ABSENT), strings.get(name));
      out.countEvent(marker ? markers : category);
      long start = rows.integer(3, Ids.ABSENT);
      long end = rows.integer(4, Ids.ABSENT);
      if (!timeline.usable(start, end, rows.offset())) {
        continue;
      }
      int track = timeline.thread(rows.integer(1, Ids.ABSENT), rows.integer(2, Ids.ABSENT));
      int text = argTexts.id(rows.integer(6, Ids.ABSENT));
      if (marker) {
        marker(start, end, text < 0 ? name : text, track, rows.offset());
      } else {
        int launch = out.launches().add(rows.integer(0, Ids.ABSENT), Ids.ABSENT);
        int argsId = args.clear().text("args", strings.get(text)).intern(out);
        timeline.slice(
            start, end, SliceKind.RUNTIME, name, category, track, argsId, launch, rows.offset());
      }
    }
  }

  /** A mark is a range without a length. */
  private void marker(long start, long end, int name, int track, long offset) {
    if (start == end) {
      out.instants().add(start, name, markers, track, Ids.NONE, Ids.NONE);
      return;
    }
    int detail = out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
    timeline.slice(
        start, end, SliceKind.ANNOTATION, name, markers, track, Ids.NONE, detail, offset);
  }
}
