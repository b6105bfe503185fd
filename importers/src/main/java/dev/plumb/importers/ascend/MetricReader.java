package dev.plumb.importers.ascend;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;

/** {@code TASK_PMU_INFO}: counters of the cores for each task. */
final class MetricReader {
  private static final String TABLE = "TASK_PMU_INFO";

  private final Context context;
  private final TaskReader tasks;

  MetricReader(Context context, TaskReader tasks) {
    this.context = context;
    this.tasks = tasks;
  }

  void read() {
    int category = context.strings.intern(TABLE);
    Rows rows = context.file.rows(TABLE, "globalTaskId", "name", "value");
    while (rows.next()) {
      context.out.countEvent(category);
      int slice = tasks.slice(rows.integer(0, Ids.ABSENT));
      if (slice < 0) {
        context.out.problems().add(ProblemCode.COUNTER_WITHOUT_KERNEL, rows.offset());
        continue;
      }
      int name = context.texts.idOrNumber(rows.integer(1, Ids.ABSENT));
      double value = rows.real(2, Double.NaN);
      if (!Double.isNaN(value)) {
        context.out.kernelMetrics().add(slice, Ids.NONE, name, Ids.NONE, value, Ids.NONE, Ids.NONE);
      }
    }
  }
}
