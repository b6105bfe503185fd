package dev.plumb.trace;

/**
 * Everything with a start and a duration: the heart of a {@link Trace}. Rows are in the order of
 * the file. Detail that only some kinds have stands in a table of its own, at row {@link
 * #detail(int)}.
 */
public final class SliceTable {
  private final LongColumn startNs = new LongColumn();
  private final LongColumn durNs = new LongColumn();
  private final IntColumn name = new IntColumn();
  private final IntColumn category = new IntColumn();
  private final IntColumn track = new IntColumn();
  private final IntColumn args = new IntColumn();
  private final IntColumn detail = new IntColumn();
  private final ByteColumn kind = new ByteColumn();

  /** Appends a slice; see the accessors for the meaning of the columns. */
  public int add(
      long startNs,
      long durNs,
      SliceKind kind,
      int nameId,
      int categoryId,
      int trackRow,
      int argsId,
      int detailRow) {
    this.startNs.add(startNs);
    this.durNs.add(durNs);
    this.kind.add((byte) kind.ordinal());
    name.add(nameId);
    category.add(categoryId);
    track.add(trackRow);
    args.add(argsId);
    return detail.add(detailRow);
  }

  /** Number of slices. */
  public int size() {
    return startNs.size();
  }

  /** Start in nanoseconds of the trace's clock; add {@link Trace#baseTimeNs()} for Unix time. */
  public long startNs(int row) {
    return startNs.get(row);
  }

  /** Duration in nanoseconds, never negative. */
  public long durNs(int row) {
    return durNs.get(row);
  }

  /** End, exclusive; equals the start of a slice without length. */
  public long endNs(int row) {
    return startNs.get(row) + durNs.get(row);
  }

  /** Id in {@link Trace#strings()}. */
  public int nameId(int row) {
    return name.get(row);
  }

  /** Id in {@link Trace#strings()}; {@link Ids#NONE} when the event had no category. */
  public int categoryId(int row) {
    return category.get(row);
  }

  /** Row of {@link TrackTable}. */
  public int trackRow(int row) {
    return track.get(row);
  }

  /**
   * Id in {@link Trace#args()} of the arguments that have no column of their own, as JSON members
   * without the enclosing braces; {@link Ids#NONE} when there are none.
   */
  public int argsId(int row) {
    return args.get(row);
  }

  /** Row of the table that belongs to the kind; {@link Ids#NONE} when there is none. */
  public int detail(int row) {
    return detail.get(row);
  }

  /** What the slice is. */
  public SliceKind kind(int row) {
    return SliceKind.of(kind.get(row));
  }

  /** {@link SliceKind#ordinal()} of {@link #kind(int)}, for hot loops. */
  public int kindOrdinal(int row) {
    return kind.get(row);
  }

  /**
   * Sorts {@code rows[from, to)} by start, the longest first where starts are equal, then by kind
   * (an annotation before the operator that it marks), then by row.
   */
  public void sortByStart(int[] rows, int from, int to) {
    RowSorter.sortByTime(rows, from, to, startNs);
    for (int at = from; at < to; ) {
      int end = at + 1;
      long start = startNs.get(rows[at]);
      while (end < to && startNs.get(rows[end]) == start) {
        end++;
      }
      if (end - at > 32) { // hostile, or a clock that stands still
        RowSorter.sortByKey(rows, at, end, row -> kind.get(row));
        RowSorter.sortByKey(rows, at, end, row -> Long.MAX_VALUE - durNs.get(row));
      } else if (end - at > 1) {
        sortEqualStarts(rows, at, end);
      }
      at = end;
    }
  }

  private void sortEqualStarts(int[] rows, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int row = rows[i];
      long dur = durNs.get(row);
      byte rowKind = kind.get(row);
      int at = i - 1;
      while (at >= from) {
        long other = durNs.get(rows[at]);
        if (other > dur || other == dur && kind.get(rows[at]) <= rowKind) {
          break;
        }
        rows[at + 1] = rows[at];
        at--;
      }
      rows[at + 1] = row;
    }
  }

  /** Sets the duration of a slice that was open when it was added. */
  void setDurNs(int row, long value) {
    durNs.set(row, value);
  }
}
