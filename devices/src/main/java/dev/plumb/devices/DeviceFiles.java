package dev.plumb.devices;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** Finds device files: those that Plumb brings, and those in a user's folder. */
final class DeviceFiles {
  private static final String END = ".json";
  private static final String FOLDER = "catalogue";

  private DeviceFiles() {}

  /**
   * Content of every bundled file by device id, in the order of ids. Found by looking, so that
   * there is no list in which a file could be missing.
   */
  static Map<String, byte[]> bundled() {
    URL self = DeviceFiles.class.getResource("DeviceFiles.class");
    if (self == null) {
      throw new IllegalStateException("the class path does not hold " + DeviceFiles.class);
    }
    try {
      return self.getProtocol().equals("jar")
          ? inJar((JarURLConnection) self.openConnection())
          : inFolder(Path.of(URI.create(self.toString())).resolveSibling(FOLDER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> inJar(JarURLConnection self) throws IOException {
    String name = self.getEntryName();
    String folder = name.substring(0, name.lastIndexOf('/') + 1) + FOLDER + "/";
    self.setUseCaches(false);
    Map<String, byte[]> files = new TreeMap<>();
    try (JarFile jar = self.getJarFile()) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        if (entry.getName().startsWith(folder)) {
          String id = id(entry.getName().substring(folder.length()));
          if (id != null) {
            try (InputStream in = jar.getInputStream(entry)) {
              files.put(id, in.readAllBytes());
            }
          }
        }
      }
    }
    return files;
  }

  /** Content of every device file in {@code folder} by device id, in the order of ids. */
  static Map<String, byte[]> inFolder(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var list = Files.newDirectoryStream(folder, "*" + END)) {
      for (Path file : list) {
        String id = id(String.valueOf(file.getFileName()));
        if (id != null && Files.isRegularFile(file)) {
          files.put(id, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private static @Nullable String id(String file) {
    return file.endsWith(END) && file.indexOf('/') < 0
        ? file.substring(0, file.length() - END.length())
        : null;
  }
}
