package dev.plumb.importers.nvprof;

import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.importers.sqlite.TableCounts;
import dev.plumb.importers.sqlite.Texts;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;

/** What all readers of a database's tables share. */
final class Database {
  private static final int PROCESS = 1;
  private static final int THREAD = 2;

  final SqliteFile file;
  final TraceBuilder out;
  final StringPool strings;
  final Texts texts;
  final Timeline timeline;
  final TableCounts counts;

  /** Tracks by process and thread, and those of one process. */
  private final LongMap tracks = new LongMap();

  Database(SqliteFile file, TraceBuilder out) {
    this.file = file;
    this.out = out;
    this.strings = out.strings();
    this.texts = Texts.read(file, "StringTable", "_id_", "value", strings);
    this.timeline = new Timeline(out);
    this.counts = new TableCounts(file, out);
  }

  /** A thread's track. Some tables have all 64 bits of its number, some the lower 32. */
  int thread(long process, long thread) {
    long key = process << 32 | thread & 0xFFFFFFFFL;
    int row = tracks.get(key);
    if (row < 0) {
      row = timeline.thread(process, thread == Ids.ABSENT ? thread : thread & 0xFFFFFFFFL);
      tracks.put(key, row);
    }
    return row;
  }

  /**
   * The track of the thread or process in a record's {@code objectId}: four bytes of the process,
   * eight of the thread.
   */
  int thread(long objectKind, byte[] objectId) {
    if (objectKind != PROCESS && objectKind != THREAD || objectId.length < 8) {
      return thread(Ids.ABSENT, Ids.ABSENT);
    }
    long process = little(objectId, 0) & 0xFFFFFFFFL;
    return thread(process, objectKind == PROCESS ? process : little(objectId, 4));
  }

  private static int little(byte[] bytes, int at) {
    return bytes[at] & 0xFF
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | bytes[at + 3] << 24;
  }

  /** Names that the program gave to its process and threads, where these have done something. */
  void readNames() {
    Rows rows = file.rows("CUPTI_ACTIVITY_KIND_NAME", "objectKind", "objectId", "name");
    while (rows.next()) {
      int name = texts.id(rows.integer(2, Ids.ABSENT));
      long kind = rows.integer(0, 0);
      byte[] object = rows.blob(1);
      if (name < 0 || object.length < 8) {
        continue;
      }
      long process = little(object, 0) & 0xFFFFFFFFL;
      int track = tracks.get(process << 32 | little(object, 4) & 0xFFFFFFFFL);
      if (kind == THREAD && track >= 0) {
        out.tracks().setThreadNameId(track, name);
      } else if (kind == PROCESS) {
        nameProcess(Long.toString(process), name);
      }
    }
  }

  private void nameProcess(String process, int name) {
    for (int row = 0; row < out.tracks().size(); row++) {
      if (strings.get(out.tracks().pidId(row)).equals(process)) {
        out.tracks().setProcessNameId(row, name);
      }
    }
  }
}
