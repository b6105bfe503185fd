package dev.plumb.cli;

import dev.plumb.trace.Problems;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.io.ExactText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files that a command's arguments name: a folder stands for all files in it. */
final class Inputs {
  /** Profilers nest a few folders: {@code plugins/profile/DATE/HOST.xplane.pb}. */
  private static final int MAX_DEPTH = 8;

  private static final int MAX_FILES = 10_000;

  private Inputs() {}

  /**
   * One file, or "-".
   *
   * @param found whether it was found in a folder rather than named: then it may be no trace at all
   */
  record Input(String name, boolean found) {}

  /** Files in the order of the arguments, those of a folder by name. Links are not followed. */
  static List<Input> of(List<String> names) throws IOException {
    List<Input> inputs = new ArrayList<>();
    for (String name : names) {
      Path path = folder(name);
      if (path == null) {
        inputs.add(new Input(name, false));
      } else {
        inputs.addAll(files(name, path));
      }
    }
    return inputs;
  }

  private static @org.jspecify.annotations.Nullable Path folder(String name) {
    try {
      Path path = ExactText.path(name);
      return !name.isEmpty() && Files.isDirectory(path) ? path : null;
    } catch (InvalidPathException e) {
      return null; // whoever opens it will say so
    }
  }

  /** Without files that were there before, under whatever name. */
  static List<Input> distinct(List<Input> inputs) {
    List<Input> distinct = new ArrayList<>();
    Set<Object> keys = new HashSet<>();
    for (Input input : inputs) {
      Object key = key(input.name());
      if (key == null || keys.add(key)) {
        distinct.add(input);
      }
    }
    return distinct;
  }

  /** What tells a file from others; null for what is no file, which may be read twice. */
  private static @org.jspecify.annotations.Nullable Object key(String name) {
    try {
      BasicFileAttributes file =
          Files.readAttributes(ExactText.path(name), BasicFileAttributes.class);
      return file.isRegularFile() ? file.fileKey() : null;
    } catch (IOException | InvalidPathException e) {
      return null; // whoever opens it will say so
    }
  }

  private static List<Input> files(String name, Path folder) throws IOException {
    List<Input> inputs;
    try (Stream<Path> walk =
        Files.find(
            folder,
            MAX_DEPTH,
            (path, attributes) -> attributes.isRegularFile() && !hidden(folder, path))) {
      inputs =
          walk.limit(MAX_FILES + 1L)
              .sorted(Comparator.comparing(Path::toString))
              .map(path -> new Input(ExactText.of(path), true))
              .toList();
    } catch (java.io.UncheckedIOException e) {
      throw new UnreadableInputException(
          name, Problems.NO_OFFSET, "cannot be listed: " + e.getMessage(), "Name files.");
    }
    if (inputs.isEmpty() || inputs.size() > MAX_FILES) {
      throw new UnreadableInputException(
          name,
          Problems.NO_OFFSET,
          inputs.isEmpty() ? "holds no files" : "holds more than " + MAX_FILES + " files",
          inputs.isEmpty()
              ? "Name the folder or the files that the profiler wrote."
              : "Name files.");
    }
    return inputs;
  }

  private static boolean hidden(Path folder, Path path) {
    for (Path part : folder.relativize(path)) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
