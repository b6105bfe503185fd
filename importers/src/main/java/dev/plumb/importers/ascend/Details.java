package dev.plumb.importers.ascend;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.TraceBuilder;

/** Integers that a table has for the rows of another one. */
final class Details {
  private final LongMap rows = new LongMap();
  private final LongColumn values = new LongColumn();
  private final int width;

  private Details(int width) {
    this.width = width;
  }

  /** Reads a table; the first of its columns is the key, of which the first row counts. */
  static Details read(TraceBuilder out, SqliteFile file, String table, String... columns) {
    Details details = new Details(columns.length - 1);
    Rows scan = file.rows(table, columns);
    int category = out.strings().intern(table);
    while (scan.next()) {
      out.countEvent(category);
      long key = scan.integer(0, Ids.ABSENT);
      if (details.rows.get(key) >= 0) {
        continue;
      }
      details.rows.put(key, details.values.size() / details.width);
      for (int i = 1; i < columns.length; i++) {
        details.values.add(scan.integer(i, Ids.ABSENT));
      }
    }
    return details;
  }

  /** The row of a key; {@link Ids#NONE} if there is none. */
  int row(long key) {
    return rows.get(key);
  }

  /** A value, by the place of its column after the key; {@link Ids#ABSENT} without a row. */
  long get(int row, int column) {
    return row < 0 ? Ids.ABSENT : values.get(row * width + column);
  }

  int size() {
    return values.size() / width;
  }
}
