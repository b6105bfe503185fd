package dev.plumb.present.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.present.SampleRuns;
import dev.plumb.present.tables.RunData;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page asks: nothing of it lasts. */
class ReadingTest {
  /** Whatever of DuckDB's state a query can look at. */
  private static final List<String> STATE =
      List.of(
          "SELECT count(*) FROM slices",
          "SELECT arg('{\"a\": 1}', 'a')",
          "SELECT schema_name, view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
          "SELECT * EXCLUDE (database_oid) FROM duckdb_databases() ORDER BY ALL",
          "SELECT database_name, schema_name FROM duckdb_schemas() ORDER BY ALL",
          "SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL",
          "SELECT type_name FROM duckdb_types() ORDER BY ALL",
          "SELECT sequence_name FROM duckdb_sequences() ORDER BY ALL",
          "SELECT function_name, count(*) FROM duckdb_functions() GROUP BY ALL ORDER BY ALL",
          "SELECT name, value FROM duckdb_settings() ORDER BY ALL",
          "SELECT name FROM duckdb_variables() ORDER BY ALL",
          "SELECT name FROM duckdb_prepared_statements() ORDER BY ALL",
          "SELECT count(*) FROM duckdb_logs()");

  private static Database database;

  @TempDir private static Path folder;

  @BeforeAll
  static void open() {
    database = Database.forQueries(new RunData(SampleRuns.hostile(3)), 256L << 20);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static String answer(String sql) {
    StringWriter out = new StringWriter();
    database.reading(sql).run(new ResultWriter(out, ResultFormat.CSV, 0, 0));
    return out.toString();
  }

  private static List<String> state() {
    return STATE.stream().map(ReadingTest::answer).toList();
  }

  @Test
  void statementsThatReadAreAnswered() {
    for (String sql :
        List.of(
            "SELECT 1",
            "select 1;",
            "(SELECT 1) UNION ALL (SELECT 2)",
            "/* why */ -- and how\n SELECT 1 -- ; that is all",
            "WITH a AS (SELECT 1 x) SELECT x FROM a",
            "WITH RECURSIVE a AS (SELECT 1 x UNION ALL SELECT x + 1 FROM a WHERE x < 3) FROM a",
            "FROM kernels LIMIT 1",
            "VALUES (1), (2)",
            "TABLE kernels",
            "DESCRIBE kernels",
            "DESC kernels",
            "DESCRIBE SELECT 1",
            "SUMMARIZE kernels",
            "SHOW TABLES",
            "SHOW ALL TABLES",
            "SHOW kernels",
            "PIVOT slices ON kind USING count(*)",
            "PIVOT (SELECT kind, rank, dur_ns FROM slices) ON kind USING sum(dur_ns) GROUP BY rank",
            "UNPIVOT (SELECT 1 a, 2 b) ON a, b",
            "EXPLAIN SELECT count(*) FROM kernels",
            "EXPLAIN ANALYZE SELECT count(*) FROM kernels",
            "EXPLAIN (ANALYZE, FORMAT json) SELECT 1",
            "EXPLAIN (SELECT 1)",
            "EXPLAIN FROM kernels")) {
      assertThat(answer(sql)).as(sql).contains("\r\n");
    }
  }

  @Test
  void nothingLasts() throws Exception {
    Path file = folder.resolve("file.csv");
    List<List<String>> groups = new ArrayList<>();
    for (String change :
        List.of(
            "DROP VIEW slices",
            "DROP MACRO arg",
            "CREATE TABLE t AS SELECT 1",
            "CREATE TEMP TABLE t AS SELECT 1",
            "CREATE VIEW v AS SELECT 1",
            "CREATE OR REPLACE VIEW slices AS SELECT 1",
            "CREATE TEMP VIEW slices AS SELECT 1",
            "CREATE OR REPLACE MACRO arg(a, b) AS 7",
            "CREATE TYPE mood AS ENUM ('good')",
            "CREATE SEQUENCE s",
            "CREATE SCHEMA s",
            "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
            "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
            "ALTER VIEW slices RENAME TO s",
            "COMMENT ON VIEW slices IS 'mine'",
            "INSERT INTO slices VALUES (1)",
            "DELETE FROM slices",
            "UPDATE slices SET name = 'x'",
            "ATTACH ':memory:' AS other",
            "ATTACH '" + folder.resolve("x.db") + "' AS other",
            "DETACH memory",
            "USE system",
            "SET VARIABLE v = 7",
            "SET threads = 1",
            "SET GLOBAL TimeZone = 'UTC'",
            "SET search_path = 'system'",
            "RESET memory_limit",
            "PRAGMA enable_profiling",
            "PRAGMA threads = 1",
            "PREPARE p AS SELECT 1",
            "EXECUTE p",
            "CALL enable_logging()",
            "CALL checkpoint()",
            "LOAD json",
            "INSTALL httpfs",
            "UPDATE EXTENSIONS",
            "COPY kernels TO '" + file + "'",
            "COPY (SELECT 1) TO '" + file + "'",
            "EXPORT DATABASE '" + folder.resolve("dump") + "'",
            "BEGIN",
            "BEGIN TRANSACTION",
            "COMMIT",
            "ROLLBACK",
            "CHECKPOINT",
            "VACUUM")) {
      groups.add(
          List.of(
              change,
              "EXPLAIN " + change,
              "EXPLAIN ANALYZE " + change,
              "EXPLAIN (ANALYZE, FORMAT json) " + change,
              "EXPLAIN (SELECT) " + change,
              "WITH a AS (SELECT 1) " + change,
              "WITH a AS (" + change + ") SELECT * FROM a",
              "SELECT * FROM (" + change + ")",
              "SELECT 1; " + change,
              "SELECT 1 -- \r; " + change,
              "SELECT 1 AS a\u2028$$; COMMIT; " + change + " --$$",
              "SELECT 1 AS a\u0001$$; COMMIT; " + change + " --$$",
              "/* /* */ SELECT ' */ COMMIT; " + change + " --'",
              "/*/* */*/ SELECT /* /**/ ' */ 1; COMMIT; " + change + " --'",
              "SELECT * FROM query('" + change.replace("'", "''") + "')"));
    }
    groups.add(
        List.of(
            "FROM enable_logging()",
            "FROM enable_logging(level := 'trace')",
            "FROM enable_logging('QueryLog', storage := 'stdout')",
            "FROM enable_logging('QueryLog', storage := 'file', storage_config := {'path': '"
                + folder.resolve("log")
                + "'})",
            "FROM enable_logging('QueryLog', storage_path := '" + folder.resolve("log") + "')",
            "FROM enable_profiling(save_location := '" + folder.resolve("profile") + "')",
            "FROM enable_peg_parser()",
            "FROM disable_logging()",
            "FROM truncate_duckdb_logs()",
            "FROM set_config('threads', '1')",
            "FROM checkpoint()",
            "FROM force_checkpoint()",
            "FROM pragma_enable_profiling()",
            "FROM read_csv('" + file + "')",
            "FROM glob('/*')",
            "FROM query('DROP VIEW slices')",
            "SELECT setseed(0.5)",
            "SELECT write_log('mine', level := 'error')"));

    List<String> before = state();
    for (List<String> group : groups) {
      for (String sql : group) {
        try {
          answer(sql);
        } catch (QueryException refused) {
          assertThat(refused).as(sql).message().isNotBlank().doesNotContain("\n");
        }
      }
      assertThat(state()).as("after %s", group).isEqualTo(before);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void whatIsNoReadingIsToldSo() {
    assertThatThrownBy(() -> database.reading("drop view slices"))
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith("DROP is not answered here, only what reads: SELECT, ");
    assertThatThrownBy(() -> database.reading("EXPLAIN ANALYZE DROP VIEW slices"))
        .hasMessageStartingWith("DROP is not");
    assertThatThrownBy(() -> database.reading("SELECT 1; SELECT 2"))
        .hasMessage("these are 2 statements: ask one at a time");
    for (String none : List.of("", " ;; ", "-- nothing")) {
      assertThatThrownBy(() -> database.reading(none))
          .isInstanceOf(QueryException.class)
          .hasMessage("there is no statement");
    }
    for (String odd : List.of("(((", "EXPLAIN", "EXPLAIN (", "EXPLAIN (ANALYZE", "?", "'SELECT'")) {
      assertThatThrownBy(() -> database.reading(odd)).as(odd).isInstanceOf(QueryException.class);
    }
  }

  @Test
  void aTransactionThatFailedKeepsNobodyFromAsking() {
    assertThatThrownBy(() -> answer("SELECT CAST('x' AS INTEGER)"))
        .isInstanceOf(QueryException.class);
    assertThat(answer("SELECT 7 x")).isEqualTo("x\r\n7\r\n");
  }
}
