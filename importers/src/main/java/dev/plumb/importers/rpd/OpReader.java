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

/** {@code rocpd_op}: kernels, copies, fills. The operation's type is its category. */
final class OpReader {
  private final TraceBuilder out;
  private final StringPool strings;
  private final SqliteFile file;
  private final Texts texts;
  private final Timeline timeline;
  private final Launches launches;
  private final ArgsText args = new ArgsText();

  OpReader(TraceBuilder out, SqliteFile file, Texts texts, Timeline timeline, Launches launches) {
    this.out = out;
    this.strings = out.strings();
    this.file = file;
    this.texts = texts;
    this.timeline = timeline;
    this.launches = launches;
  }

  void read() {
    Rows rows =
        file.rows(
            "rocpd_op",
            "id",
            "gpuId",
            "queueId",
            "start",
            "end",
            "description_id",
            "opType_id",
            "sequenceId");
    while (rows.next()) {
      int type = texts.idOrNumber(rows.integer(6, Ids.ABSENT));
      out.countEvent(type);
      if (timeline.usable(
          rows.integer(3, Ids.ABSENT), rows.integer(4, Ids.ABSENT), rows.offset())) {
        operation(rows, type);
      }
    }
  }

  private void operation(Rows rows, int type) {
    SliceKind kind = kind(strings.get(type));
    int description = texts.id(rows.integer(5, Ids.ABSENT));
    boolean named = description >= 0 && strings.length(description) > 0;
    long call = launches.call(rows.integer(0, Ids.ABSENT));
    args.clear().number("sequence", rows.integer(7, Ids.ABSENT));
    if (kind == SliceKind.KERNEL) {
      launches.describe(call, args);
    }
    int gpu = timeline.id(rows.integer(1, Ids.ABSENT));
    int queue = timeline.id(rows.integer(2, Ids.ABSENT));
    int device = out.devices().row(strings.get(gpu));
    long bytes = kind == SliceKind.KERNEL ? Ids.ABSENT : launches.bytes(call);
    int detail = out.deviceWork().add(call, Ids.ABSENT, device, queue, bytes);
    timeline.slice(
        rows.integer(3, 0),
        rows.integer(4, 0),
        kind,
        named ? description : type,
        type,
        timeline.deviceTrack(
            strings.intern(""),
            strings.intern("GPU " + strings.get(gpu)),
            strings.intern("queue " + strings.get(queue))),
        args.intern(out),
        detail,
        rows.offset());
  }

  private static SliceKind kind(String type) {
    if (type.contains("Kernel")) {
      return SliceKind.KERNEL;
    }
    if (type.startsWith("Copy") || type.contains("Memcpy") || type.startsWith("MEMORY_COPY")) {
      return SliceKind.MEMCPY;
    }
    if (type.startsWith("Fill") || type.contains("Memset")) {
      return SliceKind.MEMSET;
    }
    return type.contains("Barrier") || type.contains("Marker")
        ? SliceKind.SYNC
        : SliceKind.DEVICE_OTHER;
  }
}
