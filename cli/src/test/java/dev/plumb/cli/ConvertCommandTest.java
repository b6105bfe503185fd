package dev.plumb.cli;

import static dev.plumb.cli.Json.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
  @TempDir private Path folder;

  private final CommandRunner plumb = new CommandRunner();
  private String trace;

  @BeforeEach
  void writeTrace() throws IOException {
    trace = Files.writeString(folder.resolve("tiny.json"), TinyTrace.json()).toString();
  }

  @Test
  void theReportOfAStoreIsTheReportOfItsSource() throws IOException {
    String store = folder.resolve("run.plumb").toString();
    assertThat(plumb.run("convert", trace, "-o", store)).isEqualTo(0);
    assertThat(plumb.out()).isEmpty();
    assertThat(plumb.err()).contains("wrote " + store + " (plumb, ");
    plumb.run("report", "--json", trace);
    String expected = plumb.out();
    assertThat(plumb.run("report", "--json", store)).isEqualTo(0);
    assertThat(plumb.out()).isEqualTo(expected).contains("\"format\" : \"chrome\"", "tiny.json");
  }

  @Test
  void severalInputsBecomeOneStore() throws IOException {
    String other = Files.writeString(folder.resolve("other.json"), TinyTrace.json()).toString();
    String store = folder.resolve("run.plumb").toString();
    assertThat(plumb.run("convert", trace, other, "-o", store)).isEqualTo(0);
    plumb.run("report", "--json", trace, other);
    String expected = plumb.out();
    plumb.run("report", "--json", store);
    assertThat(plumb.out()).isEqualTo(expected);
  }

  @Test
  void theEndOfTheNameTellsTheFormat() throws IOException {
    assertThat(plumb.run("convert", trace, "-o", path("a.folded"))).isEqualTo(0);
    assertThat(Files.readString(folder.resolve("a.folded")))
        .contains(";aten::mm;cudaLaunchKernel;volta_sgemm 50007\n");
    assertThat(plumb.run("convert", trace, "-o", path("a.speedscope.json"))).isEqualTo(0);
    assertThat(Files.readString(folder.resolve("a.speedscope.json"))).contains("speedscope.app");
    assertThat(plumb.run("convert", trace, "-o", path("a.pb.gz"))).isEqualTo(0);
    assertThat(Files.readAllBytes(folder.resolve("a.pb.gz"))).startsWith(0x1f, 0x8b);
  }

  @Test
  void aNameThatEndsInGzIsZipped() throws IOException {
    assertThat(plumb.run("convert", trace, "-o", path("a.json.gz"))).isEqualTo(0);
    byte[] zipped = Files.readAllBytes(folder.resolve("a.json.gz"));
    byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes();
    assertThat(object(Json.parse(new String(bytes, StandardCharsets.UTF_8))))
        .containsKey("traceEvents");
  }

  @Test
  void theMetricCanBeChosen() throws IOException {
    assertThat(plumb.run("convert", trace, "--metric", "count", "-o", path("a.folded")))
        .isEqualTo(0);
    assertThat(Files.readString(folder.resolve("a.folded"))).contains("volta_sgemm 1\n");
    assertThat(plumb.run("convert", trace, "--metric", "joule", "-o", path("a.folded")))
        .isEqualTo(2);
    assertThat(plumb.err()).contains("no metric is named 'joule'");
    assertThat(plumb.run("convert", trace, "--metric", "gpu", "-o", path("a.json"))).isEqualTo(2);
    assertThat(plumb.err()).contains("--metric has no meaning for chrome");
  }

  @Test
  void tablesBecomeAFolder() throws IOException {
    assertThat(plumb.run("convert", trace, "--to", "csv", "-o", path("tables"))).isEqualTo(0);
    try (Stream<Path> files = Files.list(folder.resolve("tables"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("slices.csv", "kernels.csv", "nodes.csv", "problems.csv");
    }
    assertThat(Files.readAllLines(folder.resolve("tables/kernels.csv")))
        .hasSize(3)
        .anyMatch(line -> line.contains("volta_sgemm"));
  }

  @Test
  void aFolderThatIsThereKeepsItsOtherFiles() throws IOException {
    Path tables = Files.createDirectory(folder.resolve("tables"));
    Files.writeString(tables.resolve("mine.txt"), "mine");
    Files.writeString(tables.resolve("kernels.csv"), "old");
    assertThat(plumb.run("convert", trace, "--to", "csv", "-o", tables.toString())).isEqualTo(0);
    assertThat(tables.resolve("mine.txt")).hasContent("mine");
    assertThat(Files.readString(tables.resolve("kernels.csv"))).startsWith("slice,");
    noPartsAreLeft();
  }

  @Test
  void whatWasNoticedAboutTheInputIsNotLostInSilence() throws IOException {
    String text = TinyTrace.json();
    Path cutFile = folder.resolve("cut.json");
    String cut = Files.writeString(cutFile, text.substring(0, text.lastIndexOf('"'))).toString();
    String note = "plumb: the file does not say what plumb report says about the input: ";
    for (String to : List.of("c.folded", "c.json", "c.speedscope.json", "c.pprof")) {
      assertThat(plumb.run("convert", cut, "-o", path(to))).isEqualTo(0);
      assertThat(plumb.err()).containsPattern(note + ".*text-truncated");
      assertThat(plumb.run("convert", trace, "-o", path(to))).isEqualTo(0);
      assertThat(plumb.err()).doesNotContain(note);
    }
    assertThat(plumb.run("convert", cut, "-o", path("c.plumb"))).isEqualTo(0);
    assertThat(plumb.err()).doesNotContain(note);
  }

  @Test
  void oneTableBecomesAFile() throws IOException {
    assertThat(plumb.run("convert", trace, "--table", "kernels", "-o", path("k.csv"))).isEqualTo(0);
    assertThat(Files.readAllLines(folder.resolve("k.csv"))).hasSize(3);
    assertThat(plumb.run("convert", trace, "--table", "steps", "-o", path("s.parquet")))
        .isEqualTo(0);
    assertThat(Files.readAllBytes(folder.resolve("s.parquet"))).startsWith('P', 'A', 'R', '1');
    assertThat(plumb.run("convert", trace, "--table", "moons", "-o", path("k.csv"))).isEqualTo(2);
    assertThat(plumb.err())
        .contains("no table is named 'moons'; there are inputs, slices, kernels");
  }

  @Test
  void manyTablesAreNotPressedIntoOneFile() {
    assertThat(plumb.run("convert", trace, "-o", path("k.csv"))).isEqualTo(2);
    assertThat(plumb.err()).contains("csv writes a file for each table: name one with --table");
    assertThat(plumb.run("convert", trace, "--to", "parquet", "-o", "-")).isEqualTo(2);
  }

  @Test
  void anInputIsNeverWrittenOver() throws IOException {
    String before = Files.readString(Path.of(trace));
    assertThat(plumb.run("convert", trace, "--to", "chrome", "-o", trace)).isEqualTo(2);
    assertThat(plumb.err()).contains("is an input; write to another file");
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), Path.of(trace));
    assertThat(plumb.run("convert", trace, "-o", link.toString())).isEqualTo(2);
    assertThat(Path.of(trace)).hasContent(before);
    Path tables = Files.createDirectory(folder.resolve("t"));
    Path inside = Files.copy(Path.of(trace), tables.resolve("slices.csv"));
    assertThat(plumb.run("convert", inside.toString(), "--to", "csv", "-o", tables.toString()))
        .isEqualTo(2);
    assertThat(inside).hasContent(before);
  }

  @Test
  void whatWasThereStaysWhenReadingFails() throws IOException {
    Path out = Files.writeString(folder.resolve("old.plumb"), "old");
    Path broken = Files.writeString(folder.resolve("broken.txt"), "this is no trace");
    assertThat(plumb.run("convert", broken.toString(), "-o", out.toString())).isEqualTo(3);
    assertThat(out).hasContent("old");
    noPartsAreLeft();
  }

  @Test
  void aFileThatIsThereIsReplaced() throws IOException {
    Path out = Files.writeString(folder.resolve("old.plumb"), "old");
    assertThat(plumb.run("convert", trace, "-o", out.toString())).isEqualTo(0);
    assertThat(Files.readString(out, StandardCharsets.ISO_8859_1)).startsWith("PLUMB");
    noPartsAreLeft();
  }

  @Test
  void anOutputThatCannotBeWrittenIsNotTakenForAnInput() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    assertThat(plumb.run("convert", trace, "--to", "plumb", "-o", "/dev/full")).isEqualTo(4);
    assertThat(plumb.err()).startsWith("plumb: cannot write /dev/full: ");
  }

  /** The JDK's message is the bare name of a file that nobody has named. */
  @Test
  void aFolderThatTakesNoFilesIsSaidToBeOne() {
    assumeTrue(Files.exists(Path.of("/proc/self")));
    assertThat(plumb.run("convert", trace, "-o", "/proc/x.plumb")).isEqualTo(4);
    assertThat(plumb.err())
        .isEqualTo("plumb: cannot write /proc/x.plumb: no file can be made in this folder\n");
  }

  @Test
  void wrongUsageIsExplained() {
    assertThat(plumb.run("convert", trace)).isEqualTo(2);
    assertThat(plumb.err()).contains("--output");
    assertThat(plumb.run("convert", trace, "-o", path("a.xyz"))).isEqualTo(2);
    assertThat(plumb.err()).contains("does not tell the format", "speedscope");
    assertThat(plumb.run("convert", trace, "--to", "xyz", "-o", path("a"))).isEqualTo(2);
    assertThat(plumb.err()).contains("no format is named 'xyz'");
    assertThat(plumb.run("convert", trace, "-o", path("none/a.plumb"))).isEqualTo(2);
    assertThat(plumb.err()).contains("there is no folder");
    assertThat(plumb.run("convert", trace, "--to", "plumb", "-o", folder.toString())).isEqualTo(2);
    assertThat(plumb.err()).contains("is a folder");
    assertThat(plumb.run("convert", trace, "--table", "slices", "-o", path("a.json"))).isEqualTo(2);
    assertThat(plumb.err()).contains("--table has no meaning for chrome");
  }

  @Test
  void namesOfAnyKindComeBackFromAChromeTrace() throws IOException {
    for (String name :
        List.of(
            "a;b", "two\\nlines", "q\\\"uote", "\\u0000", "\\ud83d", "日本", "\\\\", "</script>")) {
      String hostile = TinyTrace.json(name, name + "<4>");
      Path file = Files.writeString(folder.resolve("hostile.json"), hostile);
      new RoundTrip(folder).chrome(RoundTrip.load(file.toString()), false);
      new RoundTrip(folder).plumb(RoundTrip.load(file.toString()));
    }
  }

  @Test
  void exportingWhatWasExportedChangesNothingMore() throws IOException {
    plumb.run("convert", trace, "-o", path("1.json"));
    plumb.run("convert", path("1.json"), "-o", path("2.json"));
    String first = Files.readString(folder.resolve("1.json"));
    String second = Files.readString(folder.resolve("2.json"));
    assertThat(second).isEqualTo(first);
    assertThat(first).contains("\"plumb path\":\"rank 3;");
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void noPartsAreLeft() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files).noneMatch(file -> file.toString().contains("plumb-part"));
    }
  }
}
