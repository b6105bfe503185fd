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
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.jspecify.annotations.Nullable;

/** The tables of a run in a DuckDB that lives in this process's memory. Not for several threads. */
public final class Database implements AutoCloseable {
  private static final long LEAST_MEMORY = 64L << 20;

  private final Connection connection;
  private final long memoryBytes;
  private volatile @Nullable Statement running;

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
   * Runs one or several statements and shows each one's result to {@code sink}.
   *
   * @throws QueryException if the SQL is wrong, asks for what is not allowed, or needs more memory
   */
  public void query(String sql, RowSink sink) {
    try (MemoryGuard _ = new MemoryGuard(memoryBytes);
        Statement statement = connection.createStatement()) {
      running = statement;
      List<String> statements = Statements.of(sql);
      for (String one : statements.isEmpty() ? List.of(sql) : statements) {
        if (statement.execute(one)) {
          try (ResultSet rows = statement.getResultSet()) {
            sink.accept(rows);
          }
        }
      }
    } catch (SQLException e) {
      throw String.valueOf(e.getMessage()).startsWith("Out of Memory Error")
          ? QueryException.memory(memoryBytes, e)
          : new QueryException(e);
    } finally {
      running = null;
    }
  }

  /** Ends the query that another thread runs, if it runs one; that one gets an exception. */
  public void cancel() {
    Statement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        throw new QueryException(e);
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
