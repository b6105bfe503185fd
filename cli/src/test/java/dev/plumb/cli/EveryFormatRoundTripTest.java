package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer;
import dev.plumb.profile.Run;
import dev.plumb.trace.Problems;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.io.ByteSource;
import dev.plumb.trace.io.Limits;
import dev.plumb.trace.io.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any input converts to .plumb, Chrome trace, speedscope and pprof, and is read back with the same
 * totals. What a format by its nature does not hold is named in {@link NotCarried}, and must then
 * be absent from what is read back: never a wrong number.
 */
class EveryFormatRoundTripTest {
  private static final List<String> TARGETS = List.of("plumb", "chrome", "speedscope", "pprof");
  private static final long USUAL_BYTES = 3 << 20;
  private static final Path CASES =
      Path.of(System.getProperty("plumb.root"), "importers", "src", "test", "resources", "cases");

  @TempDir Path folder;

  private final StringBuilder table = new StringBuilder();
  private final List<String> wrong = new ArrayList<>();

  @Test
  void everyCaseComesBackFromEveryFormat() throws IOException {
    List<Path> inputs;
    try (Stream<Path> files = Files.walk(CASES)) {
      inputs =
          files
              .filter(file -> file.getFileName().toString().startsWith("trace"))
              .filter(file -> !file.toString().endsWith(".sql"))
              .filter(file -> !file.toString().contains("/expect/"))
              .sorted()
              .toList();
    }
    int checked = 0;
    for (Path input : inputs) {
      try {
        check(CASES.relativize(input).toString(), input);
        checked++;
      } catch (UnreadableInputException e) {
        // cases of what is refused
      }
    }
    assertThat(checked).isGreaterThan(100);
    assertThat(wrong).isEmpty();
  }

  @Test
  void recordedFilesOfEachFormatComeBackFromEveryFormat() throws IOException {
    CorpusTraces.assumePresent();
    Map<String, List<Path>> files = recorded();
    assertThat(files).hasSizeGreaterThanOrEqualTo(15);
    for (Map.Entry<String, List<Path>> each : files.entrySet()) {
      for (Path file : each.getValue()) {
        check(each.getKey() + "  " + CorpusTraces.folder().relativize(file), file);
      }
    }
    System.out.print(table);
    assertThat(wrong).isEmpty();
  }

  /** Of each format the smallest file, the middle one and the largest of a usual size. */
  private static Map<String, List<Path>> recorded() throws IOException {
    Map<String, List<Path>> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(CorpusTraces.folder())) {
      List<Path> bySize =
          files
              .filter(file -> Files.isRegularFile(file) && file.toFile().length() < USUAL_BYTES)
              .sorted(Comparator.comparingLong(file -> file.toFile().length()))
              .toList();
      for (Path file : bySize) {
        String format = format(file);
        if (!format.isEmpty() && !isRefused(file)) {
          all.computeIfAbsent(format, f -> new ArrayList<>()).add(file);
        }
      }
    }
    all.replaceAll((format, files) -> {
      Path middle = files.get(files.size() / 2);
      return Stream.of(files.getFirst(), middle, files.getLast()).distinct().toList();
    });
    return all;
  }

  private static boolean isRefused(Path file) throws IOException {
    try {
      RoundTrip.load(file.toString());
      return false;
    } catch (UnreadableInputException e) {
      return true;
    }
  }

  private static String format(Path file) throws IOException {
    try (Sources sources = Sources.open(file, Limits.DEFAULTS, new Problems())) {
      ByteSource source = sources.next();
      if (source == null) {
        return "";
      }
      try (Spool spool = new Spool(source)) {
        Importer importer = Formats.find(source.name(), spool, null);
        return importer == null ? "" : importer.format();
      }
    } catch (UnreadableInputException e) {
      return "";
    }
  }

  private void check(String name, Path input) throws IOException {
    Run run = RoundTrip.load(input.toString());
    for (String target : TARGETS) {
      Comeback comeback = Comeback.of(run, back(run, target), target);
      table.append(String.format("%-110s %-10s %s%n", name, target, comeback));
      comeback.differences().forEach(each -> wrong.add(name + " by " + target + ": " + each));
    }
  }

  private Run back(Run run, String target) throws IOException {
    return new RoundTrip(folder).back(run, target);
  }
}
