package dev.plumb.trace;

/**
 * Stacks that the profiler itself gives for slices: the call chain of a runtime call (Nsight
 * Systems), the name scope of an XLA kernel. Sparse: most slices have none.
 */
public final class SliceStackTable {
  private final IntColumn slice = new IntColumn();
  private final IntColumn stack = new IntColumn();

  /** Gives a slice its callers; the slice itself is not a frame of the stack. */
  public int add(int sliceRow, int stackRow) {
    slice.add(sliceRow);
    return stack.add(stackRow);
  }

  /** Number of rows. */
  public int size() {
    return slice.size();
  }

  /** Row of {@link SliceTable}. */
  public int sliceRow(int row) {
    return slice.get(row);
  }

  /** Row of {@link StackTable}. */
  public int stackRow(int row) {
    return stack.get(row);
  }
}
