package dev.plumb.trace;

/**
 * Recorded stacks, as a tree: a stack is its innermost frame under the stack of its caller. A
 * caller's row is less than its callees' rows; equal stacks are one row.
 */
public final class StackTable {
  private final IntColumn parent = new IntColumn();
  private final IntColumn frame = new IntColumn();
  private final RowIndex index = new RowIndex();

  /**
   * The row of the stack that calls {@code frameRow} from {@code parentRow}; adds it when it is
   * new.
   *
   * @param parentRow stack of the caller; {@link Ids#NONE} for the outermost frame
   * @param frameRow row of {@link FrameTable}
   */
  public int row(int parentRow, int frameRow) {
    int slot = index.slot(RowIndex.mix(parentRow, frameRow));
    int row;
    while ((row = index.row(slot)) >= 0) {
      if (parent.get(row) == parentRow && frame.get(row) == frameRow) {
        return row;
      }
      slot = index.next(slot);
    }
    if (parentRow >= parent.size()) {
      throw new IllegalArgumentException("stack " + parentRow + " does not exist yet");
    }
    parent.add(parentRow);
    row = frame.add(frameRow);
    index.put(slot, row, known -> RowIndex.mix(parent.get(known), frame.get(known)));
    return row;
  }

  /** Number of rows. */
  public int size() {
    return parent.size();
  }

  /** Row of the caller's stack, less than {@code row}; {@link Ids#NONE} at the outermost frame. */
  public int parentRow(int row) {
    return parent.get(row);
  }

  /** Row of {@link FrameTable} of the innermost frame. */
  public int frameRow(int row) {
    return frame.get(row);
  }
}
