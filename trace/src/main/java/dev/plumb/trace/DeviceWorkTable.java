package dev.plumb.trace;

/** Detail of device work (see {@link SliceKind#isDeviceWork()}), GPU annotations and syncs. */
public final class DeviceWorkTable {
  private final LongColumn correlation = new LongColumn();
  private final LongColumn externalId = new LongColumn();
  private final IntColumn device = new IntColumn();
  private final IntColumn stream = new IntColumn();
  private final LongColumn bytes = new LongColumn();

  /** Appends a row and returns it. */
  public int add(long correlation, long externalId, int deviceRow, int streamId, long bytes) {
    this.correlation.add(correlation);
    this.externalId.add(externalId);
    device.add(deviceRow);
    stream.add(streamId);
    return this.bytes.add(bytes);
  }

  void setBytes(int row, long value) {
    bytes.set(row, value);
  }

  /** Number of rows. */
  public int size() {
    return correlation.size();
  }

  /** The id shared with the launching call; {@link Ids#ABSENT} if not given. */
  public long correlation(int row) {
    return correlation.get(row);
  }

  /**
   * {@link OperatorTable#externalId} of the launching operator; {@link Ids#ABSENT} if not given.
   */
  public long externalId(int row) {
    return externalId.get(row);
  }

  /** Row of {@link DeviceTable}. */
  public int deviceRow(int row) {
    return device.get(row);
  }

  /** Id in {@link Trace#strings()} of the stream (queue) as the trace writes it. */
  public int streamId(int row) {
    return stream.get(row);
  }

  /** Bytes copied or set; {@link Ids#ABSENT} if not given. */
  public long bytes(int row) {
    return bytes.get(row);
  }
}
