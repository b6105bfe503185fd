package dev.plumb.trace;

/** Segments that a caching allocator had reserved when a memory snapshot was taken. */
public final class SegmentTable {
  private final IntColumn device = new IntColumn();
  private final LongColumn address = new LongColumn();
  private final LongColumn total = new LongColumn();
  private final LongColumn allocated = new LongColumn();
  private final LongColumn active = new LongColumn();
  private final IntColumn type = new IntColumn();
  private final IntColumn stream = new IntColumn();
  private final ByteColumn expandable = new ByteColumn();
  private final IntColumn stack = new IntColumn();

  /**
   * Appends a row and returns it; the getters say what the columns mean.
   *
   * @param expandable 1, 0, or {@link Ids#NONE} if not given
   */
  public int add(
      int deviceRow,
      long address,
      long totalBytes,
      long allocatedBytes,
      long activeBytes,
      int typeId,
      int streamId,
      int expandable,
      int stackRow) {
    device.add(deviceRow);
    this.address.add(address);
    total.add(totalBytes);
    allocated.add(allocatedBytes);
    active.add(activeBytes);
    type.add(typeId);
    stream.add(streamId);
    this.expandable.add((byte) expandable);
    return stack.add(stackRow);
  }

  /** Number of rows. */
  public int size() {
    return device.size();
  }

  /** Row of {@link DeviceTable}. */
  public int deviceRow(int row) {
    return device.get(row);
  }

  /** Address of its first byte; {@link Ids#ABSENT} if not given. */
  public long address(int row) {
    return address.get(row);
  }

  /** Bytes reserved. */
  public long totalBytes(int row) {
    return total.get(row);
  }

  /** Bytes in blocks that the program holds. */
  public long allocatedBytes(int row) {
    return allocated.get(row);
  }

  /** Bytes in blocks that the program holds or that a stream may still use. */
  public long activeBytes(int row) {
    return active.get(row);
  }

  /** String id of the pool ("small", "large"); {@link Ids#NONE} if not given. */
  public int typeId(int row) {
    return type.get(row);
  }

  /** String id of the stream; {@link Ids#NONE} if not given. */
  public int streamId(int row) {
    return stream.get(row);
  }

  /** 1 if it can grow, 0 if not, {@link Ids#NONE} if not given. */
  public int expandable(int row) {
    return expandable.get(row);
  }

  /** Row of {@link StackTable} of the request that made it; {@link Ids#NONE} if not recorded. */
  public int stackRow(int row) {
    return stack.get(row);
  }
}
