package dev.plumb.cli;

import dev.plumb.trace.ShellWord;
import dev.plumb.trace.io.ExactText;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
  /** Stdin may be a file that would be written over. */
  private static final Path STDIN = Path.of("/dev/stdin");

  private OutputFile() {}

  /** Writes the content of a file. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Makes a file or folder of that name, which does not exist yet. */
  interface Maker {
    void make(Path path) throws IOException;
  }

  /** The path that a user typed. */
  static Path named(String name) {
    try {
      return ExactText.path(name);
    } catch (InvalidPathException e) {
      throw CommandFailure.usage("'" + name + "' is no file name here: " + e.getReason());
    }
  }

  /**
   * Refuses a target that is one of the inputs, under whatever name.
   *
   * @param option names the target
   */
  static void refuseInput(Path target, List<String> inputs, String option) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    for (String input : inputs) {
      Path path = input.equals("-") ? STDIN : named(input);
      if (Files.isRegularFile(path) && Files.isSameFile(target, path)) {
        throw CommandFailure.usage(
            "'" + target + "' is an input; write to another file with " + option);
      }
    }
  }

  /**
   * Writes to {@code target}, replacing a file that is there; {@code -} is stdout.
   *
   * @return bytes written; −1 if that was no file
   */
  static long write(String target, Content content) throws IOException {
    if (target.equals("-")) {
      return toStream(new FileOutputStream(FileDescriptor.out), content);
    }
    Path path = fileAt(target);
    if (isPipe(path)) {
      try (OutputStream out = Files.newOutputStream(path)) {
        return toStream(out, content);
      }
    }
    return replace(
        path,
        part -> {
          try (OutputStream out = Files.newOutputStream(part)) {
            toStream(out, content);
          }
        });
  }

  /** As {@link #write}, for content that is written by name and not to a stream. */
  static long make(String target, Maker maker) throws IOException {
    if (!target.equals("-") && !isPipe(fileAt(target))) {
      return replace(fileAt(target), maker);
    }
    Path folder = Files.createTempDirectory("plumb");
    Path part = folder.resolve("part");
    try {
      maker.make(part);
      return write(target, out -> Files.copy(part, out));
    } finally {
      Files.deleteIfExists(part);
      Files.deleteIfExists(folder);
    }
  }

  private static Path fileAt(String target) throws IOException {
    Path path = real(named(target));
    if (Files.isDirectory(path)) {
      throw CommandFailure.usage("'" + target + "' is a folder; name a file with -o");
    }
    return path;
  }

  private static boolean isPipe(Path path) {
    return Files.exists(path) && !Files.isRegularFile(path);
  }

  private static long replace(Path path, Maker maker) throws IOException {
    Path part = part(path);
    try {
      maker.make(part);
      long bytes = Files.size(part);
      move(part, path);
      return bytes;
    } finally {
      Files.deleteIfExists(part);
      Unfinished.remove(part);
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
  static void makeFolder(Path target, Maker maker) throws IOException {
    Path path = real(target);
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw CommandFailure.usage("'" + target + "' is a file; name a folder with -o");
    }
    Path part = part(path);
    Files.createDirectory(part);
    try {
      maker.make(part);
      if (!Files.exists(path)) {
        move(part, path);
        return;
      }
      for (Path file : files(part)) {
        move(file, path.resolve(file.getFileName()));
      }
    } finally {
      delete(part);
      Unfinished.remove(part);
    }
  }

  private static Path real(Path path) throws IOException {
    try {
      return path.toRealPath();
    } catch (NoSuchFileException e) {
      return path.toAbsolutePath();
    }
  }

  /** The folder that a file is to be written to; refused if there is none. */
  static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw CommandFailure.usage("'" + file + "' is no file name here");
    }
    Path typed = file.getParent();
    return existing(folder, String.valueOf(typed == null ? folder : typed));
  }

  /** A folder that is there; else refused with what makes it. */
  static Path existing(Path folder, String name) {
    if (!Files.exists(folder)) {
      throw CommandFailure.usage(
          "there is no folder '" + name + "'; make it first (mkdir -p " + ShellWord.of(name) + ")");
    }
    if (!Files.isDirectory(folder)) {
      throw CommandFailure.usage("'" + name + "' is no folder; name another place");
    }
    return folder;
  }

  private static Path part(Path path) throws IOException {
    Path folder = folderOf(path);
    return Unfinished.add(
        folder.resolve(
            "." + path.getFileName() + "." + ProcessHandle.current().pid() + ".plumb-part"));
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
