package dev.plumb.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a command writes to. A file or folder comes into being whole or not at all: it is written
 * beside its place and moved there at the end.
 */
final class OutputFile {
  private OutputFile() {}

  /** Writes the content of a file. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Makes files in a folder. */
  interface Folder {
    void writeTo(Path folder) throws IOException;
  }

  /** Refuses a target that is one of the inputs. */
  static void refuseInput(Path target, List<String> inputs) throws IOException {
    for (String input : inputs) {
      Path path = Path.of(input);
      if (Files.exists(target) && Files.exists(path) && Files.isSameFile(target, path)) {
        throw CommandFailure.usage("'" + target + "' is an input; write to another file with -o");
      }
    }
  }

  /** Writes to {@code target}, replacing a file that is there; {@code -} is stdout. */
  static long write(String target, Content content) throws IOException {
    if (target.equals("-")) {
      return toStream(new FileOutputStream(FileDescriptor.out), content);
    }
    Path path = real(Path.of(target));
    if (Files.isDirectory(path)) {
      throw CommandFailure.usage("'" + target + "' is a folder; name a file with -o");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) { // a pipe or a device
      try (OutputStream out = Files.newOutputStream(path)) {
        return toStream(out, content);
      }
    }
    Path part = part(path);
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        toStream(out, content);
      }
      long bytes = Files.size(part);
      move(part, path);
      return bytes;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static long toStream(OutputStream out, Content content) throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
    content.writeTo(buffered);
    buffered.flush();
    return -1;
  }

  /**
   * Writes a folder: as a whole where there is none yet, else file by file into the one that is
   * there, leaving others in it alone.
   */
  static void writeFolder(Path target, Folder folder) throws IOException {
    Path path = real(target);
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw CommandFailure.usage("'" + target + "' is a file; name a folder with -o");
    }
    Path part = part(path);
    Files.createDirectory(part);
    try {
      folder.writeTo(part);
      if (!Files.exists(path)) {
        move(part, path);
        return;
      }
      for (Path file : files(part)) {
        move(file, path.resolve(file.getFileName()));
      }
    } finally {
      delete(part);
    }
  }

  private static Path real(Path path) throws IOException {
    try {
      return path.toRealPath();
    } catch (NoSuchFileException e) {
      return path.toAbsolutePath();
    }
  }

  private static Path part(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw CommandFailure.usage("there is no folder '" + folder + "' to write to");
    }
    return folder.resolve(
        "." + path.getFileName() + "." + ProcessHandle.current().pid() + ".plumb-part");
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException | DirectoryNotEmptyException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      for (Path file : files(folder)) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    }
  }
}
