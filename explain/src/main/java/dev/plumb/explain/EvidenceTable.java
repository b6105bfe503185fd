package dev.plumb.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows that show a finding to be true. Cells are text for people to read; what they can open
 * stands beside.
 *
 * @param columns headings, with the unit where there is one: "gap us"
 * @param rows cells of each row, as many as there are columns
 * @param slices for each row, the input and slice row of an event to open; {@link SliceRef#NONE}
 *     where the row is a sum
 * @param total rows that there are in all, which may be more than stand here
 */
public record EvidenceTable(
    List<String> columns, List<List<String>> rows, List<SliceRef> slices, long total) {
  public EvidenceTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    slices = List.copyOf(slices);
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(row.size() + " cells for " + columns.size());
      }
    }
    if (slices.size() != rows.size() || total < rows.size()) {
      throw new IllegalArgumentException("rows, slices and total do not agree");
    }
  }

  /** Starts a table with these headings. */
  public static Builder of(String... columns) {
    return new Builder(List.of(columns));
  }

  /** Collects rows. */
  public static final class Builder {
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<SliceRef> slices = new ArrayList<>();
    private long total;

    private Builder(List<String> columns) {
      this.columns = columns;
    }

    /** Adds a row that is a sum. */
    public Builder row(String... cells) {
      return row(SliceRef.NONE, cells);
    }

    /** Adds a row for an event. */
    public Builder row(SliceRef slice, String... cells) {
      rows.add(List.of(cells));
      slices.add(slice);
      return this;
    }

    /** Says how many rows there are in all, where not all are shown. */
    public Builder total(long count) {
      total = count;
      return this;
    }

    public EvidenceTable build() {
      return new EvidenceTable(columns, rows, slices, Math.max(total, rows.size()));
    }
  }
}
