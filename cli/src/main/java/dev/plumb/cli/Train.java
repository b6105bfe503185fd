package dev.plumb.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the JVM watches while it trains the AOT cache: the command lines that users run most, on the
 * small recordings under {@code examples/}. Outcomes do not matter here; tests look after them.
 */
final class Train {
  private static final long LARGEST_EXAMPLE_BYTES = 4L << 20;
  private static final int MOST_EXAMPLES = 8;

  private Train() {}

  public static void main(String[] args) throws IOException {
    plumb("--version");
    plumb("--help");
    for (String folder : args) {
      for (Path example : smallFiles(Path.of(folder))) {
        plumb("report", example.toString());
        plumb("report", "--json", example.toString());
        plumb("report", "--html", "-", example.toString());
      }
    }
  }

  private static void plumb(String... args) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Main.run(nowhere, nowhere, args);
  }

  private static List<Path> smallFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Train::isSmallFile).sorted().limit(MOST_EXAMPLES).toList();
    }
  }

  private static boolean isSmallFile(Path path) {
    return Files.isRegularFile(path) && path.toFile().length() <= LARGEST_EXAMPLE_BYTES;
  }
}
