package dev.plumb.trace;

/** What the values of {@link SampleTable} measure; a profile has a few. */
public final class MeasureTable {
  private final ByteColumn quantity = new ByteColumn();
  private final IntColumn name = new IntColumn();
  private final IntColumn unit = new IntColumn();
  private final RowIndex index = new RowIndex();

  /**
   * The row of a measure; adds it when it is new.
   *
   * @param nameId string id of the profiler's own name of it ({@code "cpu-cycles"}, {@code "time
   *     (ns)"})
   * @param unitId string id of the unit of its values, after conversion; "" for counts
   */
  public int row(Quantity quantity, int nameId, int unitId) {
    int ordinal = quantity.ordinal();
    int slot = index.slot(hash(ordinal, nameId, unitId));
    int row;
    while ((row = index.row(slot)) >= 0) {
      if (name.get(row) == nameId && unit.get(row) == unitId && this.quantity.get(row) == ordinal) {
        return row;
      }
      slot = index.next(slot);
    }
    this.quantity.add((byte) ordinal);
    name.add(nameId);
    row = unit.add(unitId);
    index.put(slot, row, known -> hash(this.quantity.get(known), name.get(known), unit.get(known)));
    return row;
  }

  private static int hash(int quantity, int nameId, int unitId) {
    return RowIndex.mix(RowIndex.mix(quantity, nameId), unitId);
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
