package dev.plumb.trace;

/**
 * Values measured at recorded stacks: samples of a CPU or GPU profiler, and the sums of profilers
 * that keep no times (collapsed stacks, pprof, Proton, Nsight Compute). A sample with several
 * values has one row for each that is not zero.
 */
public final class SampleTable {
  private final LongColumn time = new LongColumn();
  private final IntColumn track = new IntColumn();
  private final IntColumn stack = new IntColumn();
  private final IntColumn measure = new IntColumn();
  private final LongColumn value = new LongColumn();
  private final IntColumn reason = new IntColumn();
  private final IntColumn slice = new IntColumn();

  /**
   * Appends a row and returns it.
   *
   * @param timeNs when; {@link Times#NONE} if the profiler keeps sums only
   * @param trackRow row of {@link TrackTable}; {@link Ids#NONE} if unknown
   * @param stackRow row of {@link StackTable}; {@link Ids#NONE} for an empty stack
   * @param measureRow row of {@link MeasureTable}
   * @param value in the measure's unit
   * @param reasonId string id of the state that was sampled: a stall reason, "lock", "sleep";
   *     {@link Ids#NONE} if there is none
   * @param sliceRow row of {@link SliceTable} of the device work that was sampled; {@link Ids#NONE}
   *     if unknown
   */
  public int add(
      long timeNs,
      int trackRow,
      int stackRow,
      int measureRow,
      long value,
      int reasonId,
      int sliceRow) {
    time.add(timeNs);
    track.add(trackRow);
    stack.add(stackRow);
    measure.add(measureRow);
    this.value.add(value);
    reason.add(reasonId);
    return slice.add(sliceRow);
  }

  /** Number of rows. */
  public int size() {
    return time.size();
  }

  /** When, in nanoseconds of the trace's clock; {@link Times#NONE} if only sums are known. */
  public long timeNs(int row) {
    return time.get(row);
  }

  /** Row of {@link TrackTable}; {@link Ids#NONE} if unknown. */
  public int trackRow(int row) {
    return track.get(row);
  }

  /** Row of {@link StackTable}; {@link Ids#NONE} for an empty stack. */
  public int stackRow(int row) {
    return stack.get(row);
  }

  /** Row of {@link MeasureTable}. */
  public int measureRow(int row) {
    return measure.get(row);
  }

  /** The value in the measure's unit. */
  public long value(int row) {
    return value.get(row);
  }

  void setValue(int row, long newValue) {
    value.set(row, newValue);
  }

  /** String id of the sampled state; {@link Ids#NONE} if there is none. */
  public int reasonId(int row) {
    return reason.get(row);
  }

  /** Row of {@link SliceTable} of the sampled device work; {@link Ids#NONE} if unknown. */
  public int sliceRow(int row) {
    return slice.get(row);
  }
}
