package dev.plumb.present.tables;

/** Type of a column, with its name in SQL. */
public enum ColumnType {
  /** 64-bit signed. */
  INTEGER("BIGINT"),
  /** 64-bit floating point. */
  REAL("DOUBLE"),
  /** UTF-8. */
  TEXT("VARCHAR"),
  /** True or false. */
  BOOLEAN("BOOLEAN");

  private final String sql;

  ColumnType(String sql) {
    this.sql = sql;
  }

  /** Name in DuckDB's SQL. */
  public String sql() {
    return sql;
  }
}
