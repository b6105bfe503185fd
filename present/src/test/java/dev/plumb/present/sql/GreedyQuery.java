package dev.plumb.present.sql;

import dev.plumb.present.SampleRuns;
import dev.plumb.present.tables.RunData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A process of its own that runs queries which want more memory than they may have: says what each
 * was told, that the next one runs, and how much memory the process ever had.
 */
final class GreedyQuery {
  static final long MEMORY = 64L << 20;

  private GreedyQuery() {}

  public static void main(String[] queries) throws IOException {
    try (Database database = Database.forQueries(new RunData(SampleRuns.plain()), MEMORY)) {
      for (String query : queries) {
        try {
          database.query(query, rows -> System.out.println("answered"));
        } catch (QueryException e) {
          System.out.println("refused: " + e.getMessage());
        }
        database.query("SELECT count(*) FROM kernels", rows -> System.out.println("goes on"));
      }
    }
    show("status", "VmHWM", "VmData");
    show("limits", "Max data size");
  }

  private static void show(String file, String... names) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self", file))) {
      if (Arrays.stream(names).anyMatch(line::startsWith)) {
        System.out.println(line);
      }
    }
  }
}
