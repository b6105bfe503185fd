package dev.plumb.record.operators;

import dev.plumb.record.ring.DeviceRecord;

/**
 * Takes what devices did for a process, and who launched it. Names are ids of the tree's strings.
 */
public interface DeviceSink {
  /** A call that gives a device work: its thread's track, its context with the call itself. */
  void launched(int correlation, int track, int context);

  /** A node of a graph was made in a context; {@code Ids.NONE} if none is known. */
  void graphNode(long node, int context);

  /** A node of a graph was copied. */
  void graphNodeCopied(long node, long original);

  /** Work that was done; only valid during the call. */
  void work(DeviceRecord record, int nameId);

  /** Samples of a place in a kernel; only valid during the call. */
  void samples(DeviceRecord record, int functionId, int reasonId);

  /** Records and samples that the device's profiler dropped. */
  void lost(long records, long samples);
}
