package dev.plumb.profile.timeline;

import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.InstantTable;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.MemoryTable;
import dev.plumb.trace.RowSorter;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The blocks of memory that one device gave out while a profiler watched, from allocation to free.
 * What was allocated before is not among them; what was freed after is alive to the end.
 */
public final class MemoryBlocks {
  /** Name of the track with the bytes that are in use. */
  public static final String ALLOCATED = "memory allocated";

  /** Name of the track with the bytes that the allocator holds. */
  public static final String RESERVED = "memory reserved";

  private record Device(int rank, int type, int id) {}

  private final int input;
  private final String label;
  private final Device device;
  private final LongColumn starts = new LongColumn();
  private final LongColumn ends = new LongColumn();
  private final LongColumn bytes = new LongColumn();
  private final IntColumn instants = new IntColumn();

  /** By address: the block that is alive there. */
  private final Map<Long, Integer> alive = new HashMap<>();

  private long events;
  private long unmatchedFrees;
  private long addressless;
  private boolean totals;

  private MemoryBlocks(int input, String label, Device device) {
    this.input = input;
    this.label = label;
    this.device = device;
  }

  /** The devices of all inputs of which the allocator told something. */
  public static List<MemoryBlocks> of(Run run) {
    List<MemoryBlocks> all = new ArrayList<>();
    for (int input = 0; input < run.inputs().size(); input++) {
      Trace trace = run.inputs().get(input).trace();
      InstantTable table = trace.instants();
      MemoryTable memory = trace.memory();
      Map<Device, MemoryBlocks> byDevice = new LinkedHashMap<>();
      int[] rows =
          IntStream.range(0, memory.size() == 0 ? 0 : table.size())
              .filter(row -> table.memoryRow(row) >= 0)
              .toArray();
      RowSorter.sortByKey(rows, 0, rows.length, table::timeNs);
      for (int row : rows) {
        int at = table.memoryRow(row);
        Device device =
            new Device(
                trace.tracks().rank(table.trackRow(row)),
                memory.deviceType(at),
                memory.deviceId(at));
        MemoryBlocks blocks = byDevice.get(device);
        if (blocks == null) {
          String label =
              InputTracks.rankLabel(run, input, device.rank)
                  + ", "
                  + MemoryDevices.label(device.type, device.id);
          blocks = new MemoryBlocks(input, label, device);
          byDevice.put(device, blocks);
        }
        blocks.totals |= memory.totalAllocated(at) != Ids.ABSENT;
        blocks.event(table.timeNs(row), row, memory.bytes(at), memory.address(at));
      }
      all.addAll(byDevice.values());
    }
    return all;
  }

  private void event(long timeNs, int instant, long change, long address) {
    events++;
    if (address == Ids.ABSENT) {
      addressless++;
      return;
    }
    if (change > 0) {
      end(address, timeNs); // whoever gives out an address again had it back
      alive.put(address, starts.add(timeNs));
      ends.add(Times.NONE);
      bytes.add(change);
      instants.add(instant);
    } else if (!end(address, timeNs)) {
      unmatchedFrees++;
    }
  }

  private boolean end(long address, long timeNs) {
    Integer block = alive.remove(address);
    if (block != null) {
      ends.set(block, timeNs);
    }
    return block != null;
  }

  /** Input of the run. */
  public int input() {
    return input;
  }

  /** Rank and device, for people. */
  public String label() {
    return label;
  }

  /** PyTorch's type of the device. */
  public int deviceType() {
    return device.type;
  }

  /** Index of the device; −1 for the CPU or if not given. */
  public int deviceId() {
    return device.id;
  }

  /** Rank that the events name; {@link Ids#NONE} if they do not. */
  public int rank() {
    return device.rank;
  }

  /** Number of blocks. */
  public int size() {
    return starts.size();
  }

  /** Allocator events, frees among them. */
  public long events() {
    return events;
  }

  /** Frees of blocks that were allocated before the recording began. */
  public long unmatchedFrees() {
    return unmatchedFrees;
  }

  /** Whether the allocator says how much is in use altogether. */
  public boolean saysTotals() {
    return totals;
  }

  /** Events without an address, which are in no block. */
  public long addressless() {
    return addressless;
  }

  /** When a block was allocated, in the input's time. */
  public long startNs(int block) {
    return starts.get(block);
  }

  /** When it was freed; {@link Times#NONE} if that was not seen. */
  public long endNs(int block) {
    return ends.get(block);
  }

  /** Its size. */
  public long bytes(int block) {
    return bytes.get(block);
  }

  /** Row of the instant that allocated it. */
  public int instant(int block) {
    return instants.get(block);
  }

  /** Whether a block is alive at a moment of the input's time. */
  public boolean isAlive(int block, long timeNs) {
    return startNs(block) <= timeNs && (endNs(block) == Times.NONE || endNs(block) > timeNs);
  }
}
