package dev.plumb.cli;

import dev.plumb.present.view.RunFolder;
import dev.plumb.profile.Links;
import dev.plumb.profile.Program;
import dev.plumb.profile.Run;
import dev.plumb.trace.Problems;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.io.ExactText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The runs that lie in a folder: each file is one, and each folder in it. Files that differ only in
 * the number of their rank are one run.
 */
final class FolderRuns {
  private static final int MOST = RunFolder.MOST_RUNS;
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
      runs.add(entry(label(group.getKey(), group.getValue()), group.getValue()));
    }
    runs.sort(RunFolder.Entry.BY_TIME);
    return runs;
  }

  /** A single file is called by its name. */
  private static String label(String key, Collection<Path> paths) {
    return paths.size() > 1 || key.endsWith("/") ? key : fileName(paths.iterator().next());
  }

  private static RunFolder.Entry entry(String label, Collection<Path> paths) throws IOException {
    long modified = 0;
    for (Path path : paths) {
      modified = Math.max(modified, Files.getLastModifiedTime(path).toMillis());
    }
    return new RunFolder.Entry(label, paths.stream().map(ExactText::of).toList(), modified);
  }

  /**
   * The runs that lie in an entry that was read as one: where the traces of a folder cannot be the
   * ranks of one run ({@link Program#canBeRanks}), each folder and each file in it is a run of its
   * own, as it would be had the user named that folder. Files that differ only in the number of
   * their rank stay one run: so somebody named them. What is no profiler output is left out.
   *
   * @return nothing where it is one run
   */
  static List<RunFolder.Entry> in(RunFolder.Entry entry, Run run) throws IOException {
    Path folder = ExactText.path(entry.files().getFirst());
    if (entry.files().size() > 1 || !Files.isDirectory(folder)) {
      return List.of();
    }
    List<Traced> traces = new ArrayList<>();
    for (int input = 0; input < run.inputs().size(); input++) {
      Links links = run.inputs().get(input);
      traces.add(new Traced(path(run.sources(input).getFirst().trace().name()), links));
    }
    List<RunFolder.Entry> runs = new ArrayList<>();
    addRuns(runs, entry.label(), folder, traces);
    return runs.size() > 1 ? runs : List.of();
  }

  /** A trace and the file that it was read from. */
  private record Traced(Path file, Links links) {}

  /** A file, without what says which of its members a trace is. */
  private static Path path(String name) {
    Path whole = ExactText.path(name);
    int member = name.indexOf('!');
    return member < 0 || Files.exists(whole) ? whole : ExactText.path(name.substring(0, member));
  }

  private static boolean ofOneRun(List<Traced> traces) {
    return Program.canBeRanks(traces.stream().map(Traced::links).toList());
  }

  private static void addRuns(
      List<RunFolder.Entry> runs, String label, Path folder, List<Traced> traces)
      throws IOException {
    Map<String, List<Traced>> groups = new TreeMap<>();
    if (ofOneRun(traces)) {
      runs.add(entry(label, List.of(folder)));
      return;
    }
    for (Traced each : traces) {
      Path child = folder.resolve(folder.relativize(each.file).getName(0));
      groups.computeIfAbsent(key(child), key -> new ArrayList<>()).add(each);
    }
    for (Map.Entry<String, List<Traced>> group : groups.entrySet()) {
      String key = group.getKey();
      if (key.endsWith("/")) {
        addRuns(runs, label + key, folder.resolve(key), group.getValue());
      } else {
        Set<Path> files = new TreeSet<>();
        group.getValue().forEach(each -> files.add(each.file));
        runs.add(entry(label + label(key, files), files));
      }
    }
  }

  private static String key(Path path) {
    String name = fileName(path);
    return Files.isDirectory(path) ? name + "/" : RANK.matcher(name).replaceAll("$1*");
  }

  private static String fileName(Path path) {
    return path.getFileName().toString();
  }
}
