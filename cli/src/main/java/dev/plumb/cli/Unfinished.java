package dev.plumb.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Files and folders being written, which go when the process is stopped. */
final class Unfinished {
  private static final Set<Path> ALL = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Unfinished::deleteAll));
  }

  private Unfinished() {}

  static Path add(Path path) {
    ALL.add(path);
    return path;
  }

  static void remove(Path path) {
    ALL.remove(path);
  }

  static void deleteAll() {
    for (Path path : ALL) {
      // Whoever writes goes on until the process ends, and may add a file to the folder.
      for (int tries = 0; tries < 3 && Files.exists(path); tries++) {
        delete(path);
      }
    }
  }

  private static void delete(Path path) {
    try {
      if (Files.isDirectory(path)) {
        List<Path> files;
        try (Stream<Path> inside = Files.list(path)) {
          files = inside.toList();
        }
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // the next try, or whoever finds it
    }
  }
}
