package dev.plumb.trace;

/** What the values of {@link SampleTable} measure; a profile has a few. */
public final class MeasureTable {
  private final ByteColumn quantity = new ByteColumn();
  private final IntColumn name = new IntColumn();
  private final IntColumn unit = new IntColumn();

  /**
   * The row of a measure; adds it when it is new.
   *
   * @param nameId string id of the profiler's own name of it ({@code "cpu-cycles"}, {@code "time
   *     (ns)"})
   * @param unitId string id of the unit of its values, after conversion; "" for counts
   */
  public int row(Quantity quantity, int nameId, int unitId) {
    for (int row = 0; row < name.size(); row++) {
      if (name.get(row) == nameId
          && unit.get(row) == unitId
          && this.quantity.get(row) == quantity.ordinal()) {
        return row;
      }
    }
    this.quantity.add((byte) quantity.ordinal());
    name.add(nameId);
    return unit.add(unitId);
  }

  /** Number of rows. */
  public int size() {
    return name.size();
  }

  /** What it is. */
  public Quantity quantity(int row) {
    return Quantity.of(quantity.get(row));
  }

  /** String id of the profiler's own name of it. */
  public int nameId(int row) {
    return name.get(row);
  }

  /** String id of the unit; "" for counts. */
  public int unitId(int row) {
    return unit.get(row);
  }
}
