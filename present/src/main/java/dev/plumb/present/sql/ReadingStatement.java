package dev.plumb.present.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One statement that begins as those do that only read. What it does beyond that is for the
 * database to refuse: this is told first, so that the message says what may be asked.
 */
final class ReadingStatement {
  /** DuckDB's statements that answer rows and are meant for nothing else. */
  private static final Set<String> WORDS =
      Set.of(
          "SELECT",
          "WITH",
          "FROM",
          "VALUES",
          "TABLE",
          "DESCRIBE",
          "DESC",
          "SUMMARIZE",
          "SHOW",
          "PIVOT",
          "UNPIVOT",
          "PIVOT_WIDER",
          "PIVOT_LONGER");

  private final String sql;
  private int at;

  private ReadingStatement(String sql) {
    this.sql = sql;
  }

  /**
   * The only statement of {@code sql}.
   *
   * @throws QueryException if there is none, or a second one, or if it does not begin with a word
   *     of reading
   */
  static String of(String sql) {
    List<String> statements = Statements.of(sql);
    if (statements.isEmpty()) {
      throw new QueryException("there is no statement");
    }
    if (statements.size() > 1) {
      throw new QueryException("these are " + statements.size() + " statements: ask one at a time");
    }
    String one = statements.getFirst();
    String word = new ReadingStatement(one).word();
    if (!WORDS.contains(word)) {
      throw new QueryException(
          (word.isEmpty() ? "this" : word)
              + " is not answered here, only what reads: SELECT, WITH, FROM, VALUES, TABLE,"
              + " DESCRIBE, SUMMARIZE, SHOW, PIVOT, UNPIVOT, and EXPLAIN of these");
    }
    return one;
  }

  /** The first word, in capitals; of an explanation that of what is explained. */
  private String word() {
    String word = next();
    if (!word.equals("EXPLAIN")) {
      return word;
    }
    while (true) {
      int from = at;
      word = next();
      boolean options = sql.substring(from, at).contains("(");
      if (WORDS.contains(word) || !options && !word.equals("ANALYZE")) {
        return word;
      }
      int close = sql.indexOf(')', at);
      if (options) {
        if (close < 0) {
          return "";
        }
        at = close + 1;
      }
    }
  }

  /** The next word behind white space, comments and opening brackets; empty if none is there. */
  private String next() {
    while (at < sql.length()) {
      int end = Statements.afterComment(sql, at);
      if (end > at) {
        at = end;
      } else if (sql.charAt(at) == '(' || Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else {
        break;
      }
    }
    int start = at;
    while (at < sql.length() && Statements.isOfName(sql.charAt(at))) {
      at++;
    }
    return sql.substring(start, at).toUpperCase(Locale.ROOT);
  }
}
