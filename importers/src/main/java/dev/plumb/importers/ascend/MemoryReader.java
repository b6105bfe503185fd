package dev.plumb.importers.ascend;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;

/** Allocations: {@code OP_MEMORY} of PyTorch, {@code NPU_OP_MEM} of CANN. */
final class MemoryReader {
  /** PyTorch's {@code PrivateUse1}, which is the NPU. */
  private static final int NPU = 20;

  private final Context context;

  MemoryReader(Context context) {
    this.context = context;
  }

  void read() {
    ofCann();
    ofPyTorch();
  }

  private void ofCann() {
    int category = context.strings.intern("NPU_OP_MEM");
    Rows rows =
        context.file.rows(
            "NPU_OP_MEM",
            "operatorName",
            "addr",
            "type",
            "size",
            "timestampNs",
            "globalTid",
            "totalAllocate",
            "totalReserve",
            "deviceId");
    while (rows.next()) {
      context.out.countEvent(category);
      long time = rows.integer(4, Ids.ABSENT);
      long size = rows.integer(3, Ids.ABSENT);
      if (!usable(time, size, rows.offset())) {
        continue;
      }
      boolean free = context.text(rows.integer(2, Ids.ABSENT)).equals("release");
      add(
          time,
          context.texts.idOrNumber(rows.integer(0, Ids.ABSENT)),
          category,
          context.thread(rows.integer(5, Ids.ABSENT)),
          free ? -Math.abs(size) : size,
          rows.integer(1, Ids.ABSENT),
          rows.integer(6, Ids.ABSENT),
          rows.integer(7, Ids.ABSENT),
          rows.integer(8, Ids.ABSENT));
    }
  }

  private void ofPyTorch() {
    int category = context.strings.intern("OP_MEMORY");
    Rows rows =
        context.file.rows(
            "OP_MEMORY",
            "name",
            "size",
            "allocationTime",
            "releaseTime",
            "allocationTotalAllocated",
            "allocationTotalReserved",
            "releaseTotalAllocated",
            "releaseTotalReserved",
            "deviceId");
    while (rows.next()) {
      context.out.countEvent(category);
      long size = rows.integer(1, Ids.ABSENT);
      long from = rows.integer(2, Ids.ABSENT);
      long to = rows.integer(3, Ids.ABSENT);
      if (!usable(from == Ids.ABSENT ? to : from, size, rows.offset())) {
        continue;
      }
      int name = context.texts.idOrNumber(rows.integer(0, Ids.ABSENT));
      int track = context.timeline.thread(context.pid, Ids.ABSENT);
      long device = rows.integer(8, Ids.ABSENT);
      if (from != Ids.ABSENT) {
        long total = rows.integer(4, Ids.ABSENT);
        add(
            from,
            name,
            category,
            track,
            size,
            Ids.ABSENT,
            total,
            rows.integer(5, Ids.ABSENT),
            device);
      }
      if (to != Ids.ABSENT) {
        long total = rows.integer(6, Ids.ABSENT);
        add(
            to,
            name,
            category,
            track,
            -size,
            Ids.ABSENT,
            total,
            rows.integer(7, Ids.ABSENT),
            device);
      }
    }
  }

  private boolean usable(long time, long size, long offset) {
    if (time == Ids.ABSENT || size == Ids.ABSENT) {
      context.out.problems().add(ProblemCode.TIME_UNUSABLE, offset);
      return false;
    }
    return true;
  }

  private void add(
      long time,
      int name,
      int category,
      int track,
      long bytes,
      long address,
      long allocated,
      long reserved,
      long device) {
    int row =
        context.out.memory().add(bytes, address, allocated, reserved, NPU, Context.small(device));
    context.out.instants().add(time, name, category, track, Ids.NONE, row);
  }
}
