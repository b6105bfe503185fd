package dev.plumb.importers.nsys;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.RowSorter;
import dev.plumb.trace.SliceKind;
import java.util.Map;

/**
 * {@code SCHED_EVENTS}: each time that a thread gets a CPU and loses it again becomes a slice
 * {@code on CPU} on the thread's track. The rows of the table are only nearly in the order of time.
 */
final class SchedulingReader {
  private static final String TABLE = "SCHED_EVENTS";
  private static final byte[] CPU = Args.name("cpu");
  private static final byte[] STATE = Args.name("state");
  private static final byte[] BLOCKED = Args.name("blocked");

  private final Export export;
  private final Args args = new Args();
  private final IntColumn tracks = new IntColumn();
  private final LongColumn times = new LongColumn();

  /** CPU of rows where a thread comes onto one, −1 − CPU of rows where it leaves it. */
  private final LongColumn cpus = new LongColumn();

  private final IntColumn states = new IntColumn();
  private final IntColumn blocks = new IntColumn();
  private final LongColumn offsets = new LongColumn();
  private final int name;
  private final int category;

  SchedulingReader(Export export) {
    this.export = export;
    this.name = export.strings.intern("on CPU");
    this.category = export.strings.intern(TABLE);
  }

  void read() {
    if (!export.file.has(TABLE)) {
      return;
    }
    Map<Long, Integer> stateNames = export.labels("ENUM_SAMPLING_THREAD_STATE");
    Map<Long, Integer> blockNames = export.labels("ENUM_SCHEDULING_THREAD_BLOCK");
    Rows rows =
        export.file.rows(
            TABLE, "start", "cpu", "isSchedIn", "globalTid", "threadState", "threadBlock");
    long count = 0;
    while (rows.next()) {
      count++;
      long time = rows.integer(0, Ids.ABSENT);
      long cpu = rows.integer(1, 0);
      if (export.duration(time, time, rows) < 0) {
        continue;
      }
      if (rows.isNull(3) || cpu < 0) {
        export.problems.add(ProblemCode.ROW_UNUSABLE, rows.offset());
        continue;
      }
      tracks.add(export.threads.row(rows.integer(3, Ids.ABSENT)));
      times.add(time);
      cpus.add(rows.integer(2, 0) != 0 ? cpu : -1 - cpu);
      states.add(stateNames.getOrDefault(rows.integer(4, -1), Ids.NONE));
      blocks.add(blockNames.getOrDefault(rows.integer(5, -1), Ids.NONE));
      offsets.add(rows.offset());
    }
    export.counted(TABLE, count);
    write();
  }

  private void write() {
    int count = times.size();
    int[] order = RowSorter.byTrackAndTime(count, tracks, export.out.tracks().size(), times);
    long last = Long.MIN_VALUE;
    for (int row = 0; row < count; row++) {
      last = Math.max(last, times.get(row));
    }
    for (int i = 0; i < count; i++) {
      int row = order[i];
      int next = i + 1 < count && tracks.get(order[i + 1]) == tracks.get(row) ? order[i + 1] : -1;
      boolean comes = cpus.get(row) >= 0;
      boolean leaves = next >= 0 && cpus.get(next) < 0;
      if (comes && leaves) {
        slice(row, times.get(next), states.get(next), blocks.get(next));
      } else if (comes && next < 0) { // still there when the recording ends
        slice(row, last, Ids.NONE, Ids.NONE);
      } else if (comes) {
        export.problems.add(ProblemCode.BEGIN_WITHOUT_END, offsets.get(row));
      } else if (i == 0
          || tracks.get(order[i - 1]) != tracks.get(row)
          || cpus.get(order[i - 1]) < 0) {
        export.problems.add(ProblemCode.END_WITHOUT_BEGIN, offsets.get(row));
      }
    }
  }

  private void slice(int row, long end, int state, int block) {
    args.clear()
        .number(CPU, cpus.get(row))
        .text(STATE, export.strings, state)
        .text(BLOCKED, export.strings, block);
    export
        .out
        .slices()
        .add(
            times.get(row),
            end - times.get(row),
            SliceKind.ASYNC,
            name,
            category,
            tracks.get(row),
            args.intern(export.out.args()),
            Ids.NONE);
  }
}
