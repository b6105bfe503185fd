package dev.plumb.importers.ascend;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.importers.sqlite.Texts;
import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;

/** What all tables of a file share. */
final class Context {
  /** Longer shapes are cut, so that arguments stay small however often a text is referred to. */
  private static final int LONGEST_ARGUMENT = 1024;

  private static final int TID_BITS = 32;

  final TraceBuilder out;
  final StringPool strings;
  final SqliteFile file;
  final Texts texts;
  final Timeline timeline;

  /** Category of arrows from operators to device work, as in the profiler's JSON. */
  final int arrows;

  final ArgsText args = new ArgsText();

  /** Process of the tasks; {@link Ids#ABSENT} while none is known. */
  long pid = Ids.ABSENT;

  /** The device of what does not name one; {@link Ids#ABSENT} if there is none. */
  long device = Ids.ABSENT;

  Context(TraceBuilder out, SqliteFile file) {
    this.out = out;
    this.strings = out.strings();
    this.file = file;
    this.texts = Texts.read(file, "STRING_IDS", "id", "value", strings);
    this.arrows = strings.intern("async_npu");
    this.timeline = new Timeline(out);
  }

  /** The track of a thread; {@code globalTid} has the process id in its upper half. */
  int thread(long globalTid) {
    return globalTid == Ids.ABSENT
        ? timeline.thread(Ids.ABSENT, Ids.ABSENT)
        : timeline.thread(globalTid >>> TID_BITS, globalTid & 0xFFFF_FFFFL);
  }

  /** The track of a line of a device. */
  int line(long device, String line) {
    String number = device == Ids.ABSENT ? "" : " " + device;
    return timeline.deviceTrack(
        timeline.id(pid), strings.intern("NPU" + number), strings.intern(line));
  }

  /** The row of a device; {@link Ids#NONE} if it is unknown. */
  int deviceRow(long device) {
    return device == Ids.ABSENT ? Ids.NONE : out.devices().row(Long.toString(device));
  }

  /** The text that a column refers to; the empty one if there is none. */
  String text(long id) {
    int known = texts.id(id);
    if (known < 0) {
      return "";
    }
    String text = strings.get(known);
    return text.length() > LONGEST_ARGUMENT ? text.substring(0, LONGEST_ARGUMENT) + "…" : text;
  }

  /** A number as a label; shared where it occurs often. */
  static int small(long value) {
    return value >= 0 && value <= Integer.MAX_VALUE ? (int) value : Ids.NONE;
  }
}
