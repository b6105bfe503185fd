package dev.plumb.importers.nsys;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.importers.sqlite.TableCounts;
import dev.plumb.importers.sqlite.Texts;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import java.util.HashMap;
import java.util.Map;

/** What all readers of tables share: the database, where to write, and rules for times. */
final class Export {
  /** Seven days: nothing on a device or in a profile lasts longer. */
  private static final long MAX_DURATION_NS = 7L * 24 * 3600 * 1_000_000_000L;

  /** Of a process the bits that its threads share: hardware, virtual machine and process. */
  static final long PROCESS = ~0xFFFFFFL;

  final SqliteFile file;
  final TraceBuilder out;
  final StringPool strings;
  final Problems problems;
  final Texts texts;
  final Threads threads;
  final Devices devices;

  final TableCounts tables;

  /** The latest end so far. */
  long endNs = Long.MIN_VALUE;

  private final LongMap processes = new LongMap();
  private long lastProcess = Ids.ABSENT;
  private long lastProcessBits;

  Export(SqliteFile file, TraceBuilder out) {
    this.file = file;
    this.out = out;
    strings = out.strings();
    problems = out.problems();
    texts = Texts.read(file, "StringIds", "id", "value", strings);
    threads = new Threads(this);
    devices = new Devices(this);
    tables = new TableCounts(file, out);
  }

  /** Counts the rows of a table as events of a category of its name. */
  void counted(String table, long rows) {
    tables.add(table, rows);
  }

  /** Duration of what starts and ends there, repaired and counted; −1 if it cannot be used. */
  long duration(long start, long end, Rows rows) {
    if (start == Ids.ABSENT || end == Ids.ABSENT) {
      problems.add(ProblemCode.TIME_UNUSABLE, rows.offset());
      return -1;
    }
    if (start == (start << 1 >> 1) && end == (end << 1 >> 1)) { // so that no sum overflows
      long duration = end - start;
      if (duration < 0) {
        problems.add(ProblemCode.DURATION_NEGATIVE, rows.offset());
        return 0;
      }
      if (duration <= MAX_DURATION_NS) {
        endNs = Math.max(endNs, end);
        return duration;
      }
      problems.add(ProblemCode.DURATION_OVERFLOW, rows.offset());
      return 0;
    }
    problems.add(ProblemCode.TIME_UNUSABLE, rows.offset());
    return -1;
  }

  /**
   * Correlation ids count from 1 in each process: here they are made one number with the process,
   * which changes nothing in the first one.
   */
  long correlation(long id, long globalId) {
    if (id <= 0 || id >= 1L << 40) {
      return id == 0 ? Ids.ABSENT : id;
    }
    long process = globalId == Ids.ABSENT ? Ids.ABSENT : globalId & PROCESS;
    if (process != lastProcess) {
      int index = processes.get(process);
      if (index < 0) {
        index = Math.min(processes.size(), 1 << 22);
        processes.put(process, index);
      }
      lastProcess = process;
      lastProcessBits = (long) index << 40;
    }
    return id | lastProcessBits;
  }

  /** Adds a slice of a thread without detail. */
  int hostSlice(
      long start, long duration, SliceKind kind, int name, int category, long globalTid, int args) {
    return out.slices()
        .add(start, duration, kind, name, category, threads.row(globalTid), args, Ids.NONE);
  }

  /** Labels of an enumeration, where the export has it. */
  Map<Long, Integer> labels(String table) {
    Map<Long, Integer> labels = new HashMap<>();
    Rows rows = file.rows(table, "id", "label", "name");
    while (rows.next() && labels.size() < 10_000) {
      int text = rows.text(rows.isNull(1) ? 2 : 1, strings);
      if (text >= 0) {
        labels.put(rows.integer(0, -1), text);
      }
    }
    return labels;
  }
}
