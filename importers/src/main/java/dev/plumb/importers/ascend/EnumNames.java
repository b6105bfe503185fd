package dev.plumb.importers.ascend;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Ids;
import java.util.HashMap;
import java.util.Map;

/** A table of names by number. */
final class EnumNames {
  private static final int MOST_NAMES = 10_000;

  private final Map<Long, String> names = new HashMap<>();

  /** Reads one of the {@code ENUM_} tables, which files of some versions do not have. */
  static EnumNames read(SqliteFile file, String table) {
    EnumNames all = new EnumNames();
    Rows rows = file.rows(table, "id", "name");
    for (int i = 0; i < MOST_NAMES && rows.next(); i++) {
      String name = rows.string(1);
      if (name != null && name.length() <= 256) {
        all.names.put(rows.integer(0, Ids.ABSENT), name);
      }
    }
    return all;
  }

  /** A name; the empty text if the number has none. */
  String name(long id) {
    return names.getOrDefault(id, "");
  }
}
