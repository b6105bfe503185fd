package dev.plumb.importers.sqlite;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A table as the schema describes it.
 *
 * @param root page of its tree
 */
record SqliteTable(String name, long root, List<Column> columns) {
  /**
   * @param rowid whether it is another name for the row's id, which is not stored in the row
   * @param missing value of rows that were written before the column was added
   */
  record Column(String name, boolean rowid, @Nullable Object missing) {}

  /** Index of a column; −1 if the table does not have it. Names differ in case only by mistake. */
  int column(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name.equals(name)) {
        return i;
      }
    }
    String lower = name.toLowerCase(Locale.ROOT);
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name.toLowerCase(Locale.ROOT).equals(lower)) {
        return i;
      }
    }
    return -1;
  }
}
