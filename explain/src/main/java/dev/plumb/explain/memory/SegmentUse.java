package dev.plumb.explain.memory;

import dev.plumb.trace.BlockTable;
import dev.plumb.trace.SegmentTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * How the segments of one device were used when a snapshot was taken. Bytes.
 *
 * @param device its id
 * @param reserved of all segments
 * @param used in blocks that the program holds or that a stream may still use
 * @param splitFree free, in segments that also hold blocks in use: PyTorch's inactive split bytes
 * @param wholeFree in segments that are free as a whole
 * @param largestFree the largest free block of a segment in use; 0 if there is none
 */
record SegmentUse(
    String device, long reserved, long used, long splitFree, long wholeFree, long largestFree) {

  /** Of each device that has segments. */
  static List<SegmentUse> of(Trace trace) {
    SegmentTable segments = trace.segments();
    BlockTable blocks = trace.blocks();
    int devices = trace.devices().size();
    long[] reserved = new long[devices];
    long[] used = new long[devices];
    long[] split = new long[devices];
    long[] whole = new long[devices];
    long[] largest = new long[devices];
    for (int row = 0; row < segments.size(); row++) {
      int device = segments.deviceRow(row);
      long free = segments.totalBytes(row) - segments.activeBytes(row);
      reserved[device] += segments.totalBytes(row);
      used[device] += segments.activeBytes(row);
      if (segments.activeBytes(row) == 0) {
        whole[device] += free;
      } else {
        split[device] += free;
      }
    }
    for (int row = 0; row < blocks.size(); row++) {
      int segment = blocks.segmentRow(row);
      int state = blocks.stateId(row);
      boolean free = state >= 0 && trace.strings().get(state).equals("inactive");
      if (free && segments.activeBytes(segment) > 0) {
        int device = segments.deviceRow(segment);
        largest[device] = Math.max(largest[device], blocks.bytes(row));
      }
    }
    List<SegmentUse> all = new ArrayList<>();
    for (int device = 0; device < devices; device++) {
      if (reserved[device] > 0) {
        all.add(
            new SegmentUse(
                trace.devices().id(device),
                reserved[device],
                used[device],
                split[device],
                whole[device],
                largest[device]));
      }
    }
    return all;
  }
}
