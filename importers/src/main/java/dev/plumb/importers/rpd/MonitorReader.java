package dev.plumb.importers.rpd;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import org.jspecify.annotations.Nullable;

/** {@code rocpd_monitor}: clocks, power, memory of GPUs, as counters; and the metadata. */
final class MonitorReader {
  private static final int MOST_METADATA = 10_000;

  private final TraceBuilder out;
  private final SqliteFile file;
  private final Timeline timeline;

  MonitorReader(TraceBuilder out, SqliteFile file, Timeline timeline) {
    this.out = out;
    this.file = file;
    this.timeline = timeline;
  }

  void read() {
    StringPool strings = out.strings();
    int category = strings.intern("monitor");
    Rows rows =
        file.rows("rocpd_monitor", "deviceType", "deviceId", "monitorType", "start", "value");
    while (rows.next()) {
      out.countEvent(category);
      long start = rows.integer(3, Ids.ABSENT);
      if (!timeline.usable(start, start, rows.offset())) {
        continue;
      }
      double value = number(rows.string(4));
      if (Double.isNaN(value)) {
        out.problems().add(ProblemCode.COUNTER_NOT_A_NUMBER, rows.offset());
        continue;
      }
      String device = rows.string(0) + " " + rows.integer(1, 0);
      int track = timeline.track(strings.intern(""), strings.intern(device));
      int name = rows.text(2, strings);
      out.counters().add(start, track, Math.max(name, 0), strings.intern("value"), value);
    }
    metadata();
  }

  private void metadata() {
    Rows rows = file.rows("rocpd_metadata", "tag", "value");
    for (int i = 0; i < MOST_METADATA && rows.next(); i++) {
      String tag = rows.string(0);
      String value = rows.string(1);
      if (tag != null && value != null) {
        out.putMetadata(tag, ArgsText.json(value));
      }
    }
  }

  private static double number(@Nullable String text) {
    if (text == null || text.length() > 64) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
