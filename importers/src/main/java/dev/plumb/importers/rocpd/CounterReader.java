package dev.plumb.importers.rocpd;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.DoubleColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;

/**
 * {@code rocpd_pmc_event}: a row for each instance of each counter of each dispatch; instances are
 * summed. Rows of one dispatch follow each other.
 */
final class CounterReader {
  private final TraceBuilder out;
  private final Infos infos;
  private final LongMap sliceOfEvent;
  private final int category;

  /** Of the dispatch at hand: rows of its counters by id, ids, sums. */
  private LongMap rows = new LongMap();

  private LongColumn ids = new LongColumn();
  private DoubleColumn sums = new DoubleColumn();

  CounterReader(TraceBuilder out, Infos infos, LongMap sliceOfEvent) {
    this.out = out;
    this.infos = infos;
    this.sliceOfEvent = sliceOfEvent;
    this.category = out.strings().intern("PMC_EVENT");
  }

  void read(SqliteFile file, String suffix) {
    Rows values = file.rows("rocpd_pmc_event" + suffix, "event_id", "pmc_id", "value");
    int slice = Ids.NONE;
    while (values.next()) {
      out.countEvent(category);
      int next = sliceOfEvent.get(values.integer(0, Ids.ABSENT));
      if (next != slice) {
        write(slice);
        slice = next;
      }
      if (next < 0) {
        out.problems().add(ProblemCode.COUNTER_WITHOUT_KERNEL, values.offset());
        continue;
      }
      add(values.integer(1, Ids.ABSENT), values.real(2, 0));
    }
    write(slice);
  }

  private void add(long id, double value) {
    int row = rows.get(id);
    if (row >= 0) {
      sums.set(row, sums.get(row) + value);
    } else {
      rows.put(id, ids.add(id));
      sums.add(value);
    }
  }

  private void write(int slice) {
    if (slice < 0 || ids.size() == 0) {
      return;
    }
    for (int row = 0; row < ids.size(); row++) {
      int name = infos.counter(ids.get(row));
      out.kernelMetrics().add(slice, Ids.NONE, name, Ids.NONE, sums.get(row), Ids.NONE, Ids.NONE);
    }
    rows = new LongMap();
    ids = new LongColumn();
    sums = new DoubleColumn();
  }
}
