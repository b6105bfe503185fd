package dev.plumb.agent;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;

/** What the recorder wants, as it wrote it into a file of properties. */
final class Settings {
  private final Path folder;
  private final Properties properties;

  private Settings(Path folder, Properties properties) {
    this.folder = folder;
    this.properties = properties;
  }

  static Settings read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(in);
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is in no folder");
    }
    return new Settings(folder, properties);
  }

  /** Where the files of all processes of the recording lie. */
  Path folder() {
    return folder;
  }

  /** The folder that goes with the recording. */
  Path whole() {
    Path parent = folder.getParent();
    return parent == null ? folder : parent;
  }

  /** A file of this process, named by what it holds. */
  Path file(String extension) {
    return folder.resolve("jvm-" + ProcessHandle.current().pid() + "." + extension);
  }

  /** Port on the loopback address where the recorder answers. */
  int port() {
    return Integer.parseInt(properties.getProperty("port"));
  }

  /** What proves that a process belongs to the recording. */
  String token() {
    return properties.getProperty("token", "");
  }

  /** Internal names of the classes whose methods are operators; empty if none are counted. */
  Set<String> operatorClasses() {
    String names = properties.getProperty("operators", "");
    return names.isEmpty() ? Set.of() : Set.of(names.split(","));
  }

  /** async-profiler's jar. */
  Path profilerJar() {
    return Path.of(properties.getProperty("profiler.jar"));
  }

  /** async-profiler's library. */
  Path profilerLibrary() {
    return Path.of(properties.getProperty("profiler.library"));
  }

  /** async-profiler's options for each window; empty if stacks are not sampled. */
  String profilerOptions() {
    return properties.getProperty("profiler.options", "");
  }

  /** Length of a window in milliseconds. */
  long windowMillis() {
    return Long.parseLong(properties.getProperty("window.millis", "2000"));
  }
}
