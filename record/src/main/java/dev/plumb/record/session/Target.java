package dev.plumb.record.session;

import dev.plumb.trace.io.ExactText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What kind of program a command starts, which decides who records it. */
public enum Target {
  /** A Python program, or a script that Python runs (torchrun). */
  PYTHON,
  /** A program that runs on a JVM. */
  JVM,
  /** Anything else: binaries, shell scripts. What they start may be of the other kinds. */
  NATIVE;

  /** Bytes of a script in which its first line must end. */
  private static final int HEAD = 256;

  /** The kind of a command, by the name of the program, or by the first line of a script. */
  public static Target of(List<String> command, Map<String, String> environment) {
    Target named = ofName(name(command.getFirst()));
    if (named != NATIVE) {
      return named;
    }
    Path file = find(command.getFirst(), environment.get("PATH"));
    String interpreter = file == null ? null : interpreter(file);
    return interpreter == null ? NATIVE : ofName(interpreter);
  }

  /** The kind of a running process; {@link #NATIVE} if it cannot be seen. */
  public static Target of(ProcessHandle process) {
    return process.info().command().map(command -> ofName(name(command))).orElse(NATIVE);
  }

  private static Target ofName(String name) {
    if (name.matches("(python|pypy)[0-9.]*t?")) {
      return PYTHON;
    }
    return name.equals("java") ? JVM : NATIVE;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * The file that a command starts; null if there is none on the path, which a name with a slash is
   * not looked for on.
   */
  static @Nullable Path find(String program, @Nullable String searchPath) {
    if (program.contains("/")) {
      return ExactText.path(program);
    }
    for (String folder : searchPath == null ? new String[0] : searchPath.split(":")) {
      try {
        Path file = ExactText.path(folder + "/" + program);
        if (Files.isExecutable(file) && !Files.isDirectory(file)) {
          return file;
        }
      } catch (InvalidPathException e) {
        // A folder that no system has.
      }
    }
    return null;
  }

  /** The words of a script's first line behind {@code #!}; none if it is no script. */
  static List<String> firstLine(Path file) {
    byte[] head = new byte[HEAD];
    int length;
    try (InputStream in = Files.newInputStream(file)) {
      length = in.readNBytes(head, 0, HEAD);
    } catch (IOException e) {
      return List.of();
    }
    String text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    if (!text.startsWith("#!")) {
      return List.of();
    }
    return List.of(text.substring(2).lines().findFirst().orElse("").strip().split("\\s+"));
  }

  /** The program that a script names in its first line; null if it is no script. */
  private static @Nullable String interpreter(Path file) {
    // #!/usr/bin/env [-S] python3
    for (String word : firstLine(file)) {
      String name = name(word);
      if (!name.equals("env") && !name.startsWith("-") && !name.contains("=")) {
        return name;
      }
    }
    return null;
  }
}
