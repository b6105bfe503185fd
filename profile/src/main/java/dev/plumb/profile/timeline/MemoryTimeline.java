package dev.plumb.profile.timeline;

import dev.plumb.profile.HeldMemory;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.InstantTable;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.MemoryTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How much memory of one device was in use over time, and how much the allocator held. Bytes, and
 * nanoseconds of the input's time; points are numbered from 0, by time.
 *
 * <p>Where the allocator does not say its totals, they are added up from its events, from what
 * {@link MemoryBase} says was in use before: without a snapshot that is a lower bound.
 */
public final class MemoryTimeline {
  private final MemoryBlocks blocks;
  private final LongColumn times = new LongColumn();
  private final LongColumn allocated = new LongColumn();
  private final LongColumn reserved = new LongColumn();
  private int peak;
  private long baseBytes;
  private boolean saysTotals;

  private MemoryTimeline(MemoryBlocks blocks) {
    this.blocks = blocks;
  }

  /** Of each device of a run of which the allocator told something. */
  public static List<MemoryTimeline> of(Run run) {
    return MemoryBlocks.of(run).stream().map(each -> of(run, each)).toList();
  }

  private static MemoryTimeline of(Run run, MemoryBlocks blocks) {
    MemoryTimeline timeline = new MemoryTimeline(blocks);
    Trace trace = run.inputs().get(blocks.input()).trace();
    InstantTable instants = trace.instants();
    MemoryTable memory = trace.memory();
    timeline.saysTotals = true;
    for (int event = 0; event < blocks.events(); event++) {
      int at = instants.memoryRow(blocks.event(event));
      timeline.saysTotals &= memory.totalAllocated(at) != Ids.ABSENT;
    }
    long sum = 0;
    long least = 0;
    for (int event = 0; event < blocks.events(); event++) {
      int row = blocks.event(event);
      int at = instants.memoryRow(row);
      sum += memory.bytes(at);
      least = Math.min(least, sum);
      timeline.times.add(instants.timeNs(row));
      timeline.allocated.add(timeline.saysTotals ? memory.totalAllocated(at) : sum);
      timeline.reserved.add(memory.totalReserved(at));
    }
    timeline.baseBytes =
        timeline.saysTotals
            ? 0
            : MemoryBase.of(trace, blocks.deviceType(), blocks.deviceId(), sum, least);
    for (int point = 1; point < timeline.size(); point++) {
      if (timeline.allocatedBytes(point) > timeline.allocatedBytes(timeline.peak)) {
        timeline.peak = point;
      }
    }
    return timeline;
  }

  /** The device, and its blocks from allocation to free. */
  public MemoryBlocks blocks() {
    return blocks;
  }

  /** Whether the bytes in use are the allocator's own sums. */
  public boolean saysTotals() {
    return saysTotals;
  }

  /** Number of points, one for each event of the allocator; at least one. */
  public int size() {
    return times.size();
  }

  public long timeNs(int point) {
    return times.get(point);
  }

  /** Bytes in use after the event. */
  public long allocatedBytes(int point) {
    return allocated.get(point) + baseBytes;
  }

  /** Bytes that the allocator held then; {@link Ids#ABSENT} if it does not say. */
  public long reservedBytes(int point) {
    return reserved.get(point);
  }

  /** The first point with the most bytes in use. */
  public int peak() {
    return peak;
  }

  /** The last point no later than a time; −1 if there is none. */
  public int at(long timeNs) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times.get(middle) <= timeNs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /**
   * What was alive at a moment by the context that allocated it, the most bytes first. Blocks that
   * were allocated before the recording are not among it: what is missing from {@link
   * #allocatedBytes} is theirs.
   *
   * @param nodes {@link Run#allocationNodes} of the device's input
   */
  public List<HeldMemory> aliveAt(long timeNs, int[] nodes) {
    int nodeCount = 0;
    for (int node : nodes) {
      nodeCount = Math.max(nodeCount, node + 1);
    }
    long[] bytes = new long[nodeCount];
    long[] count = new long[nodeCount];
    for (int block = 0; block < blocks.size(); block++) {
      int node = nodes[blocks.instant(block)];
      if (node >= 0 && blocks.isAlive(block, timeNs)) {
        bytes[node] += blocks.bytes(block);
        count[node]++;
      }
    }
    List<HeldMemory> alive = new ArrayList<>();
    for (int node = 0; node < nodeCount; node++) {
      if (count[node] > 0) {
        alive.add(new HeldMemory(node, bytes[node], count[node]));
      }
    }
    alive.sort(
        Comparator.comparingLong(HeldMemory::bytes).reversed().thenComparingInt(HeldMemory::node));
    return alive;
  }
}
