package dev.plumb.importers.sqlite;

import dev.plumb.importers.sqlite.SqliteTable.Column;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.UnreadableInputException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A database file: which tables it has, and scans over them. Not for several threads. */
public final class SqliteFile implements Closeable {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 100;

  /** More than any profiler has by far; a schema is kept as text while it is read. */
  private static final int MOST_TABLES = 10_000;

  private final Pages pages;
  private final Problems problems;
  private final Charset charset;
  private final int usable;
  private final Map<String, SqliteTable> tables = new LinkedHashMap<>();

  private SqliteFile(Pages pages, byte[] header, Problems problems) {
    this.pages = pages;
    this.problems = problems;
    charset = charset(header[59]);
    usable = pages.pageSize() - (header[20] & 0xFF);
    readSchema();
  }

  /** Whether an input begins as a database does. */
  public static boolean matches(byte[] head, int length) {
    if (length < MAGIC.length) {
      return false;
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (head[i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Opens a file and reads its schema. Damage is counted in {@code problems}, now and while rows
   * are read.
   *
   * @throws UnreadableInputException if this is no database, or of a kind that cannot be read
   */
  public static SqliteFile open(Path file, Problems problems) throws UnreadableInputException {
    Pages pages = null;
    try {
      pages = new Pages(file);
      byte[] header = new byte[HEADER];
      int length = pages.copy(0, header, HEADER);
      String reason = refusal(header, length);
      if (reason != null) {
        throw unreadable(file, reason);
      }
      int size = TreeWalk.be16(header, 16);
      pages.setPageSize(size == 1 ? 1 << 16 : size);
      if (pages.count() == 0) {
        throw unreadable(file, "is cut off within the first page of the database");
      }
      lookBeside(file, problems);
      SqliteFile opened = new SqliteFile(pages, header, problems);
      long expected = TreeWalk.be32(header, 28) * pages.pageSize();
      if (expected > pages.fileBytes() && validSize(header)) {
        problems.add(ProblemCode.INPUT_TRUNCATED, pages.fileBytes());
      }
      pages = null;
      return opened;
    } catch (UnreadableInputException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(file, "cannot be read (" + e.getMessage() + ")");
    } finally {
      closeQuietly(pages);
    }
  }

  /** The size in the header holds only if nobody wrote the file without keeping it. */
  private static boolean validSize(byte[] header) {
    return TreeWalk.be32(header, 24) == TreeWalk.be32(header, 92);
  }

  private static @Nullable String refusal(byte[] header, int length) {
    if (!matches(header, length)) {
      return "is no SQLite database, or an encrypted one";
    }
    if (length < HEADER) {
      return "is cut off within the header of the database";
    }
    int size = TreeWalk.be16(header, 16);
    int usable = (size == 1 ? 1 << 16 : size) - (header[20] & 0xFF);
    boolean sizeValid = size == 1 || size >= 512 && Integer.bitCount(size) == 1;
    if (!sizeValid || usable < 480 || header[59] < 0 || header[59] > 3) {
      return "has a damaged database header";
    }
    return null;
  }

  private static UnreadableInputException unreadable(Path file, String reason) {
    return new UnreadableInputException(
        file.toString(),
        0,
        reason,
        "Copy or export it again; 'sqlite3 FILE .schema' shows whether SQLite can read it.");
  }

  private static void lookBeside(Path file, Problems problems) throws IOException {
    for (String name : unfinished(file)) {
      problems.add(ProblemCode.DATABASE_NOT_CLOSED, Problems.NO_OFFSET, name + " was not read");
    }
  }

  /** Names of the files beside a database that hold changes which are not in it yet. */
  public static List<String> unfinished(Path file) throws IOException {
    List<String> names = new ArrayList<>();
    for (String suffix : List.of("-wal", "-journal")) {
      Path beside = file.resolveSibling(file.getFileName() + suffix);
      if (Files.isRegularFile(beside) && Files.size(beside) > 0) {
        names.add(beside.getFileName().toString());
      }
    }
    return names;
  }

  private static void closeQuietly(@Nullable Pages pages) {
    try {
      if (pages != null) {
        pages.close();
      }
    } catch (IOException e) {
      // it was only read
    }
  }

  private static Charset charset(int code) {
    return switch (code) {
      case 2 -> StandardCharsets.UTF_16LE;
      case 3 -> StandardCharsets.UTF_16BE;
      default -> StandardCharsets.UTF_8;
    };
  }

  private void readSchema() {
    SqliteTable schema =
        new SqliteTable(
            "sqlite_schema",
            1,
            List.of(
                new Column("type", false, null),
                new Column("name", false, null),
                new Column("tbl_name", false, null),
                new Column("rootpage", false, null),
                new Column("sql", false, null)));
    Set<Long> roots = new HashSet<>(Set.of(1L));
    Rows rows = scan(schema, "type", "name", "rootpage", "sql");
    while (rows.next() && tables.size() < MOST_TABLES) {
      String name = rows.string(1);
      long root = rows.integer(2, 0);
      String sql = rows.string(3);
      if (!"table".equals(rows.string(0)) || name == null || sql == null || root <= 0) {
        continue;
      }
      List<Column> columns = CreateTable.columns(sql);
      if (columns == null) {
        continue;
      }
      if (!roots.add(root)) {
        problems.add(ProblemCode.DATABASE_DAMAGED, rows.offset());
        continue;
      }
      tables.putIfAbsent(name, new SqliteTable(name, root, columns));
    }
  }

  /** Names of the tables, in the order of the schema. */
  public Set<String> tables() {
    return Collections.unmodifiableSet(tables.keySet());
  }

  /** Whether there is a table of this name, with or without rows. */
  public boolean has(String table) {
    return tables.containsKey(table);
  }

  /** Whether there is a table with such a column. */
  public boolean has(String table, String column) {
    SqliteTable known = tables.get(table);
    return known != null && known.column(column) >= 0;
  }

  /** Names of a table's columns; empty if there is no such table. */
  public List<String> columns(String table) {
    SqliteTable known = tables.get(table);
    return known == null ? List.of() : known.columns().stream().map(Column::name).toList();
  }

  /** Number of rows, without reading them; 0 if there is no such table. */
  public long count(String table) {
    SqliteTable known = tables.get(table);
    return known == null ? 0 : new TreeWalk(pages, usable, known.root(), problems).count();
  }

  /**
   * A scan over some columns, each of them named once. There are no rows if there is no such table.
   */
  public Rows rows(String table, String... columns) {
    SqliteTable known = tables.get(table);
    return known == null
        ? new Rows(null, new SqliteTable(table, 0, List.of()), charset, problems, columns)
        : scan(known, columns);
  }

  private Rows scan(SqliteTable table, String... columns) {
    TreeWalk walk = new TreeWalk(pages, usable, table.root(), problems);
    return new Rows(walk, table, charset, problems, columns);
  }

  @Override
  public void close() {
    closeQuietly(pages);
  }
}
