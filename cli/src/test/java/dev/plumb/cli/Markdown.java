package dev.plumb.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One page of the documentation, taken apart as far as tests need it.
 *
 * @param path from the root of the repository
 */
record Markdown(Path path, List<String> lines) {
  static final Path ROOT = Path.of(System.getProperty("plumb.root"));

  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** A piece of code in a line or in a block. */
  record Code(int line, String text) {}

  /** A row of a table with the head of its columns. */
  record Row(List<String> heads, List<String> cells) {
    /** The cell under a head; null if there is no such column. */
    String cell(String head) {
      int column = heads.indexOf(head);
      return column < 0 || column >= cells.size() ? null : cells.get(column);
    }
  }

  /** Every page of the repository. */
  static List<Markdown> all() throws IOException {
    List<Markdown> pages = new ArrayList<>();
    for (Path file : files(".md")) {
      pages.add(of(ROOT.relativize(file)));
    }
    return pages;
  }

  static Markdown of(Path path) throws IOException {
    return new Markdown(path, Files.readAllLines(ROOT.resolve(path)));
  }

  /** Files of the repository by the end of their name, without what builds made. */
  static List<Path> files(String end) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            boolean foreign = name.equals("target") || name.startsWith(".") && !folder.equals(ROOT);
            return foreign ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(end)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }

  /** Code between backquotes, and the lines of code blocks. */
  List<Code> code() {
    List<Code> code = new ArrayList<>();
    boolean block = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (isFence(line)) {
        block = !block;
      } else if (block) {
        code.add(new Code(i + 1, line));
      } else {
        Matcher matcher = CODE.matcher(line);
        while (matcher.find()) {
          code.add(new Code(i + 1, matcher.group(1)));
        }
      }
    }
    return code;
  }

  /** Lines outside of code blocks, with code between backquotes blanked out; same numbering. */
  List<String> prose() {
    List<String> prose = new ArrayList<>();
    boolean block = false;
    for (String line : lines) {
      boolean fence = isFence(line);
      prose.add(block || fence ? "" : CODE.matcher(line).replaceAll("``"));
      block ^= fence;
    }
    return prose;
  }

  private static boolean isFence(String line) {
    return line.strip().startsWith("```");
  }

  /** Headings as GitHub names them in links: {@code #what-is-read}. */
  List<String> anchors() {
    List<String> anchors = new ArrayList<>();
    boolean block = false;
    for (String line : lines) {
      block ^= isFence(line);
      Matcher matcher = HEADING.matcher(line);
      if (!block && matcher.matches()) {
        anchors.add(
            matcher
                .group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .strip()
                .replace(' ', '-'));
      }
    }
    return anchors;
  }

  /** The rows of all tables. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    List<String> heads = List.of();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.startsWith("|")) {
        heads = List.of();
      } else if (heads.isEmpty()) {
        heads = cells(line);
        i++; // the rule below the heads
      } else {
        rows.add(new Row(heads, cells(line)));
      }
    }
    return rows;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.substring(1).split("(?<!\\\\)\\|", -1)) {
      cells.add(cell.strip());
    }
    cells.removeLast();
    return cells;
  }
}
