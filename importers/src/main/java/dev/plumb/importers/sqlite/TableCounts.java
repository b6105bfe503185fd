package dev.plumb.importers.sqlite;

import dev.plumb.trace.TraceBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.io.JsonStringEncoder;

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
   * Writes all tables that have rows, with their number; those whose rows went nowhere; and how
   * many tables have no rows.
   *
   * @param helpers tables that were looked into for names
   */
  public void write(Set<String> helpers) {
    StringBuilder tables = new StringBuilder("{");
    StringBuilder ignored = new StringBuilder("[");
    int listed = 0;
    int empty = 0;
    for (String table : file.tables()) {
      if (listed++ >= MOST) {
        break;
      }
      Long known = read.get(table);
      long rows = known == null ? file.count(table) : known;
      empty += rows == 0 ? 1 : 0;
      if (rows > 0 && !table.startsWith("ENUM_")) {
        name(tables, table).append(':').append(rows);
        if (known == null && !helpers.contains(table)) {
          name(ignored, table);
        }
      }
    }
    out.putMetadata("tables", tables.append('}').toString());
    out.putMetadata("ignored_tables", ignored.append(']').toString());
    out.putMetadata("empty_tables", Integer.toString(empty));
  }

  private static StringBuilder name(StringBuilder json, String table) {
    json.append(json.length() == 1 ? "\"" : ",\"");
    String name = table.substring(0, Math.min(table.length(), LONGEST));
    JsonStringEncoder.getInstance().quoteAsString(name, json);
    return json.append('"');
  }
}
