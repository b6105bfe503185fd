package dev.plumb.present.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What is let through to the database, whatever that would refuse by itself. */
class ReadingStatementTest {
  /** A digit for Java, and a letter for DuckDB. */
  private static final char ARABIC_THREE = '\u0663';

  @Test
  void whatReadsIsLeftAsItIs() {
    for (String sql :
        List.of(
            "SELECT 1",
            "fRoM t",
            "/* /* COPY */ */ -- DROP\n ((SELECT 1))",
            "WITH a AS (SELECT 1) FROM a",
            "EXPLAIN SELECT 1",
            "EXPLAIN ANALYZE SELECT 1",
            "EXPLAIN (FORMAT json, ANALYZE) FROM t",
            "PIVOT t ON a")) {
      assertThat(ReadingStatement.of(sql)).isEqualTo(sql);
      assertThat(ReadingStatement.of(sql + " ;\n-- ; nothing more")).startsWith(sql);
    }
  }

  @Test
  void whatDoesMoreIsRefusedByItsFirstWord() {
    for (String change :
        List.of(
            "INSERT INTO t VALUES (1)",
            "UPDATE t SET a = 1",
            "DELETE FROM t",
            "MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE",
            "CREATE TABLE t (a INT)",
            "DROP TABLE t",
            "ALTER TABLE t RENAME TO u",
            "TRUNCATE t",
            "COPY t TO 'file'",
            "EXPORT DATABASE 'folder'",
            "IMPORT DATABASE 'folder'",
            "ATTACH 'file'",
            "DETACH memory",
            "USE other",
            "SET threads = 1",
            "RESET threads",
            "PRAGMA version",
            "CALL pragma_version()",
            "INSTALL httpfs",
            "LOAD httpfs",
            "UPDATE EXTENSIONS",
            "PREPARE p AS SELECT 1",
            "EXECUTE p",
            "DEALLOCATE p",
            "BEGIN",
            "COMMIT",
            "ROLLBACK",
            "CHECKPOINT",
            "VACUUM",
            "ANALYZE",
            "COMMENT ON TABLE t IS 'x'")) {
      for (String sql :
          List.of(
              change,
              change.toLowerCase(Locale.ROOT),
              "-- SELECT\n" + change,
              "/* SELECT */" + change,
              "(" + change + ")",
              "EXPLAIN " + change,
              "EXPLAIN ANALYZE " + change,
              "EXPLAIN (ANALYZE) " + change,
              "EXPLAIN /**/ (ANALYZE, FORMAT json) /**/ " + change)) {
        assertThatThrownBy(() -> ReadingStatement.of(sql))
            .as(sql)
            .isInstanceOf(QueryException.class)
            .hasMessageContaining(" is not answered here, only what reads: SELECT, ");
      }
    }
  }

  /** Whatever is taken for one statement is one for DuckDB's own parser. */
  @Test
  void noSecondStatementHidesFromTheSplitter() throws SQLException {
    List<String> pieces =
        List.of(
            "'", "\"", "$$", "$a$", "$1", "e'", "E'", "x'", "a", "\\", "--", "\n", "\r", "/*", "*/",
            "''", "é$$", "u&'");
    List<String> ends = List.of("", "'", "\"", "$$", "$a$", "*/", "--'");
    List<String> starts = new ArrayList<>();
    for (String one : pieces) {
      starts.add(one);
      for (String two : pieces) {
        starts.add(one + two);
      }
    }
    // What belongs to the name before it decides whether $$ begins a text.
    for (char c = 1; c < Character.MAX_VALUE; c++) {
      if (c < ' '
          || c >= 127 && c <= 0xa0
          || Character.isSpaceChar(c)
          || Character.getType(c) == Character.FORMAT
          || c == ARABIC_THREE) {
        starts.add("$" + c + "$ ' $" + c + "$ \"");
        starts.add("$" + c + "$ ' $" + c + "$");
        starts.add("$t" + c + "$ ' $t" + c + "$");
        starts.add("a" + c + "$$");
        starts.add(c + "$$");
        starts.add("a" + c + "e'\\'");
        starts.add("$t" + c + "$ $$");
        starts.add("$t" + c + "$ ' $t" + c + "$ \"");
      }
    }
    int hidden = 0;
    int told = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      execute(connection, "CREATE TABLE hits (a INT)");
      for (String start : starts) {
        for (String end : ends) {
          for (String first : List.of("SELECT ", "SELECT 1 ")) {
            String sql = first + start + "; INSERT INTO hits VALUES (1) " + end;
            boolean one = Statements.of(sql).size() == 1;
            if (inserts(connection, sql)) {
              assertThat(one).as("one statement: %s", sql).isFalse();
              told++;
            } else if (one) {
              hidden++;
            }
          }
        }
      }
    }
    // Both happen: texts with the other statement in them, and after them.
    assertThat(hidden).isGreaterThan(500);
    assertThat(told).isGreaterThan(100);
  }

  private static boolean inserts(Connection connection, String sql) throws SQLException {
    try {
      execute(connection, sql);
    } catch (SQLException wrong) {
      // Most are no SQL; those before the mistake may have run.
    }
    boolean any;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM hits")) {
      any = rows.next() && rows.getLong(1) > 0;
    }
    if (any) {
      execute(connection, "DELETE FROM hits");
    }
    return any;
  }

  /** With a statement of its own: a mistake closes it. */
  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
