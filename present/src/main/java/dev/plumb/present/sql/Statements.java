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
      int comment = afterComment(sql, at);
      if (c == ';') {
        end();
        at++;
        start = at;
      } else if (comment > at) {
        at = comment;
      } else {
        any |= !Character.isWhitespace(c);
        word(c);
      }
    }
    end();
  }

  /**
   * The place behind a comment that begins at a place; that place if none does. Comments in
   * brackets hold others, as DuckDB takes them.
   */
  static int afterComment(String sql, int at) {
    if (sql.startsWith("--", at)) {
      int end = at;
      while (end < sql.length() && sql.charAt(end) != '\n' && sql.charAt(end) != '\r') {
        end++;
      }
      return end;
    }
    if (sql.startsWith("/*", at)) {
      return afterBrackets(sql, at + 2);
    }
    return at;
  }

  private static int afterBrackets(String sql, int from) {
    int open = 1;
    int end = from;
    while (open > 0 && end < sql.length()) {
      if (sql.startsWith("/*", end)) {
        open++;
        end += 2;
      } else if (sql.startsWith("*/", end)) {
        open--;
        end += 2;
      } else {
        end++;
      }
    }
    return end;
  }

  /** What DuckDB takes for blanks: not all that Unicode calls so, and some that it does not. */
  private static final String BLANKS =
      " \t\n\u000b\f\r\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
          + "\u202f\u205f\u2060\u3000\ufeff";

  private static final String SIGNS = "!\"#%&'()*+,-./:;<=>?@[\\]^`{|}~";

  /**
   * Whether a character may stand in a name without quotes; none begins with a digit or a $. DuckDB
   * takes whatever is neither a blank nor a sign for a letter, control characters too.
   */
  static boolean isOfName(char c) {
    return SIGNS.indexOf(c) < 0 && BLANKS.indexOf(c) < 0;
  }

  /**
   * Whether a character may stand between the dollars that begin and end a text: there DuckDB takes
   * all that is not ASCII for letters, blanks too.
   */
  private static boolean isOfTag(char c) {
    return c > 127 || c == '_' || Character.isLetterOrDigit(c);
  }

  private void word(char c) {
    if (c == '\'') {
      quoted('\'', false);
    } else if (c == '"') {
      quoted('"', false);
    } else if (c == '$') {
      dollars();
    } else if (isOfName(c)) {
      name();
    } else {
      at++;
    }
  }

  /** A name or a number, and the text that {@code E} or {@code e} alone stands before. */
  private void name() {
    int from = at;
    while (at < sql.length() && isOfName(sql.charAt(at))) {
      at++;
    }
    boolean escapes = at == from + 1 && (sql.charAt(from) | 0x20) == 'e';
    if (escapes && at < sql.length() && sql.charAt(at) == '\'') {
      quoted('\'', true);
    }
  }

  /** To behind the closing quote; a doubled one stands for itself. */
  private void quoted(char quote, boolean escapes) {
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      boolean doubled = c == quote && sql.startsWith(String.valueOf(quote), at + 1);
      if (c == quote && !doubled) {
        at++;
        return;
      }
      at += doubled || escapes && c == '\\' ? 2 : 1;
    }
    at = sql.length();
  }

  /** {@code $$text$$} and {@code $tag$text$tag$}; a parameter is just {@code $1}. */
  private void dollars() {
    int end = at + 1;
    while (end < sql.length() && isOfTag(sql.charAt(end))) {
      end++;
    }
    // Only by ASCII's digits: for DuckDB all others are letters.
    boolean number = end > at + 1 && sql.charAt(at + 1) >= '0' && sql.charAt(at + 1) <= '9';
    if (number || end == sql.length() || sql.charAt(end) != '$') {
      at++;
      return;
    }
    String tag = sql.substring(at, end + 1);
    int close = sql.indexOf(tag, end + 1);
    at = close < 0 ? sql.length() : close + tag.length();
  }

  private void end() {
    if (any) {
      statements.add(sql.substring(start, at).strip());
    }
    any = false;
  }
}
