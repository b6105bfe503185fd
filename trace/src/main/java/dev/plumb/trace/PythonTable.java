package dev.plumb.trace;

/** Detail of {@link SliceKind#PYTHON} and {@link SliceKind#MODULE} slices. */
public final class PythonTable {
  private final LongColumn id = new LongColumn();
  private final LongColumn parent = new LongColumn();
  private final IntColumn module = new IntColumn();

  /** Appends a row and returns it. */
  public int add(long pythonId, long parentId, int moduleId) {
    id.add(pythonId);
    parent.add(parentId);
    return module.add(moduleId);
  }

  /** Number of rows. */
  public int size() {
    return id.size();
  }

  /** The profiler's id of the frame, unique in a process; {@link Ids#ABSENT} if not given. */
  public long pythonId(int row) {
    return id.get(row);
  }

  /** {@link #pythonId} of the calling frame; {@link Ids#ABSENT} at the root or if not given. */
  public long parentId(int row) {
    return parent.get(row);
  }

  /** Id of the {@code nn.Module} instance; {@link Ids#NONE} if the frame is not a module call. */
  public int moduleId(int row) {
    return module.get(row);
  }
}
