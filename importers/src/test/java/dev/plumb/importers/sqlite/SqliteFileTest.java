package dev.plumb.importers.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {
  private static final int MUTANTS = Integer.getInteger("plumb.mutants", 2000);

  @TempDir Path folder;

  private final Problems problems = new Problems();

  private Path database(String name, String... statements) throws SQLException {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    return file;
  }

  /** Whatever SQLite writes, it reads the same from it as we do. */
  @Test
  void readsWhatSqliteReads() throws Exception {
    String[] encodings = {"UTF-8", "UTF-16le", "UTF-16be"};
    for (int seed = 0; seed < 24; seed++) {
      Random random = new Random(seed);
      Path file = folder.resolve("random" + seed + ".db");
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA page_size=" + (512 << random.nextInt(8)));
        statement.execute("PRAGMA encoding='" + encodings[seed % 3] + "'");
        statement.execute(
            "CREATE TABLE \"t \"\"x\" (id INTEGER PRIMARY KEY, a INTEGER, [b c] TEXT,"
                + " d REAL, e, /* , */ f VARCHAR(3) DEFAULT 'x,''y', CHECK (a IS NOT 4))");
        statement.execute("CREATE INDEX i ON \"t \"\"x\" (a)");
        connection.setAutoCommit(false);
        fill(connection, random, 1 + random.nextInt(3000));
        statement.execute("DELETE FROM \"t \"\"x\" WHERE id % 7 = 3");
        statement.execute("ALTER TABLE \"t \"\"x\" ADD COLUMN late INTEGER DEFAULT -17");
        fill(connection, random, 50);
        connection.commit();
        try (SqliteFile opened = SqliteFile.open(file, problems);
            ResultSet expected =
                statement.executeQuery(
                    "SELECT id, a, \"b c\", d, e, f, late, typeof(e) FROM \"t \"\"x\"")) {
          same(opened, expected);
        }
      }
    }
    assertThat(problems.list()).isEmpty();
  }

  private static void fill(Connection connection, Random random, int rows) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO \"t \"\"x\" (id, a, \"b c\", d, e, f) VALUES (?, ?, ?, ?, ?, ?)")) {
      for (int i = 0; i < rows; i++) {
        insert.setObject(
            1, random.nextInt(5) == 0 ? random.nextLong() >> random.nextInt(64) : null);
        insert.setObject(2, random.nextLong() >> random.nextInt(64));
        insert.setString(3, text(random));
        insert.setDouble(4, random.nextBoolean() ? random.nextInt(100) : random.nextGaussian());
        switch (random.nextInt(4)) {
          case 0 -> insert.setString(5, text(random));
          case 1 -> insert.setLong(5, random.nextInt(3));
          case 2 -> insert.setDouble(5, random.nextGaussian());
          default -> insert.setObject(5, null);
        }
        insert.setString(6, random.nextInt(3) == 0 ? null : "f" + i);
        try {
          insert.executeUpdate();
        } catch (SQLException e) {
          // the id is taken
        }
      }
    }
  }

  private static String text(Random random) {
    int length = random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(40);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(random.nextInt(10) == 0 ? 0x4E00 + i % 99 : 'a' + random.nextInt(26));
    }
    return text.toString();
  }

  private static void same(SqliteFile opened, ResultSet expected) throws SQLException {
    StringPool pool = new StringPool();
    String table = "t \"x";
    assertThat(opened.columns(table)).containsExactly("id", "a", "b c", "d", "e", "f", "late");
    Rows rows = opened.rows(table, "f", "id", "late", "no such", "e", "d", "b c", "a");
    long count = 0;
    while (expected.next()) {
      count++;
      assertThat(rows.next()).isTrue();
      assertThat(rows.integer(1, 0)).isEqualTo(expected.getLong("id"));
      assertThat(rows.integer(7, 0)).isEqualTo(expected.getLong("a"));
      assertThat(rows.string(6)).isEqualTo(expected.getString("b c"));
      assertThat(pool.get(rows.text(6, pool))).isEqualTo(expected.getString("b c"));
      assertThat(rows.real(5, 0)).isEqualTo(expected.getDouble("d"));
      assertThat(rows.isNull(4)).isEqualTo(expected.getObject("e") == null);
      assertThat(rows.isText(4)).isEqualTo(expected.getString("typeof(e)").equals("text"));
      if (!expected.getString("typeof(e)").equals("real")) {
        assertThat(rows.string(4)).isEqualTo(expected.getString("e"));
      }
      assertThat(rows.string(0)).isEqualTo(expected.getString("f"));
      assertThat(rows.integer(2, 0)).isEqualTo(expected.getLong("late"));
      assertThat(rows.isNull(3)).isTrue();
      assertThat(rows.has(3)).isFalse();
    }
    assertThat(rows.next()).isFalse();
    assertThat(opened.count(table)).isEqualTo(count);
  }

  @Test
  void onlyOrdinaryTablesAreThere() throws Exception {
    Path file =
        database(
            "kinds.db",
            "CREATE TABLE real_one (a INTEGER)",
            "CREATE VIEW view_one AS SELECT * FROM real_one",
            "CREATE TRIGGER trigger_one AFTER INSERT ON real_one BEGIN SELECT 1; END",
            "CREATE VIRTUAL TABLE search USING fts5(x)",
            "CREATE TABLE clustered (a INTEGER PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE computed (a INTEGER, b AS (a + 1))",
            "CREATE TABLE keyed (a INTEGER, b TEXT, PRIMARY KEY (a))",
            "INSERT INTO keyed VALUES (77, 'x')",
            "INSERT INTO real_one VALUES ('12'), ('twelve'), (12.5), (NULL)");
    try (SqliteFile opened = SqliteFile.open(file, problems)) {
      assertThat(opened.tables()).contains("real_one", "keyed");
      assertThat(opened.tables())
          .doesNotContain("view_one", "trigger_one", "search", "clustered", "computed");
      assertThat(opened.has("keyed", "b")).isTrue();
      assertThat(opened.has("keyed", "c")).isFalse();
      Rows keyed = opened.rows("keyed", "a");
      assertThat(keyed.next()).isTrue();
      assertThat(keyed.integer(0, 0)).isEqualTo(77);
      Rows rows = opened.rows("real_one", "a");
      List<Long> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.integer(0, Ids.ABSENT));
      }
      assertThat(values).containsExactly(12L, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT);
      assertThat(problems.count(ProblemCode.VALUE_OF_WRONG_TYPE)).isEqualTo(2);
      assertThat(opened.rows("nothing", "a").next()).isFalse();
      assertThat(opened.count("nothing")).isZero();
    }
  }

  @Test
  void whatIsNoDatabaseIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("no.db"), new byte[5000]);
    assertThatThrownBy(() -> SqliteFile.open(file, problems))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("is no SQLite database, or an encrypted one");
  }

  @Test
  void aLogBesideTheFileIsTold() throws Exception {
    Path file = database("log.db", "CREATE TABLE t (a)");
    Files.write(folder.resolve("log.db-wal"), new byte[] {1});
    SqliteFile.open(file, problems).close();
    assertThat(problems.count(ProblemCode.DATABASE_NOT_CLOSED)).isEqualTo(1);
  }

  private byte[] small() throws Exception {
    Path file =
        database(
            "small.db",
            "PRAGMA page_size=512",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b TEXT)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
                + " INSERT INTO t SELECT i, i * i, hex(zeroblob(i % 40 * i % 900)) FROM n");
    return Files.readAllBytes(file);
  }

  @Test
  void whatIsLeftOfACutFileIsRead() throws Exception {
    byte[] whole = small();
    int last = 0;
    for (int length = 0; length < whole.length; length += length < 600 ? 7 : 997) {
      int rows = readAll(Arrays.copyOf(whole, length), "cut");
      last = rows;
    }
    assertThat(last).isBetween(300, 400);
    assertThat(readAll(whole, "whole")).isEqualTo(400);
    assertThat(problems.count(ProblemCode.DATABASE_DAMAGED)).isZero();
  }

  @Test
  void damageNeverDoesMoreThanLoseRows() throws Exception {
    byte[] whole = small();
    for (int seed = 0; seed < MUTANTS; seed++) {
      Random random = new Random(seed);
      byte[] mutant = whole.clone();
      for (int edits = 1 + random.nextInt(8); edits > 0; edits--) {
        int at = random.nextInt(random.nextBoolean() ? 1024 : mutant.length);
        switch (random.nextInt(4)) {
          case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
          case 1 -> mutant[at] = (byte) random.nextInt(256);
          case 2 -> mutant[at] = (byte) 0xFF;
          default -> {
            int from = random.nextInt(mutant.length / 512) * 512;
            int to = random.nextInt(mutant.length / 512) * 512;
            System.arraycopy(whole, from, mutant, to, 512);
          }
        }
      }
      readAll(mutant, "mutant " + seed);
    }
  }

  /** Reads every table in full; at most as many rows as the bytes can hold come out. */
  private int readAll(byte[] content, String what) throws IOException {
    Path file = Files.write(folder.resolve("mutant.db"), content);
    Problems found = what.equals("whole") ? problems : new Problems();
    StringPool pool = new StringPool();
    int count = 0;
    try (SqliteFile opened = SqliteFile.open(file, found)) {
      for (String table : opened.tables()) {
        Rows rows =
            opened.rows(table, opened.columns(table).stream().limit(3).toArray(String[]::new));
        int columns = Math.min(3, opened.columns(table).size());
        while (rows.next()) {
          count++;
          for (int i = 0; i < columns; i++) {
            rows.integer(i, 0);
            rows.real(i, 0);
            rows.text(i, pool);
            String _ = rows.string(i);
          }
          assertThat(rows.offset()).as(what).isBetween(0L, (long) content.length);
        }
        opened.count(table);
      }
    } catch (UnreadableInputException e) {
      assertThat(e.getMessage()).as(what).contains("mutant.db");
    }
    assertThat(count).as(what).isLessThanOrEqualTo(content.length);
    return count;
  }

  /** Not a test: how fast a table like Nsight Systems' kernels is scanned. */
  static final class Speed {
    private Speed() {}

    public static void main(String[] args) throws Exception {
      Path file = Path.of(args[0]);
      String table = args[1];
      for (int round = 0; round < 5; round++) {
        long start = System.nanoTime();
        long count = 0;
        long sum = 0;
        try (SqliteFile opened = SqliteFile.open(file, new Problems())) {
          @Nullable String[] columns = opened.columns(table).toArray(String[]::new);
          Rows rows = opened.rows(table, columns);
          while (rows.next()) {
            for (int i = 0; i < columns.length; i++) {
              sum += rows.integer(i, 0);
            }
            count++;
          }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            "%s: %d rows in %.2f s, %.1f M rows/s (%d)%n",
            table, count, seconds, count / seconds / 1e6, sum);
      }
    }
  }
}
