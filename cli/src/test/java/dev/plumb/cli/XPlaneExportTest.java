package dev.plumb.cli;

import dev.plumb.profile.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** XPlane files come back from every format with the same totals. */
class XPlaneExportTest {
  private static final Path CASES =
      Path.of(
          System.getProperty("plumb.root"),
          "importers",
          "src",
          "test",
          "resources",
          "cases",
          "xplane");

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> everyFileComesThroughEveryFormat() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path root : List.of(CASES, CorpusTraces.folder())) {
      if (Files.isDirectory(root)) {
        try (Stream<Path> files = Files.walk(root)) {
          files
              .filter(file -> file.toString().endsWith(".xplane.pb"))
              .filter(file -> !file.toString().contains("errors-only")) // nothing to export
              .sorted()
              .forEach(file ->
                  tests.add(
                      DynamicTest.dynamicTest(
                          root.relativize(file).toString(), () -> check(file))));
        }
      }
    }
    return tests;
  }

  private void check(Path file) throws IOException {
    RoundTrip roundTrip = new RoundTrip(folder);
    Run run = RoundTrip.load(file.toString());
    roundTrip.plumb(run);
    roundTrip.chromeTotals(run);
    roundTrip.collapsed(run);
    roundTrip.speedscopeAndPprof(run);
  }
}
