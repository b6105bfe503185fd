package dev.plumb.importers.rocpd;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;

/** {@code rocpd_memory_allocate}: memory of the program as instants, scratch memory as ranges. */
final class AllocationReader {
  private final TraceBuilder out;
  private final Timeline timeline;
  private final Infos infos;
  private final Events events;
  private final ArgsText args = new ArgsText();

  /** Rows of memory by address: a free names the address only. */
  private final LongMap allocations = new LongMap();

  AllocationReader(TraceBuilder out, Timeline timeline, Infos infos, Events events) {
    this.out = out;
    this.timeline = timeline;
    this.infos = infos;
    this.events = events;
  }

  void read(SqliteFile file, String suffix) {
    Rows rows =
        file.rows(
            "rocpd_memory_allocate" + suffix,
            "event_id",
            "start",
            "end",
            "agent_id",
            "type",
            "level",
            "address",
            "size",
            "pid",
            "tid",
            "queue_id");
    while (rows.next()) {
      int event = events.row(rows.integer(0, Ids.ABSENT));
      out.countEvent(events.category(event));
      long start = rows.integer(1, Ids.ABSENT);
      long end = rows.integer(2, Ids.ABSENT);
      if (timeline.usable(start, end, rows.offset())) {
        row(rows, event, start, end);
      }
    }
  }

  private void row(Rows rows, int event, long start, long end) {
    String type = String.valueOf(rows.string(4));
    String level = String.valueOf(rows.string(5));
    long agent = rows.integer(3, Ids.ABSENT);
    int name = out.strings().intern(level + " " + type);
    int category = events.category(event);
    int track =
        timeline.thread(
            infos.pid(rows.integer(8, Ids.ABSENT)), infos.tid(rows.integer(9, Ids.ABSENT)));
    args.clear().text("agent", infos.agent(agent));
    if (level.equals("SCRATCH")) {
      args.number("queue", rows.integer(10, Ids.ABSENT)).number("bytes", rows.integer(7, 0));
      timeline.slice(
          start, end, SliceKind.ASYNC, name, category, track, args.intern(out), -1, rows.offset());
      return;
    }
    int memory =
        memory(type.equals("FREE"), rows.integer(6, Ids.ABSENT), rows.integer(7, 0), agent);
    args.number("dur ns", end - start).number("correlation", events.correlation(event));
    out.instants().add(start, name, category, track, args.intern(out), memory);
  }

  private int memory(boolean free, long address, long size, long agent) {
    long bytes = free ? -size : size;
    int known = address == Ids.ABSENT ? Ids.NONE : allocations.get(address);
    if (free && size == 0 && known >= 0) {
      bytes = -out.memory().bytes(known);
    }
    int type = infos.isGpu(agent) ? 1 : 0;
    int row = out.memory().add(bytes, address, Ids.ABSENT, Ids.ABSENT, type, infos.gpuIndex(agent));
    if (!free && address != Ids.ABSENT) {
      allocations.put(address, row);
    }
    return row;
  }
}
