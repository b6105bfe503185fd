package dev.plumb.present.sql;

import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Table;
import dev.plumb.present.tables.Tables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a run in a DuckDB that lives in this process's memory. Not for several threads, but
 * {@link Reading#cancel}.
 */
public final class Database implements AutoCloseable {
  private static final long LEAST_MEMORY = 64L << 20;

  private final Connection connection;
  private final long memoryBytes;

  private Database(Connection connection, long memoryBytes) {
    this.connection = connection;
    this.memoryBytes = memoryBytes;
  }

  /**
   * Opens the tables for queries that people write: such a query reads them, and no file, no
   * network and no setting.
   *
   * @param memoryBytes the most that a query may use, beside the run itself
   */
  public static Database forQueries(RunData run, long memoryBytes) {
    Database database = open(run, memoryBytes);
    try {
      database.run("SET enable_external_access=false");
      database.run("SET lock_configuration=true");
      return database;
    } catch (QueryException e) {
      database.close();
      throw e;
    }
  }

  /** Opens the tables for writing them to files with {@link #copyToParquet}. */
  public static Database forFiles(RunData run, long memoryBytes) {
    return open(run, memoryBytes);
  }

  private static Database open(RunData run, long memoryBytes) {
    try {
      // The driver is named so that it is found without java.sql's service loader of all drivers.
      Class.forName("org.duckdb.DuckDBDriver");
      Database database =
          new Database(
              DriverManager.getConnection("jdbc:duckdb:"), Math.max(LEAST_MEMORY, memoryBytes));
      database.run("SET autoinstall_known_extensions=false");
      database.run("SET autoload_known_extensions=false");
      database.run(
          String.format(Locale.ROOT, "SET memory_limit='%dMiB'", database.memoryBytes >> 20));
      database.run("SET temp_directory=''");
      for (Table table : Tables.ALL) {
        database.register(run, table);
      }
      // A JSON pointer takes any key, with quotes and dots in it.
      database.run(
          "CREATE MACRO arg(args, name) AS TRY(json_extract_string(args,"
              + " '/' || replace(replace(name, '~', '~0'), '/', '~1')))");
      return database;
    } catch (SQLException e) {
      throw new QueryException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("DuckDB is not on the class path", e);
    }
  }

  private void register(RunData run, Table table) throws SQLException {
    String function = "plumb_" + table.name();
    try (DuckDBTableFunctionBuilder builder = DuckDBFunctions.tableFunction()) {
      builder
          .withName(function)
          .withProjectionPushdown()
          .withFunction(new TableScan(run, table))
          .register(connection);
    }
    run("CREATE VIEW " + table.name() + " AS SELECT * FROM " + function + "()");
  }

  /**
   * Runs one or several statements, which may make tables for one another, and shows each one's
   * result to {@code sink}.
   *
   * @throws QueryException if the SQL is wrong, asks for what is not allowed, or needs more memory
   */
  public void query(String sql, RowSink sink) {
    try (MemoryGuard _ = new MemoryGuard(memoryBytes);
        Statement statement = connection.createStatement()) {
      List<String> statements = Statements.of(sql);
      for (String one : statements.isEmpty() ? List.of(sql) : statements) {
        show(statement, one, sink);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static void show(Statement statement, String sql, RowSink sink) throws SQLException {
    if (statement.execute(sql)) {
      try (ResultSet rows = statement.getResultSet()) {
        sink.accept(rows);
      }
    }
  }

  private QueryException failure(SQLException e) {
    return String.valueOf(e.getMessage()).startsWith("Out of Memory Error")
        ? QueryException.memory(memoryBytes, e)
        : new QueryException(e);
  }

  /**
   * A statement that only reads, to be run on a connection of its own: nothing that it does is seen
   * by others or lasts.
   *
   * @throws QueryException if {@code sql} is not one statement, or one that does more than read
   */
  public Reading reading(String sql) {
    return new Reading(ReadingStatement.of(sql));
  }

  /** One statement; run once, and cancelled by any thread. */
  public final class Reading {
    private final String sql;
    private @Nullable Statement running;

    private Reading(String sql) {
      this.sql = sql;
    }

    /**
     * Runs the statement and shows its result to {@code sink}.
     *
     * @throws QueryException if the SQL is wrong, asks for what is not allowed, or needs more
     *     memory
     */
    public void run(RowSink sink) {
      try (MemoryGuard _ = new MemoryGuard(memoryBytes);
          Connection own = connection.unwrap(DuckDBConnection.class).duplicate();
          Statement statement = own.createStatement()) {
        statement.execute("BEGIN TRANSACTION READ ONLY");
        try {
          set(statement);
          show(statement, sql, sink);
        } finally {
          set(null);
        }
      } catch (SQLException e) {
        throw failure(e);
      }
    }

    private synchronized void set(@Nullable Statement statement) {
      running = statement;
    }

    /**
     * Ends the statement if it runs; whoever runs it gets an exception. Between two rows nothing
     * runs that could be ended: ask again until it has.
     */
    public synchronized void cancel() {
      if (running != null) {
        try {
          running.cancel();
        } catch (SQLException e) {
          throw new QueryException(e);
        }
      }
    }
  }

  /** Writes a table to a Parquet file, compressed with zstd. */
  public void copyToParquet(Table table, Path file) {
    run(
        "COPY (SELECT * FROM "
            + table.name()
            + ") TO '"
            + file.toString().replace("'", "''")
            + "' (FORMAT parquet, COMPRESSION zstd)");
  }

  private void run(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new QueryException(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new QueryException(e);
    }
  }

  /** Takes the rows of a result. */
  public interface RowSink {
    void accept(ResultSet rows) throws SQLException;
  }
}
