package dev.plumb.cli;

import dev.plumb.present.view.RunFolder;
import dev.plumb.trace.Problems;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.io.ExactText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The runs that lie in a folder: each file is one, and each folder in it. Files that differ only in
 * the number of their rank are one run.
 */
final class FolderRuns {
  private static final int MOST = 1_000;
  private static final Pattern RANK = Pattern.compile("(?i)(rank[-_. ]?)\\d{1,6}(?!\\d)");

  private FolderRuns() {}

  /** The runs, oldest first. */
  static List<RunFolder.Entry> of(String folder) throws IOException {
    Map<String, List<Path>> groups = new LinkedHashMap<>();
    try (Stream<Path> list = Files.list(ExactText.path(folder))) {
      list.filter(each -> !each.getFileName().toString().startsWith("."))
          .filter(each -> Files.isDirectory(each) || Files.isRegularFile(each))
          .sorted()
          .limit(MOST + 1L)
          .forEach(each -> groups.computeIfAbsent(key(each), key -> new ArrayList<>()).add(each));
    }
    if (groups.isEmpty() || groups.size() > MOST) {
      throw new UnreadableInputException(
          folder,
          Problems.NO_OFFSET,
          groups.isEmpty() ? "holds no files" : "holds more than " + MOST + " runs",
          "Name files, or a folder of runs.");
    }
    List<RunFolder.Entry> runs = new ArrayList<>();
    for (Map.Entry<String, List<Path>> group : groups.entrySet()) {
      long modified = 0;
      for (Path path : group.getValue()) {
        modified = Math.max(modified, Files.getLastModifiedTime(path).toMillis());
      }
      List<String> files = group.getValue().stream().map(ExactText::of).toList();
      runs.add(new RunFolder.Entry(group.getKey(), files, modified));
    }
    runs.sort(
        Comparator.comparingLong(RunFolder.Entry::modifiedMs)
            .thenComparing(RunFolder.Entry::label));
    return runs;
  }

  private static String key(Path path) {
    String name = path.getFileName().toString();
    return Files.isDirectory(path) ? name + "/" : RANK.matcher(name).replaceAll("$1*");
  }
}
