package dev.plumb.trace;

/**
 * Nodes of an operator graph: PyTorch execution traces, Chakra, whatever says what depends on what.
 */
public final class NodeTable {
  private final LongColumn id = new LongColumn();
  private final IntColumn name = new IntColumn();
  private final IntColumn type = new IntColumn();
  private final LongColumn parentId = new LongColumn();
  private final LongColumn start = new LongColumn();
  private final LongColumn duration = new LongColumn();
  private final IntColumn track = new IntColumn();
  private final LongColumn recordFunction = new LongColumn();
  private final IntColumn args = new IntColumn();
  private final ByteColumn onDevice = new ByteColumn();

  /**
   * Appends a row and returns it; the getters say what the columns mean.
   *
   * @param parentId id of the calling node, which may come later; {@link Ids#ABSENT} for none
   */
  public int add(
      long id,
      int nameId,
      int typeId,
      long parentId,
      long startNs,
      long durNs,
      int trackRow,
      long recordFunctionId,
      int argsId) {
    this.id.add(id);
    name.add(nameId);
    type.add(typeId);
    this.parentId.add(parentId);
    start.add(startNs);
    duration.add(durNs);
    track.add(trackRow);
    recordFunction.add(recordFunctionId);
    onDevice.add((byte) Ids.NONE);
    return args.add(argsId);
  }

  void setDurNs(int row, long value) {
    duration.set(row, value);
  }

  /** Number of rows. */
  public int size() {
    return name.size();
  }

  /** The node's id in the file; not always unique in damaged files. */
  public long id(int row) {
    return id.get(row);
  }

  /** String id of the name. */
  public int nameId(int row) {
    return name.get(row);
  }

  /** String id of the kind of node as the file writes it; {@link Ids#NONE} if not given. */
  public int typeId(int row) {
    return type.get(row);
  }

  /** Id of the calling node; {@link Ids#ABSENT} for none. */
  public long parentId(int row) {
    return parentId.get(row);
  }

  /** Start in nanoseconds; {@link Times#NONE} if not given. */
  public long startNs(int row) {
    return start.get(row);
  }

  /** Duration in nanoseconds; {@link Times#NONE} if not given. */
  public long durNs(int row) {
    return duration.get(row);
  }

  /** Row of {@link TrackTable}; {@link Ids#NONE} if not given. */
  public int trackRow(int row) {
    return track.get(row);
  }

  /** {@link OperatorTable#recordFunctionId} of the same call; {@link Ids#ABSENT} if not given. */
  public long recordFunctionId(int row) {
    return recordFunction.get(row);
  }

  /** 1 if it runs on a device, 0 if on the host, {@link Ids#NONE} if not given. */
  public int onDevice(int row) {
    return onDevice.get(row);
  }

  /** Says where a node runs: 1 on a device, 0 on the host. */
  public void setOnDevice(int row, int value) {
    onDevice.set(row, (byte) value);
  }

  /** Id in {@link Trace#args()} of inputs, outputs, shapes, types; {@link Ids#NONE} if none. */
  public int argsId(int row) {
    return args.get(row);
  }
}
