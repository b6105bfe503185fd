package dev.plumb.importers.sqlite;

import dev.plumb.importers.sqlite.SqliteTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a {@code CREATE TABLE} statement as SQLite stores it in its schema. Only what a
 * reader needs is understood: names, which column is the row's id, and constant defaults.
 */
final class CreateTable {
  private static final int MOST_COLUMNS = 32767; // SQLite's own limit

  /** Words that begin a constraint of the table in place of a column. */
  private static final Set<String> CONSTRAINTS =
      Set.of("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN");

  private final String sql;
  private int at;

  /** The token at hand; names lose their quotes. Null at the end. */
  private @Nullable String token;

  private boolean quoted;

  private CreateTable(String sql) {
    this.sql = sql;
  }

  /** The columns; null if the statement makes no table whose rows can be read. */
  static @Nullable List<Column> columns(String sql) {
    return new CreateTable(sql).parse();
  }

  private @Nullable List<Column> parse() {
    next();
    while (token != null && !is("(")) {
      if (is("VIRTUAL")) {
        return null;
      }
      next();
    }
    List<Column> columns = new ArrayList<>();
    @Nullable String primaryKey = null;
    List<String> types = new ArrayList<>();
    next();
    while (token != null && !is(")") && columns.size() < MOST_COLUMNS) {
      if (!quoted && CONSTRAINTS.contains(token.toUpperCase(Locale.ROOT))) {
        String key = tableConstraint();
        primaryKey = key == null ? primaryKey : key;
      } else {
        Column column = column(types);
        if (column == null) {
          return null;
        }
        columns.add(column);
      }
      if (is(",")) {
        next();
      }
    }
    while (token != null) { // what follows the columns
      if (is("WITHOUT")) {
        return null;
      }
      next();
    }
    return primaryKey == null ? columns : withRowid(columns, types, primaryKey);
  }

  /** {@code PRIMARY KEY (id)} makes an id of the row if the column's type is just INTEGER. */
  private static List<Column> withRowid(List<Column> columns, List<String> types, String key) {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      if (column.name().equalsIgnoreCase(key) && types.get(i).equals("INTEGER")) {
        columns.set(i, new Column(column.name(), true, null));
      }
    }
    return columns;
  }

  /** One column up to its comma; null if it is computed and so not stored. */
  private @Nullable Column column(List<String> types) {
    String name = String.valueOf(token);
    StringBuilder type = new StringBuilder();
    boolean typeOver = false;
    boolean rowid = false;
    boolean generated = false;
    @Nullable Object missing = null;
    next();
    while (token != null && !is(",") && !is(")")) {
      String word = quoted ? "" : token.toUpperCase(Locale.ROOT);
      if (is("(")) {
        skipParentheses();
        continue;
      }
      switch (word) {
        case "PRIMARY" -> {
          next(); // KEY
          next();
          // A quirk that SQLite keeps for old files: INTEGER PRIMARY KEY DESC is no row id.
          rowid = type.toString().equals("INTEGER") && !is("DESC");
          typeOver = true;
          continue;
        }
        case "DEFAULT" -> {
          missing = defaultValue();
          typeOver = true;
          continue;
        }
        case "AS" -> generated = true;
        case "NOT", "NULL", "UNIQUE", "CHECK", "COLLATE", "REFERENCES", "CONSTRAINT", "GENERATED" ->
            typeOver = true;
        default -> {
          if (!typeOver && type.length() < 100) {
            type.append(type.isEmpty() ? "" : " ").append(word);
          }
        }
      }
      next();
    }
    types.add(type.toString());
    return generated ? null : new Column(name, rowid, missing);
  }

  private @Nullable Object defaultValue() {
    next();
    if (is("(")) {
      skipParentheses();
      return null;
    }
    boolean negative = is("-");
    if (negative || is("+")) {
      next();
    }
    String value = token;
    boolean text = quoted;
    next();
    if (value == null || text) {
      return value;
    }
    try {
      return (negative ? -1 : 1) * Long.parseLong(value);
    } catch (NumberFormatException e) {
      return null; // NULL, CURRENT_TIME, a real number: nobody needs them
    }
  }

  /** Skips a constraint; returns the column of a primary key of one column. */
  private @Nullable String tableConstraint() {
    @Nullable String key = null;
    while (token != null && !is(",") && !is(")")) {
      if (is("PRIMARY")) {
        next();
        next();
        if (is("(")) {
          next();
          key = token;
          next();
          while (token != null && !is(")")) {
            if (is(",")) {
              key = null;
            }
            next();
          }
        }
      } else if (is("(")) {
        skipParentheses();
        continue;
      }
      next();
    }
    return key;
  }

  private void skipParentheses() {
    int depth = 0;
    do {
      depth += is("(") ? 1 : is(")") ? -1 : 0;
      next();
    } while (token != null && depth > 0);
  }

  private boolean is(String word) {
    return !quoted && token != null && token.equalsIgnoreCase(word);
  }

  private void next() {
    skipSpace();
    quoted = false;
    if (at >= sql.length()) {
      token = null;
      return;
    }
    char c = sql.charAt(at);
    switch (c) {
      case '"', '\'', '`' -> quotedToken(c);
      case '[' -> quotedToken(']');
      default -> {
        int from = at++;
        if (isWord(c)) {
          while (at < sql.length() && isWord(sql.charAt(at))) {
            at++;
          }
        }
        token = sql.substring(from, at);
      }
    }
  }

  private void quotedToken(char end) {
    StringBuilder text = new StringBuilder();
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == end) {
        if (end == ']' || at >= sql.length() || sql.charAt(at) != end) {
          break;
        }
        at++; // a doubled quote stands for itself
      }
      text.append(c);
    }
    token = text.toString();
    quoted = true;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '.' || c >= 0x80;
  }

  private void skipSpace() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c <= ' ') {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end + 1;
      } else if (sql.startsWith("/*", at)) {
        int end = sql.indexOf("*/", at + 2);
        at = end < 0 ? sql.length() : end + 2;
      } else {
        return;
      }
    }
  }
}
