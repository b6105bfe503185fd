package dev.plumb.trace;

/**
 * Hardware counters and derived metrics of single executions of kernels, as Nsight Compute and
 * rocprof collect them.
 */
public final class KernelMetricTable {
  private final IntColumn slice = new IntColumn();
  private final IntColumn sample = new IntColumn();
  private final IntColumn name = new IntColumn();
  private final IntColumn unit = new IntColumn();
  private final DoubleColumn value = new DoubleColumn();
  private final IntColumn text = new IntColumn();
  private final IntColumn pass = new IntColumn();

  /**
   * Appends a row and returns it. The execution is a slice where the profiler gives its place in
   * time, or else a row of {@link SampleTable} of quantity {@link Quantity#KERNEL_NS} (or {@link
   * Quantity#KERNELS} where not even the duration is known).
   *
   * @param sliceRow row of {@link SliceTable}; {@link Ids#NONE} if there is none
   * @param sampleRow row of {@link SampleTable}; {@link Ids#NONE} if there is none
   * @param nameId string id of the metric as the profiler names it
   * @param unitId string id of the unit; {@link Ids#NONE} if not given
   * @param value NaN where the metric is a text or was not measured
   * @param textId string id of the value of metrics that are texts; {@link Ids#NONE} otherwise
   * @param pass run in which it was collected, from 0; {@link Ids#NONE} if not given
   */
  public int add(
      int sliceRow, int sampleRow, int nameId, int unitId, double value, int textId, int pass) {
    slice.add(sliceRow);
    sample.add(sampleRow);
    name.add(nameId);
    unit.add(unitId);
    this.value.add(value);
    text.add(textId);
    return this.pass.add(pass);
  }

  /** Number of rows. */
  public int size() {
    return name.size();
  }

  /** Row of {@link SliceTable} of the execution; {@link Ids#NONE} if it has no place in time. */
  public int sliceRow(int row) {
    return slice.get(row);
  }

  /** Row of {@link SampleTable} of the execution; {@link Ids#NONE} if it is a slice. */
  public int sampleRow(int row) {
    return sample.get(row);
  }

  /** String id of the metric as the profiler names it. */
  public int nameId(int row) {
    return name.get(row);
  }

  /** String id of the unit; {@link Ids#NONE} if not given. */
  public int unitId(int row) {
    return unit.get(row);
  }

  /** The value in its unit; NaN where it is a text or was not measured. */
  public double value(int row) {
    return value.get(row);
  }

  /** String id of the value of metrics that are texts; {@link Ids#NONE} otherwise. */
  public int textId(int row) {
    return text.get(row);
  }

  /** Run in which it was collected, from 0; {@link Ids#NONE} if not given. */
  public int pass(int row) {
    return pass.get(row);
  }
}
