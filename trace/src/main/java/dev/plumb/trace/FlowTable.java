package dev.plumb.trace;

/** Ends of arrows between slices ({@code s}, {@code t} and {@code f} events). */
public final class FlowTable {
  private final LongColumn time = new LongColumn();
  private final LongColumn id = new LongColumn();
  private final IntColumn track = new IntColumn();
  private final IntColumn category = new IntColumn();
  private final ByteColumn phase = new ByteColumn();

  /** Appends one end; {@code phase} is the letter of the Trace Event Format. */
  public int add(long timeNs, long flowId, int trackRow, int categoryId, char phase) {
    time.add(timeNs);
    id.add(flowId);
    track.add(trackRow);
    category.add(categoryId);
    return this.phase.add((byte) phase);
  }

  /** Number of ends. */
  public int size() {
    return time.size();
  }

  /** When, in nanoseconds of the trace's clock. */
  public long timeNs(int row) {
    return time.get(row);
  }

  /** The arrow's id, unique within its category; text ids are replaced by a hash. */
  public long flowId(int row) {
    return id.get(row);
  }

  /** Row of {@link TrackTable}. */
  public int trackRow(int row) {
    return track.get(row);
  }

  /** String id of the category ({@code ac2g}, {@code fwdbwd}); {@link Ids#NONE} if none. */
  public int categoryId(int row) {
    return category.get(row);
  }

  /** {@code s} start, {@code t} step, {@code f} end. */
  public char phase(int row) {
    return (char) phase.get(row);
  }
}
