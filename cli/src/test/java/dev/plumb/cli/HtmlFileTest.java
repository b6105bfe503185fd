package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlFileTest {
  private static final String TRACE =
      "{\"traceEvents\":[{\"ph\":\"X\",\"cat\":\"cpu_op\",\"name\":\"aten::mm\",\"pid\":1,\"tid\":1,"
          + "\"ts\":1,\"dur\":2}]}";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void thePageIsWrittenBesideTheReport() throws IOException {
    Path page = folder.resolve("page.html");
    assertThat(report("--html", page.toString())).isEqualTo(ExitCode.DONE);
    assertThat(page).content().startsWith("<!doctype html>").contains("aten::mm");
    assertThat(out.toString()).doesNotContain("<!doctype");
    assertThat(names()).containsExactlyInAnyOrder("page.html", "trace.json");
  }

  @Test
  void aDashIsStandardOutputAndNothingElseGoesThere() throws IOException {
    assertThat(report("--html", "-")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).startsWith("<!doctype html>").endsWith("</html>\n");
  }

  @Test
  void standardOutputTakesOneDocument() throws IOException {
    assertThat(report("--html", "-", "--json")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--json", "--html");
  }

  @Test
  void aMissingFolderIsNamedBeforeAnythingIsRead() {
    String page = folder.resolve("gone/page.html").toString();
    assertThat(plumb("report", "no-such-trace.json", "--html", page)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("there is no folder", "gone");
  }

  @Test
  void aFolderIsNoFile() throws IOException {
    assertThat(report("--html", folder.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("is a folder");
  }

  @Test
  void aFailureLeavesTheOldPageAndNothingBeside() throws IOException {
    Path page = Files.writeString(folder.resolve("page.html"), "old");
    HtmlFile file = HtmlFile.named(page.toString());
    assertThatThrownBy(() ->
            file.write(
                new PrintWriter(out),
                writer -> {
                  writer.write("half");
                  throw new IOException("disk full");
                }))
        .hasMessage("disk full");
    assertThat(page).hasContent("old");
    assertThat(names()).containsExactly("page.html");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path page = Files.writeString(folder.resolve("page.html"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.html"), page);
    assertThat(report("--html", link.toString())).isEqualTo(ExitCode.DONE);
    assertThat(link).isSymbolicLink();
    assertThat(page).content().startsWith("<!doctype html>");
  }

  @Test
  void anInputIsNeverWrittenOver() throws IOException {
    Path trace = Files.writeString(folder.resolve("trace.json"), TRACE);
    Path other = Files.writeString(folder.resolve("other.json"), TRACE);
    Path link = Files.createSymbolicLink(folder.resolve("link.html"), trace);
    Path twin = Files.createLink(folder.resolve("twin.html"), trace);
    for (Path page : new Path[] {trace, link, twin, folder.resolve("./trace.json")}) {
      assertThat(plumb("report", other.toString(), trace.toString(), "--html", page.toString()))
          .isEqualTo(ExitCode.USAGE);
      assertThat(err.toString()).contains("is an input", "--html");
      assertThat(trace).hasContent(TRACE);
    }
  }

  @Test
  void aDeviceThatTakesNothingIsNamed() throws IOException {
    assumeThat(Path.of("/dev/full")).exists();
    assertThat(report("--html", "/dev/full")).isEqualTo(ExitCode.INTERNAL_ERROR);
    assertThat(err.toString()).startsWith("plumb: cannot write /dev/full: No space left");
  }

  @Test
  void aNameThatIsNoPathIsWrongUsage() throws IOException {
    assertThat(report("--html", "a\0b")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("is no file name");
  }

  private int report(String... options) throws IOException {
    Path trace = Files.writeString(folder.resolve("trace.json"), TRACE);
    return plumb(
        Stream.concat(Stream.of("report", trace.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  private int plumb(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  private java.util.List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
