package dev.plumb.importers.sqlite;

import dev.plumb.importers.rocm.ArgsText;
import dev.plumb.trace.TraceBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** How many rows of each table were read; for the metadata, which tells what was not. */
public final class TableCounts {
  private static final int MOST = 1000;
  private static final int LONGEST = 4000;

  private final SqliteFile file;
  private final TraceBuilder out;
  private final Map<String, Long> read = new LinkedHashMap<>();

  /** Counts of {@code file}, for {@code out}. */
  public TableCounts(SqliteFile file, TraceBuilder out) {
    this.file = file;
    this.out = out;
  }

  /** Counts the rows of a table as events of a category of its name. */
  public void add(String table, long rows) {
    if (rows > 0) {
      out.countEvents(out.strings().intern(table), rows);
      read.merge(table, rows, Long::sum);
    }
  }

  /**
   * Writes all tables that have rows, with their number, and those whose rows went nowhere.
   *
   * @param helpers tables that were looked into for names
   */
  public void write(Set<String> helpers) {
    StringBuilder tables = new StringBuilder();
    StringBuilder ignored = new StringBuilder();
    int listed = 0;
    for (String table : file.tables()) {
      if (table.startsWith("ENUM_") || listed++ == MOST) {
        continue;
      }
      Long known = read.get(table);
      long rows = known == null ? file.count(table) : known;
      if (rows > 0) {
        String name = ArgsText.json(table.substring(0, Math.min(table.length(), LONGEST)));
        tables.append(tables.isEmpty() ? "" : ",").append(name).append(':').append(rows);
        if (known == null && !helpers.contains(table)) {
          ignored.append(ignored.isEmpty() ? "" : ",").append(name);
        }
      }
    }
    out.putMetadata("tables", "{" + tables + "}");
    out.putMetadata("ignored_tables", "[" + ignored + "]");
  }
}
