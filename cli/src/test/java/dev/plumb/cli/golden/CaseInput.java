package dev.plumb.cli.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Inputs of the golden cases as files that Plumb reads. */
public final class CaseInput {
  /** Where the cases lie, by format. */
  public static final Path CASES =
      Path.of(System.getProperty("plumb.root"), "importers", "src", "test", "resources", "cases");

  private CaseInput() {}

  /**
   * The input itself, or, as SQLite databases lie here as the SQL that makes them, for people to
   * read, the database, made in {@code folder}.
   */
  public static Path of(Path input, Path folder) throws IOException {
    if (!input.toString().endsWith(".sql")) {
      return input;
    }
    Path made = folder.resolve("trace.sqlite");
    Files.deleteIfExists(made);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + made);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(Files.readString(input));
    } catch (SQLException e) {
      throw new IOException(input.toString(), e);
    }
    return made;
  }
}
