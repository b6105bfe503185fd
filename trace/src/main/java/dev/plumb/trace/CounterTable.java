package dev.plumb.trace;

/** Samples of counters: one row for each series of each sample. */
public final class CounterTable {
  private final LongColumn time = new LongColumn();
  private final IntColumn track = new IntColumn();
  private final IntColumn name = new IntColumn();
  private final IntColumn series = new IntColumn();
  private final DoubleColumn value = new DoubleColumn();

  /** Appends a sample. */
  public int add(long timeNs, int trackRow, int nameId, int seriesId, double value) {
    time.add(timeNs);
    track.add(trackRow);
    name.add(nameId);
    series.add(seriesId);
    return this.value.add(value);
  }

  /** Number of rows. */
  public int size() {
    return time.size();
  }

  /** When, in nanoseconds of the trace's clock. */
  public long timeNs(int row) {
    return time.get(row);
  }

  /** Row of {@link TrackTable}. */
  public int trackRow(int row) {
    return track.get(row);
  }

  /** String id of the counter's name. */
  public int nameId(int row) {
    return name.get(row);
  }

  /** String id of the series, the key in the event's {@code args}. */
  public int seriesId(int row) {
    return series.get(row);
  }

  /** The value in the unit of the trace. */
  public double value(int row) {
    return value.get(row);
  }
}
