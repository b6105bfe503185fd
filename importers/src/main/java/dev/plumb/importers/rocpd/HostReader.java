package dev.plumb.importers.rocpd;

import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.rocm.Domain;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;

/** {@code rocpd_region} and {@code rocpd_sample}: calls, ranges and marks of threads. */
final class HostReader {
  private final TraceBuilder out;
  private final SqliteFile file;
  private final String suffix;
  private final Timeline timeline;
  private final Infos infos;
  private final Events events;

  HostReader(
      TraceBuilder out,
      SqliteFile file,
      String suffix,
      Timeline timeline,
      Infos infos,
      Events events) {
    this.out = out;
    this.file = file;
    this.suffix = suffix;
    this.timeline = timeline;
    this.infos = infos;
    this.events = events;
  }

  void read() {
    regions();
    samples();
  }

  private void regions() {
    Rows rows =
        file.rows("rocpd_region" + suffix, "pid", "tid", "start", "end", "name_id", "event_id");
    while (rows.next()) {
      int event = events.row(rows.integer(5, Ids.ABSENT));
      int category = events.category(event);
      out.countEvent(category);
      long start = rows.integer(2, Ids.ABSENT);
      long end = rows.integer(3, Ids.ABSENT);
      if (timeline.usable(start, end, rows.offset())) {
        int name = name(event, rows.integer(4, Ids.ABSENT));
        int track = thread(rows.integer(0, Ids.ABSENT), rows.integer(1, Ids.ABSENT));
        region(start, end, event, name, track, rows.offset());
      }
    }
  }

  private void region(long start, long end, int event, int name, int track, long offset) {
    int category = events.category(event);
    SliceKind kind = Domain.of(out.strings().get(category)).kind();
    int detail =
        switch (kind) {
          case RUNTIME -> out.launches().add(events.correlation(event), Ids.ABSENT);
          case ANNOTATION ->
              out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
          default -> Ids.NONE;
        };
    // Device work has tables of its own; here it could only be a name that we do not know.
    SliceKind host = kind.isDeviceWork() ? SliceKind.ASYNC : kind;
    timeline.slice(start, end, host, name, category, track, Ids.NONE, detail, offset);
  }

  private void samples() {
    LongMap trackRows = new LongMap();
    IntColumn tracks = new IntColumn();
    Rows places = file.rows("rocpd_track" + suffix, "id", "pid", "tid");
    while (places.next()) {
      int track = thread(places.integer(1, Ids.ABSENT), places.integer(2, Ids.ABSENT));
      trackRows.put(places.integer(0, Ids.ABSENT), tracks.add(track));
    }
    Rows rows = file.rows("rocpd_sample" + suffix, "track_id", "timestamp", "event_id");
    while (rows.next()) {
      int event = events.row(rows.integer(2, Ids.ABSENT));
      int category = events.category(event);
      out.countEvent(category);
      long time = rows.integer(1, Ids.ABSENT);
      if (timeline.usable(time, time, rows.offset())) {
        int at = trackRows.get(rows.integer(0, Ids.ABSENT));
        int track = at < 0 ? thread(Ids.ABSENT, Ids.ABSENT) : tracks.get(at);
        int message = events.message(event);
        int name = message < 0 ? category : message;
        out.instants().add(time, name, category, track, Ids.NONE, Ids.NONE);
      }
    }
  }

  private int name(int event, long nameId) {
    int message = events.message(event);
    return message >= 0 ? message : infos.text(nameId);
  }

  private int thread(long pid, long tid) {
    return timeline.thread(infos.pid(pid), infos.tid(tid));
  }
}
