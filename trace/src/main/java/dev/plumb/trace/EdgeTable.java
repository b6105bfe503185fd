package dev.plumb.trace;

/** Dependencies between {@link NodeTable nodes}, by their ids in the file. */
public final class EdgeTable {
  /** What a dependency is. */
  public enum Kind {
    /** Must end before. */
    CONTROL,
    /** Makes the data that is read. */
    DATA,
    /** Is waited for. */
    SYNC;

    private static final Kind[] VALUES = values();

    /** The kind of an ordinal as stored. */
    public static Kind of(int ordinal) {
      return VALUES[ordinal];
    }
  }

  private final LongColumn from = new LongColumn();
  private final LongColumn to = new LongColumn();
  private final ByteColumn kind = new ByteColumn();

  /** Appends a row: {@code toId} depends on {@code fromId}. Either may not exist. */
  public int add(long fromId, long toId, Kind kind) {
    from.add(fromId);
    to.add(toId);
    return this.kind.add((byte) kind.ordinal());
  }

  /** Number of rows. */
  public int size() {
    return from.size();
  }

  /** {@link NodeTable#id} of the node that comes first. */
  public long fromId(int row) {
    return from.get(row);
  }

  /** {@link NodeTable#id} of the node that depends on it. */
  public long toId(int row) {
    return to.get(row);
  }

  /** What the dependency is. */
  public Kind kind(int row) {
    return Kind.of(kind.get(row));
  }
}
