package dev.plumb.importers.rocpd;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;

/** Kernels with their counters, copies, allocations. */
final class DeviceReader {
  private final TraceBuilder out;
  private final StringPool strings;
  private final SqliteFile file;
  private final String suffix;
  private final Timeline timeline;
  private final Infos infos;
  private final Events events;
  private final String ofProcess;
  private final ArgsText args = new ArgsText();

  /** Rows of slices by the ids of their events. */
  private final LongMap sliceOfEvent = new LongMap();

  DeviceReader(
      TraceBuilder out,
      SqliteFile file,
      String suffix,
      Timeline timeline,
      Infos infos,
      Events events,
      int process) {
    this.out = out;
    this.strings = out.strings();
    this.file = file;
    this.suffix = suffix;
    this.timeline = timeline;
    this.infos = infos;
    this.events = events;
    this.ofProcess = process == 0 ? "" : " of process " + process;
  }

  void read() {
    kernels();
    copies();
    new AllocationReader(out, timeline, infos, events).read(file, suffix);
    new CounterReader(out, infos, sliceOfEvent).read(file, suffix);
  }

  private void kernels() {
    Rows rows =
        file.rows(
            "rocpd_kernel_dispatch" + suffix,
            "event_id",
            "start",
            "end",
            "agent_id",
            "stream_id",
            "queue_id",
            "kernel_id",
            "dispatch_id",
            "tid",
            "workgroup_size_x",
            "workgroup_size_y",
            "workgroup_size_z",
            "grid_size_x",
            "grid_size_y",
            "grid_size_z",
            "group_segment_size",
            "private_segment_size");
    while (rows.next()) {
      int event = count(rows);
      if (usable(rows)) {
        long kernel = rows.integer(6, Ids.ABSENT);
        int argsId = kernelArgs(rows, kernel);
        String agent = infos.agent(rows.integer(3, Ids.ABSENT));
        int name = infos.kernelName(kernel);
        int row = slice(rows, SliceKind.KERNEL, event, agent, name, Ids.ABSENT, argsId);
        sliceOfEvent.put(rows.integer(0, Ids.ABSENT), row);
      }
    }
  }

  private int kernelArgs(Rows rows, long kernel) {
    return args.clear()
        .number("dispatch", rows.integer(7, Ids.ABSENT))
        .number("queue", rows.integer(5, Ids.ABSENT))
        .number("thread", infos.tid(rows.integer(8, Ids.ABSENT)))
        .sizes("workgroup", size(rows, 9), size(rows, 10), size(rows, 11))
        .sizes("grid work-items", size(rows, 12), size(rows, 13), size(rows, 14))
        .number("LDS bytes", size(rows, 15))
        .number("scratch bytes", size(rows, 16))
        .number("VGPRs", infos.registers(kernel, 0))
        .number("accum VGPRs", infos.registers(kernel, 1))
        .number("SGPRs", infos.registers(kernel, 2))
        .intern(out);
  }

  private static long size(Rows rows, int column) {
    return rows.integer(column, Ids.ABSENT);
  }

  private void copies() {
    Rows rows =
        file.rows(
            "rocpd_memory_copy" + suffix,
            "event_id",
            "start",
            "end",
            "dst_agent_id",
            "stream_id",
            "queue_id",
            "src_agent_id",
            "name_id",
            "size",
            "tid");
    while (rows.next()) {
      int event = count(rows);
      if (usable(rows)) {
        long from = rows.integer(6, Ids.ABSENT);
        long to = rows.integer(3, Ids.ABSENT);
        args.clear()
            .text("from", infos.agent(from))
            .text("to", infos.agent(to))
            .number("thread", infos.tid(rows.integer(9, Ids.ABSENT)));
        // The GPU that the copy occupies; of two it is the one that receives.
        boolean fromGpu = !infos.isGpu(to) && infos.isGpu(from);
        String agent = infos.agent(fromGpu ? from : to);
        int name = infos.text(rows.integer(7, Ids.ABSENT));
        long bytes = rows.integer(8, Ids.ABSENT);
        slice(rows, SliceKind.MEMCPY, event, agent, name, bytes, args.intern(out));
      }
    }
  }

  private int count(Rows rows) {
    int event = events.row(rows.integer(0, Ids.ABSENT));
    out.countEvent(events.category(event));
    return event;
  }

  private boolean usable(Rows rows) {
    return timeline.usable(rows.integer(1, Ids.ABSENT), rows.integer(2, Ids.ABSENT), rows.offset());
  }

  private int slice(
      Rows rows, SliceKind kind, int event, String agent, int name, long bytes, int argsId) {
    long stream = rows.integer(4, Ids.ABSENT);
    String number = stream == Ids.ABSENT ? "queue " + rows.integer(5, 0) : Long.toString(stream);
    int streamId = strings.intern(number + ofProcess);
    int trackId = stream == Ids.ABSENT ? streamId : strings.intern("stream " + number + ofProcess);
    int device = out.devices().row(agent);
    int detail =
        out.deviceWork().add(events.correlation(event), Ids.ABSENT, device, streamId, bytes);
    return timeline.slice(
        rows.integer(1, 0),
        rows.integer(2, 0),
        kind,
        name,
        events.category(event),
        timeline.deviceTrack(timeline.id(infos.pid()), strings.intern(agent), trackId),
        argsId,
        detail,
        rows.offset());
  }
}
