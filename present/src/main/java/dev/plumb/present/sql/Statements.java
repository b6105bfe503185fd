package dev.plumb.present.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes SQL apart at its semicolons, but for those in texts, names and comments: DuckDB's driver
 * runs all statements and gives the result of the last one only.
 */
public final class Statements {
  private final String sql;
  private final List<String> statements = new ArrayList<>();
  private int at;
  private int start;

  /** Whether the statement at hand holds more than white space and comments. */
  private boolean any;

  private Statements(String sql) {
    this.sql = sql;
  }

  /** The statements, without semicolons and without empty ones. */
  public static List<String> of(String sql) {
    Statements statements = new Statements(sql);
    statements.split();
    return statements.statements;
  }

  private void split() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == ';') {
        end();
        at++;
        start = at;
      } else if (sql.startsWith("--", at)) {
        int line = sql.indexOf('\n', at);
        at = line < 0 ? sql.length() : line + 1;
      } else if (sql.startsWith("/*", at)) {
        comment();
      } else {
        any |= !Character.isWhitespace(c);
        word(c);
      }
    }
    end();
  }

  private void word(char c) {
    if (c == '\'') {
      boolean escapes = at > 0 && (sql.charAt(at - 1) == 'e' || sql.charAt(at - 1) == 'E');
      quoted('\'', escapes && (at == 1 || !Character.isLetterOrDigit(sql.charAt(at - 2))));
    } else if (c == '"') {
      quoted('"', false);
    } else if (c == '$') {
      dollars();
    } else {
      at++;
    }
  }

  /** To behind the closing quote; a doubled one opens and closes again, which is the same. */
  private void quoted(char quote, boolean escapes) {
    at++;
    while (at < sql.length() && sql.charAt(at) != quote) {
      at += escapes && sql.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, sql.length());
  }

  /** {@code $$text$$} and {@code $tag$text$tag$}; a parameter is just {@code $1}. */
  private void dollars() {
    int end = at + 1;
    while (end < sql.length() && Character.isLetterOrDigit(sql.charAt(end))) {
      end++;
    }
    boolean number = end > at + 1 && Character.isDigit(sql.charAt(at + 1));
    if (number || end == sql.length() || sql.charAt(end) != '$') {
      at++;
      return;
    }
    String tag = sql.substring(at, end + 1);
    int close = sql.indexOf(tag, end + 1);
    at = close < 0 ? sql.length() : close + tag.length();
  }

  private void comment() {
    int close = sql.indexOf("*/", at + 2);
    at = close < 0 ? sql.length() : close + 2;
  }

  private void end() {
    if (any) {
      statements.add(sql.substring(start, at).strip());
    }
    any = false;
  }
}
