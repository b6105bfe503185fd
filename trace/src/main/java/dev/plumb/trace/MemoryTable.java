package dev.plumb.trace;

/** Detail of allocator events: one row for each allocation (positive) or free (negative). */
public final class MemoryTable {
  private final LongColumn bytes = new LongColumn();
  private final LongColumn address = new LongColumn();
  private final LongColumn allocated = new LongColumn();
  private final LongColumn reserved = new LongColumn();
  private final IntColumn deviceType = new IntColumn();
  private final IntColumn deviceId = new IntColumn();
  private final IntColumn stack = new IntColumn();

  /** Appends a row without a stack and returns it. */
  public int add(
      long bytes,
      long address,
      long totalAllocated,
      long totalReserved,
      int deviceType,
      int deviceId) {
    stack.add(Ids.NONE);
    this.bytes.add(bytes);
    this.address.add(address);
    allocated.add(totalAllocated);
    reserved.add(totalReserved);
    this.deviceType.add(deviceType);
    return this.deviceId.add(deviceId);
  }

  void setBytes(int row, long value) {
    bytes.set(row, value);
  }

  /** Number of rows. */
  public int size() {
    return bytes.size();
  }

  /** Bytes allocated; negative when freed. */
  public long bytes(int row) {
    return bytes.get(row);
  }

  /** Address; {@link Ids#ABSENT} if not given. */
  public long address(int row) {
    return address.get(row);
  }

  /** Bytes allocated on the device after the event; {@link Ids#ABSENT} if not given. */
  public long totalAllocated(int row) {
    return allocated.get(row);
  }

  /** Bytes the allocator holds after the event; {@link Ids#ABSENT} if not given. */
  public long totalReserved(int row) {
    return reserved.get(row);
  }

  /** PyTorch's device type: 0 CPU, 1 CUDA or HIP; −1 if not given. */
  public int deviceType(int row) {
    return deviceType.get(row);
  }

  /** Index of the device; −1 for the CPU or if not given. */
  public int deviceId(int row) {
    return deviceId.get(row);
  }

  /** Row of {@link StackTable} of the code that asked for it; {@link Ids#NONE} if not recorded. */
  public int stackRow(int row) {
    return stack.get(row);
  }

  /** Gives a row its stack. */
  public void setStackRow(int row, int stackRow) {
    stack.set(row, stackRow);
  }
}
