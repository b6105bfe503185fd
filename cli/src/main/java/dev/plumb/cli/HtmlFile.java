package dev.plumb.cli;

import dev.plumb.trace.io.ExactText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The file that {@code --html} names. It appears whole or not at all: the page is written beside it
 * and then moved, so that a browser never loads half of one and a failure leaves the old one alone.
 */
final class HtmlFile {
  private static final String STANDARD_OUTPUT = "-";

  /** Something that writes a page. */
  interface Page {
    void write(Writer out) throws IOException;
  }

  private final String name;

  private HtmlFile(String name) {
    this.name = name;
  }

  /** Refuses at once what could not be written after minutes of reading. */
  static HtmlFile named(String name) {
    if (!name.equals(STANDARD_OUTPUT)) {
      Path file = OutputFile.named(name);
      if (Files.isDirectory(file)) {
        throw CommandFailure.usage("--html " + name + ": is a folder; name a file in it");
      }
      Path folder = OutputFile.folderOf(file);
      boolean device = Files.exists(file) && !Files.isRegularFile(file);
      if (!device && !Files.isWritable(folder)) {
        throw CommandFailure.usage("--html " + name + ": may not write to " + folder);
      }
    }
    return new HtmlFile(name);
  }

  /** Refuses to write over what is to be read. */
  void refuseInput(List<String> inputs) throws IOException {
    if (!isStandardOutput()) {
      OutputFile.refuseInput(ExactText.path(name), inputs, "--html");
    }
  }

  boolean isStandardOutput() {
    return name.equals(STANDARD_OUTPUT);
  }

  void write(PrintWriter standardOutput, Page page) throws IOException {
    if (isStandardOutput()) {
      page.write(standardOutput);
      return;
    }
    Path file = ExactText.path(name);
    // A link stays one, and a device such as /dev/null takes no file in its place.
    Path target = Files.exists(file) ? file.toRealPath() : file;
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      writeTo(target, page);
      return;
    }
    Path unfinished =
        folderOf(target)
            .resolve("." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    Unfinished.add(unfinished);
    try {
      writeTo(unfinished, page);
      Files.move(
          unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
      Unfinished.remove(unfinished);
    }
  }

  private static void writeTo(Path file, Page page) throws IOException {
    try (BufferedWriter out =
        Files.newBufferedWriter(
            file,
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      page.write(out);
    }
  }

  private static Path folderOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }
}
