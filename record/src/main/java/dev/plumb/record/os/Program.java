package dev.plumb.record.os;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program that was run to its end.
 *
 * @param status its exit status, {@link #NOT_STARTED} or {@link #NOT_ENDED}
 * @param printed what it printed
 * @param said what it said on stderr, or why it did not run
 */
public record Program(int status, String printed, String said) {
  /** There is no such program. */
  public static final int NOT_STARTED = -1;

  /** It took longer than it was given. */
  public static final int NOT_ENDED = -2;

  /**
   * Runs a program without input.
   *
   * @param environment all variables that it gets
   * @param seconds after which it is ended
   */
  public static Program run(List<String> command, Map<String, String> environment, int seconds) {
    Path printed = null;
    Path said = null;
    try {
      // Files, because pipes that nobody empties would stop the program.
      printed = Files.createTempFile("plumb", ".out");
      said = Files.createTempFile("plumb", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(printed.toFile())
              .redirectError(said.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Program(NOT_ENDED, "", command.getFirst() + " did not end in " + seconds + " s");
      }
      return new Program(process.exitValue(), text(printed), text(said));
    } catch (IOException e) {
      return new Program(NOT_STARTED, "", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Program(NOT_ENDED, "", "interrupted");
    } finally {
      delete(printed);
      delete(said);
    }
  }

  /** The last line of {@link #said}; empty if there is none. */
  public String lastSaid() {
    return said.lines().reduce("", (before, last) -> last);
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // The system clears its temporary files.
    }
  }
}
