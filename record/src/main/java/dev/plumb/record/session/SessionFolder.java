package dev.plumb.record.session;

import dev.plumb.record.folder.SharedFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a recorded program needs while it runs: the bootstrap, the library, rings, windows. Goes
 * with the recording.
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
          "plumb_bootstrap/shadowed.py",
          "plumb_bootstrap/start.py",
          "plumb_bootstrap/torch_hooks.py",
          "plumb_bootstrap/torch_windows.py");

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /** Room that shared memory must have: containers often have 64 MiB, and programs need them. */
  private static final long SHARED_BYTES = 512L << 20;

  /** Folders that only this user looks into. */
  private static final FileAttribute<?> OWN = permissions("rwx------");

  private final SharedFolder folder;
  private final @Nullable SharedFolder memory;
  private final Path rings;

  /** Makes the folder. */
  SessionFolder() throws IOException {
    folder = SharedFolder.make();
    Files.createDirectory(path().resolve("windows"), OWN);
    Files.createDirectory(path().resolve("messages"), OWN);
    memory = hasRoom(SHARED_MEMORY) ? inMemory() : null;
    if (memory == null) {
      rings = Files.createDirectory(path().resolve("rings"), OWN);
    } else {
      rings = memory.path();
      Files.createSymbolicLink(path().resolve("rings"), rings);
    }
  }

  private static @Nullable SharedFolder inMemory() {
    try {
      return SharedFolder.in(SHARED_MEMORY);
    } catch (IOException e) {
      return null; // then on disk; the pages are in memory all the same
    }
  }

  private static FileAttribute<?> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  private static boolean hasRoom(Path parent) {
    // Not of a FileStore: there is none of folders whose mount is not known, as in a chroot.
    return Files.isWritable(parent) && parent.toFile().getUsableSpace() >= SHARED_BYTES;
  }

  /** Folder for the program: {@code PLUMB_SESSION}. */
  Path path() {
    return folder.path();
  }

  /** Where processes make their rings. */
  Path rings() {
    return rings;
  }

  /** Where windows of frameworks' profilers are put. */
  Path windows() {
    return path().resolve("windows");
  }

  /** Where processes without a ring say what went wrong. */
  Path messages() {
    return path().resolve("messages");
  }

  /** Unpacks the Python part; answers the folder for {@code PYTHONPATH}. */
  Path bootstrap() throws IOException {
    Path target = path().resolve("bootstrap");
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

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
    }
    folder.close();
  }
}
