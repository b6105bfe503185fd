package dev.plumb.trace;

/** Blocks that {@link SegmentTable segments} were divided into, by address within each. */
public final class BlockTable {
  private final IntColumn segment = new IntColumn();
  private final LongColumn address = new LongColumn();
  private final LongColumn size = new LongColumn();
  private final LongColumn requested = new LongColumn();
  private final IntColumn state = new IntColumn();
  private final IntColumn stack = new IntColumn();

  /** Appends a row and returns it; the getters say what the columns mean. */
  public int add(
      int segmentRow, long address, long bytes, long requestedBytes, int stateId, int stackRow) {
    segment.add(segmentRow);
    this.address.add(address);
    size.add(bytes);
    requested.add(requestedBytes);
    state.add(stateId);
    return stack.add(stackRow);
  }

  /** Number of rows. */
  public int size() {
    return segment.size();
  }

  /** Row of {@link SegmentTable}. */
  public int segmentRow(int row) {
    return segment.get(row);
  }

  /** Address of its first byte; {@link Ids#ABSENT} if not given. */
  public long address(int row) {
    return address.get(row);
  }

  /** Bytes it takes, rounding included. */
  public long bytes(int row) {
    return size.get(row);
  }

  /** Bytes that the program asked for; {@link Ids#ABSENT} if not given. */
  public long requestedBytes(int row) {
    return requested.get(row);
  }

  /** String id of the state ("active_allocated", "active_pending_free", "inactive"). */
  public int stateId(int row) {
    return state.get(row);
  }

  /** Row of {@link StackTable} of the allocation; {@link Ids#NONE} if not recorded. */
  public int stackRow(int row) {
    return stack.get(row);
  }
}
