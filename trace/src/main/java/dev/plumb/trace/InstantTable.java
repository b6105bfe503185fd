package dev.plumb.trace;

/** Events without a duration. */
public final class InstantTable {
  private final LongColumn time = new LongColumn();
  private final IntColumn name = new IntColumn();
  private final IntColumn category = new IntColumn();
  private final IntColumn track = new IntColumn();
  private final IntColumn args = new IntColumn();
  private final IntColumn memory = new IntColumn();

  /** Appends an instant. */
  public int add(long timeNs, int nameId, int categoryId, int trackRow, int argsId, int memoryRow) {
    time.add(timeNs);
    name.add(nameId);
    category.add(categoryId);
    track.add(trackRow);
    args.add(argsId);
    return memory.add(memoryRow);
  }

  /** Number of instants. */
  public int size() {
    return time.size();
  }

  /** When, in nanoseconds of the trace's clock. */
  public long timeNs(int row) {
    return time.get(row);
  }

  /** String id of the name. */
  public int nameId(int row) {
    return name.get(row);
  }

  /** String id of the category; {@link Ids#NONE} if none. */
  public int categoryId(int row) {
    return category.get(row);
  }

  /** Row of {@link TrackTable}. */
  public int trackRow(int row) {
    return track.get(row);
  }

  /** As {@link SliceTable#argsId}. */
  public int argsId(int row) {
    return args.get(row);
  }

  /** Row of {@link MemoryTable} when the instant is an allocation or a free, else −1. */
  public int memoryRow(int row) {
    return memory.get(row);
  }

  /** Sorts rows by time; those of equal time keep their order. */
  public void sortByTime(int[] rows) {
    RowSorter.sortByTime(rows, 0, rows.length, time);
  }
}
