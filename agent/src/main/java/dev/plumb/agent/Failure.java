package dev.plumb.agent;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Tells the recorder what could not be done: the program's own output is left alone. Public for
 * {@link Agent}, which is of another loader and so of another package.
 */
public final class Failure {
  private Failure() {}

  /** What went wrong below calls by reflection. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof InvocationTargetException) {
      Throwable below = cause.getCause();
      if (below == null) {
        break;
      }
      cause = below;
    }
    return cause;
  }

  /** Before there are {@link Settings}: beside the file that holds them. */
  public static void tell(String settingsFile, Throwable failure) {
    File folder = new File(settingsFile).getAbsoluteFile().getParentFile();
    if (folder != null) {
      tell(folder.toPath(), "agent", String.valueOf(failure));
    }
  }

  /**
   * Adds a line to this process's file of failures.
   *
   * @param part of the recording that is missing: {@code agent}, {@code profiler}, {@code
   *     operators}
   */
  static void tell(Path folder, String part, String reason) {
    String line = part + "\t" + reason.replaceAll("\\s+", " ") + "\n";
    Path file = folder.resolve("jvm-" + ProcessHandle.current().pid() + ".failures");
    try {
      Files.write(
          file,
          line.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      // Then nobody learns of it: the recorder notices that the process left no files.
    }
  }
}
