package dev.plumb.present.sql;

import java.sql.SQLException;

/** A query cannot be run; the message is one line for its author. */
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  QueryException(SQLException cause) {
    super(oneLine(String.valueOf(cause.getMessage())), cause);
  }

  QueryException(String message) {
    super(message);
  }

  private QueryException(String message, SQLException cause) {
    super(message, cause);
  }

  /** DuckDB's own advice is about settings that are locked here. */
  static QueryException memory(long bytes, SQLException cause) {
    return new QueryException(
        "the query needs more memory than the "
            + (bytes >> 20)
            + " MiB that it may use: ask for fewer rows, or for shorter texts and lists",
        cause);
  }

  /** DuckDB adds the query with a caret under the place; what it says before that is enough. */
  private static String oneLine(String message) {
    int quote = message.indexOf("\n\nLINE ");
    String text = quote < 0 ? message : message.substring(0, quote);
    StringBuilder line = new StringBuilder();
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ') {
        blank = !line.isEmpty();
      } else {
        line.append(blank ? " " : "").append(Character.isISOControl(c) ? '?' : c);
        blank = false;
      }
    }
    return line.toString();
  }
}
