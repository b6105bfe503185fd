package dev.plumb.trace.io;

import dev.plumb.trace.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints how fast files are drained, beside what the command line needs for the same in the same
 * run: {@code java -cp … dev.plumb.trace.io.SourceSpeed big.json.gz 'zcat big.json.gz'}. Not a
 * test.
 */
final class SourceSpeed {
  private static final int ROUNDS = 5;

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    String rival = arguments.length > 1 ? arguments[1] : null;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      long bytes = drain(file);
      print("drain", bytes, System.nanoTime() - start);
      if (rival != null) {
        start = System.nanoTime();
        run(rival);
        print(rival, bytes, System.nanoTime() - start);
      }
    }
  }

  private static long drain(Path file) throws IOException {
    long bytes = 0;
    Problems problems = new Problems();
    try (Sources sources = Sources.open(file, Limits.DEFAULTS, problems)) {
      @Nullable ByteSource source;
      while ((source = sources.next()) != null) {
        @Nullable Chunk chunk;
        while ((chunk = source.next()) != null) {
          bytes += chunk.length();
          source.release(chunk);
        }
      }
    }
    if (!problems.list().isEmpty()) {
      System.out.println(problems);
    }
    return bytes;
  }

  private static void run(String command) throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
        .waitFor();
  }

  private static void print(String what, long bytes, long ns) {
    System.out.printf(Locale.ROOT, "%-40s %6.0f ms %7.0f MB/s%n", what, ns / 1e6, bytes * 1e3 / ns);
  }

  private SourceSpeed() {}
}
