package dev.plumb.importers.sqlite;

import dev.plumb.trace.TraceBuilder;
import tools.jackson.core.io.JsonStringEncoder;

/** What a database holds, those tables included of which nothing is read. */
public final class TableRows {
  private static final int MOST_TABLES = 1000;

  private TableRows() {}

  /** Keeps the number of rows of each table as metadata: {@code tables}, an object. */
  public static void keep(SqliteFile file, TraceBuilder out) {
    StringBuilder json = new StringBuilder("{");
    int listed = 0;
    for (String table : file.tables()) {
      if (listed++ == MOST_TABLES) {
        break;
      }
      json.append(listed == 1 ? "\"" : ",\"");
      JsonStringEncoder.getInstance().quoteAsString(table, json);
      json.append("\":").append(file.count(table));
    }
    out.putMetadata("tables", json.append('}').toString());
  }
}
