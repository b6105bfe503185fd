package dev.plumb.profile.timeline;

import dev.plumb.trace.BlockTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Trace;

/**
 * What a device held before the first event of its allocator, where no event says how much is in
 * use altogether. In bytes.
 */
final class MemoryBase {
  private static final int CPU = 0;

  private MemoryBase() {}

  /**
   * As much as leads to what a snapshot says is in use after the last event; without one, as little
   * as makes no sum negative, which is a lower bound.
   *
   * @param sum of all changes
   * @param least of their sums up to each event, and of 0
   */
  static long of(Trace trace, int deviceType, int deviceId, long sum, long least) {
    long end = inUseAtTheEnd(trace, deviceType, deviceId);
    return Math.max(-least, end == Ids.ABSENT ? 0 : end - sum);
  }

  /**
   * What a snapshot, which is taken after the last event, says is in use; {@link Ids#ABSENT}
   * without one. As the events have it: without what the allocator added to what was asked for.
   */
  static long inUseAtTheEnd(Trace trace, int deviceType, int deviceId) {
    BlockTable blocks = trace.blocks();
    if (blocks.size() == 0 || deviceType == CPU) {
      return Ids.ABSENT;
    }
    long sum = 0;
    boolean found = false;
    for (int row = 0; row < blocks.size(); row++) {
      int device = trace.segments().deviceRow(blocks.segmentRow(row));
      if (device < 0 || !trace.devices().id(device).equals(Integer.toString(deviceId))) {
        continue;
      }
      found = true;
      // Also what waits to be free: its event comes when it is.
      if (blocks.stateId(row) >= 0
          && trace.strings().get(blocks.stateId(row)).startsWith("active")) {
        long asked = blocks.requestedBytes(row);
        sum += asked == Ids.ABSENT ? blocks.bytes(row) : asked;
      }
    }
    return found ? sum : Ids.ABSENT;
  }
}
