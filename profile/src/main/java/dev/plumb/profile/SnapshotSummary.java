package dev.plumb.profile;

import dev.plumb.trace.BlockTable;
import dev.plumb.trace.SegmentTable;
import dev.plumb.trace.Trace;
import java.util.Map;
import java.util.TreeMap;

/** What the memory snapshots of a run hold, all added up. Bytes. */
public final class SnapshotSummary {
  /** Blocks of one state. */
  public record Blocks(long count, long bytes) {
    Blocks plus(long more) {
      return new Blocks(count + 1, bytes + more);
    }
  }

  private int snapshots;
  private long segments;
  private long reserved;
  private long allocated;
  private long active;
  private long blocks;
  private final Map<String, Blocks> byState = new TreeMap<>();

  SnapshotSummary() {}

  void add(Trace trace) {
    snapshots += trace.segments().size() + trace.blocks().size() > 0 ? 1 : 0;
    SegmentTable segmentTable = trace.segments();
    for (int row = 0, n = segmentTable.size(); row < n; row++) {
      segments++;
      reserved += segmentTable.totalBytes(row);
      allocated += segmentTable.allocatedBytes(row);
      active += segmentTable.activeBytes(row);
    }
    BlockTable blockTable = trace.blocks();
    for (int row = 0, n = blockTable.size(); row < n; row++) {
      blocks++;
      int state = blockTable.stateId(row);
      String name = state < 0 ? "None" : trace.strings().get(state);
      byState.put(name, byState.getOrDefault(name, new Blocks(0, 0)).plus(blockTable.bytes(row)));
    }
  }

  /** How many there are. */
  public int snapshots() {
    return snapshots;
  }

  /** Reserved segments. */
  public long segments() {
    return segments;
  }

  /** Bytes of the segments. */
  public long reservedBytes() {
    return reserved;
  }

  /** Bytes that the program held, as the segments say. */
  public long allocatedBytes() {
    return allocated;
  }

  /** Bytes that the program held or that a stream might still use, as the segments say. */
  public long activeBytes() {
    return active;
  }

  /** Blocks of any state. */
  public long blocks() {
    return blocks;
  }

  /** Blocks by state; those without one stand under "None". */
  public Map<String, Blocks> byState() {
    return byState;
  }
}
