package dev.plumb.profile.timeline;

import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.InstantTable;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.MemoryTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** By address: the last block that was allocated there. */
  private final LongMap latest = new LongMap();

  /** Rows of instants, by time. */
  private final IntColumn events = new IntColumn();

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
      MemoryBlocks blocks = null;
      MemoryBlocks before = null; // events of host and device alternate
      for (int row : eventsByTime(table, memory)) {
        int at = table.memoryRow(row);
        int rank = trace.tracks().rank(table.trackRow(row));
        if (blocks == null || !blocks.isOf(rank, memory.deviceType(at), memory.deviceId(at))) {
          MemoryBlocks last = blocks;
          blocks = before;
          before = last;
        }
        if (blocks == null || !blocks.isOf(rank, memory.deviceType(at), memory.deviceId(at))) {
          Device device = new Device(rank, memory.deviceType(at), memory.deviceId(at));
          blocks = byDevice.get(device);
          if (blocks == null) {
            String label =
                InputTracks.rankLabel(run, input, device.rank)
                    + ", "
                    + MemoryDevices.label(device.type, device.id);
            blocks = new MemoryBlocks(input, label, device);
            blocks.totals = MemoryBase.inUseAtTheEnd(trace, device.type, device.id) != Ids.ABSENT;
            byDevice.put(device, blocks);
          }
        }
        blocks.totals |= memory.totalAllocated(at) != Ids.ABSENT;
        blocks.event(table.timeNs(row), row, memory.bytes(at), memory.address(at));
      }
      all.addAll(byDevice.values());
    }
    return all;
  }

  private static int[] eventsByTime(InstantTable table, MemoryTable memory) {
    int[] rows = new int[memory.size() == 0 ? 0 : table.size()];
    int count = 0;
    for (int row = 0; row < rows.length; row++) {
      if (table.memoryRow(row) >= 0) {
        rows[count++] = row;
      }
    }
    rows = Arrays.copyOf(rows, count);
    table.sortByTime(rows);
    return rows;
  }

  private boolean isOf(int rank, int deviceType, int deviceId) {
    return device.rank == rank && device.type == deviceType && device.id == deviceId;
  }

  private void event(long timeNs, int instant, long change, long address) {
    events.add(instant);
    if (address == Ids.ABSENT) {
      addressless++;
      return;
    }
    if (change > 0) {
      end(address, timeNs); // whoever gives out an address again had it back
      latest.put(address, starts.add(timeNs));
      ends.add(Times.NONE);
      bytes.add(change);
      instants.add(instant);
    } else if (!end(address, timeNs)) {
      unmatchedFrees++;
    }
  }

  /** Ends the block at an address; false if none is alive there. */
  private boolean end(long address, long timeNs) {
    int block = latest.get(address);
    if (block < 0 || ends.get(block) != Times.NONE) {
      return false;
    }
    ends.set(block, timeNs);
    return true;
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
  public int events() {
    return events.size();
  }

  /** Row of the instant of an event; events are numbered from 0, by time. */
  int event(int index) {
    return events.get(index);
  }

  /** Frees of blocks that were allocated before the recording began. */
  public long unmatchedFrees() {
    return unmatchedFrees;
  }

  /** Whether the allocator, or a snapshot of it, says how much is in use altogether. */
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
