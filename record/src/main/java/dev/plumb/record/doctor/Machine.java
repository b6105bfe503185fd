package dev.plumb.record.doctor;

import dev.plumb.record.session.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What checks may look at: files below a root, which tests make up, the environment, and {@link
 * Trials}.
 *
 * @param root of {@code /proc}, {@code /sys} and everything else
 * @param environment of Plumb, which programs inherit
 * @param out folder that recordings are written to
 * @param trials what can only be found out by trying
 */
public record Machine(Path root, Map<String, String> environment, Path out, Trials trials) {
  /** This machine. */
  public static Machine here(Path out) {
    return new Machine(Path.of("/"), System.getenv(), out, new SystemTrials());
  }

  /** What can only be found out by trying. */
  public interface Trials {
    /**
     * Opens a clock of this process's thread.
     *
     * @param kernel whether time in the kernel is wanted
     * @return 0, or the error's number
     */
    int openPerfEvent(boolean kernel);

    /** Reads memory of a child process; 0, or the error's number. */
    int readChildMemory();

    /** What a program prints in its first ten seconds; null if it does not start or fails. */
    @Nullable String output(List<String> command);

    /**
     * Whether a program in a folder may be run; false where the folder is mounted {@code noexec}.
     */
    boolean mayExecuteIn(Path folder);

    /** Bytes left in a folder; −1 if unknown. */
    long freeBytes(Path folder);

    /** The library that programs would load; it is built if that has to be. */
    NativeLibrary library(Map<String, String> environment);

    /** Whether async-profiler has a library for this platform. */
    boolean hasAsyncProfiler();
  }

  Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  boolean exists(String absolute) {
    return Files.exists(path(absolute));
  }

  /** The text of a small file without blanks around it; null if it cannot be read. */
  @Nullable String read(String absolute) {
    try {
      return Files.readString(path(absolute), StandardCharsets.ISO_8859_1).strip();
    } catch (IOException e) {
      return null;
    }
  }

  /** A number that a file begins with. */
  long number(String absolute, long otherwise) {
    String text = read(absolute);
    try {
      return text == null ? otherwise : Long.parseLong(text.split("\\s", 2)[0]);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** Files and folders in a folder, by name; none if there is no such folder. */
  List<Path> list(String absolute) {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path(absolute))) {
      entries.forEach(all::add);
    } catch (IOException e) {
      return List.of();
    }
    Collections.sort(all);
    return all;
  }

  /** The first program of that name on the search path; null if there is none. */
  @Nullable Path program(String name) {
    List<Path> all = programs(name);
    return all.isEmpty() ? null : all.getFirst();
  }

  /** All programs of that name on the search path. */
  List<Path> programs(String name) {
    List<Path> found = new ArrayList<>();
    for (String folder : environment.getOrDefault("PATH", "").split(":")) {
      try {
        Path file =
            folder.startsWith("/") ? path(folder).resolve(name) : Path.of(folder).resolve(name);
        if (Files.isExecutable(file) && !Files.isDirectory(file)) {
          found.add(file);
        }
      } catch (InvalidPathException e) {
        // A folder that no system has.
      }
    }
    return found;
  }
}
