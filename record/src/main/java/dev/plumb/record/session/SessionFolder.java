package dev.plumb.record.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a recorded program needs while it runs: the bootstrap, the library, rings, windows. Goes
 * with the recording; what a killed Plumb left is taken away by the next one.
 */
final class SessionFolder implements AutoCloseable {
  /** Files of {@code record/bootstrap}. */
  static final List<String> BOOTSTRAP =
      List.of(
          "sitecustomize.py",
          "plumb.py",
          "plumb_bootstrap/__init__.py",
          "plumb_bootstrap/budget.py",
          "plumb_bootstrap/imports.py",
          "plumb_bootstrap/jax_windows.py",
          "plumb_bootstrap/messages.py",
          "plumb_bootstrap/native.py",
          "plumb_bootstrap/ranges.py",
          "plumb_bootstrap/rings.py",
          "plumb_bootstrap/start.py",
          "plumb_bootstrap/torch_hooks.py",
          "plumb_bootstrap/torch_windows.py");

  private static final String PREFIX = "plumb-";
  private static final Pattern OURS = Pattern.compile(PREFIX + "([0-9]+)-.*");
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /** Room that shared memory must have: containers often have 64 MiB, and programs need them. */
  private static final long SHARED_BYTES = 512L << 20;

  /** Folders that only this user looks into. */
  private static final FileAttribute<?> OWN = permissions("rwx------");

  /** Made in this process: to look at their locks would be to lose them. */
  private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FolderLock folderLock;
  private final Path rings;
  private final @Nullable FolderLock ringsLock;

  /** Makes the folder. */
  SessionFolder() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    removeLeftOvers(temporary);
    folder = make(temporary);
    folderLock = FolderLock.of(folder);
    Files.createDirectory(folder.resolve("windows"), OWN);
    Files.createDirectory(folder.resolve("messages"), OWN);
    Path memory = null;
    if (hasRoom(SHARED_MEMORY)) {
      removeLeftOvers(SHARED_MEMORY);
      try {
        memory = make(SHARED_MEMORY);
      } catch (IOException e) {
        // Then on disk; the pages are in memory all the same.
      }
    }
    if (memory == null) {
      rings = Files.createDirectory(folder.resolve("rings"), OWN);
      ringsLock = null;
    } else {
      rings = memory;
      ringsLock = FolderLock.of(memory);
      Files.createSymbolicLink(folder.resolve("rings"), memory);
    }
  }

  /** Others may pass through: a program that gives up its rights still imports the bootstrap. */
  private static Path make(Path parent) throws IOException {
    String prefix = PREFIX + ProcessHandle.current().pid() + "-";
    Path made = Files.createTempDirectory(parent, prefix, permissions("rwx--x--x"));
    IN_USE.add(made);
    return made;
  }

  private static FileAttribute<?> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  private static boolean hasRoom(Path parent) {
    try {
      FileStore store = Files.getFileStore(parent);
      return Files.isWritable(parent) && store.getUsableSpace() >= SHARED_BYTES;
    } catch (IOException e) {
      return false;
    }
  }

  /** Folder for the program: {@code PLUMB_SESSION}. */
  Path path() {
    return folder;
  }

  /** Where processes make their rings. */
  Path rings() {
    return rings;
  }

  /** Where windows of frameworks' profilers are put. */
  Path windows() {
    return folder.resolve("windows");
  }

  /** Where processes without a ring say what went wrong. */
  Path messages() {
    return folder.resolve("messages");
  }

  /** Unpacks the Python part; answers the folder for {@code PYTHONPATH}. */
  Path bootstrap() throws IOException {
    Path target = folder.resolve("bootstrap");
    for (String name : BOOTSTRAP) {
      Path file = target.resolve(name);
      Files.createDirectories(file.getParent());
      try (InputStream in = resource("bootstrap/" + name)) {
        if (in == null) {
          throw new IOException("bootstrap/" + name + " is missing from Plumb's own files");
        }
        Files.copy(in, file);
      }
    }
    return target;
  }

  /**
   * Files in a folder of the session; none where the program has taken the folder away, as whoever
   * clears {@code /tmp} does.
   */
  static List<Path> files(Path folder, String pattern) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
      found.forEach(files::add);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return files;
  }

  private static @Nullable InputStream resource(String name) {
    return SessionFolder.class.getResourceAsStream("/dev/plumb/record/" + name);
  }

  private static void removeLeftOvers(Path parent) {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(parent)) {
      files.filter(SessionFolder::isOfAnother).forEach(found::add);
    } catch (IOException e) {
      return;
    }
    for (Path each : found) {
      FolderLock.ifUnused(each, SessionFolder::hasNoProcess, SessionFolder::remove);
    }
  }

  private static boolean isOfAnother(Path folder) {
    return OURS.matcher(String.valueOf(folder.getFileName())).matches()
        && Files.isWritable(folder)
        && !IN_USE.contains(folder);
  }

  /** Whether there is no such process here; there may be one in another namespace of them. */
  private static boolean hasNoProcess(Path folder) {
    Matcher ours = OURS.matcher(String.valueOf(folder.getFileName()));
    return ours.matches() && ProcessHandle.of(Long.parseLong(ours.group(1))).isEmpty();
  }

  private static void remove(Path tree) {
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // Whoever still writes there, or the next recording, takes it away.
    }
  }

  @Override
  public void close() {
    remove(rings);
    remove(folder);
    if (ringsLock != null) {
      ringsLock.close();
    }
    folderLock.close();
    IN_USE.remove(rings);
    IN_USE.remove(folder);
  }
}
