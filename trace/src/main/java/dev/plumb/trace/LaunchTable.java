package dev.plumb.trace;

/** Detail of {@link SliceKind#RUNTIME} slices. */
public final class LaunchTable {
  private final LongColumn correlation = new LongColumn();
  private final LongColumn externalId = new LongColumn();

  /** Appends a row and returns it. */
  public int add(long correlation, long externalId) {
    this.correlation.add(correlation);
    return this.externalId.add(externalId);
  }

  /** Number of rows. */
  public int size() {
    return correlation.size();
  }

  /** The id shared with the device work that the call started; {@link Ids#ABSENT} if not given. */
  public long correlation(int row) {
    return correlation.get(row);
  }

  /** {@link OperatorTable#externalId} of the calling operator; {@link Ids#ABSENT} if not given. */
  public long externalId(int row) {
    return externalId.get(row);
  }
}
