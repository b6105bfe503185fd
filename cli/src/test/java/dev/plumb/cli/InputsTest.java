package dev.plumb.cli;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as inputs. */
class InputsTest {
  private static final String TRACE =
      """
      {"distributedInfo": {"rank": %d}, "traceEvents": [
      {"ph": "X", "cat": "cpu_op", "name": "aten::mm", "pid": 1, "tid": 1, "ts": 1, "dur": 9}]}
      """;

  private final CommandRunner plumb = new CommandRunner();
  @TempDir private Path folder;

  private Path file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private Map<String, Object> json() {
    return JsonTree.object(plumb.out().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aFolderStandsForItsFilesInTheOrderOfTheirNames() throws IOException {
    file("b/rank1.json", TRACE.formatted(1));
    file("a/rank0.json", TRACE.formatted(0));
    file(".hidden/rank2.json", TRACE.formatted(2));
    file("notes.txt", "no trace");
    assertThat(plumb.run("report", "--json", folder.toString())).isZero();
    List<Object> inputs = asList(json().get("inputs"));
    assertThat(inputs)
        .extracting(input -> asLong(asObject(input).get("rank")))
        .containsExactly(0L, 1L);
    assertThat(plumb.out()).contains("files-skipped").contains("notes.txt");
  }

  @Test
  void aDamagedFileOfAFolderCostsNothingButItself() throws IOException {
    file("rank0.json", TRACE.formatted(0));
    file("broken.plumb", "PLUMB\0 but no more");
    assertThat(plumb.run("report", "--json", folder.toString())).isZero();
    assertThat(asList(json().get("inputs"))).hasSize(1);
    assertThat(plumb.out()).contains("files-skipped");
  }

  @Test
  void aFolderWithoutTracesIsAnErrorThatNamesIt() throws IOException {
    file("notes.txt", "no trace");
    assertThat(plumb.run("report", folder.toString())).isEqualTo(3);
    assertThat(plumb.err()).contains(folder.toString()).contains("plumb formats");
  }

  @Test
  void anEmptyFolderSaysSo() throws IOException {
    Files.createDirectories(folder.resolve("none"));
    assertThat(plumb.run("report", folder.resolve("none").toString())).isEqualTo(3);
    assertThat(plumb.err()).contains("holds no files");
  }

  @Test
  void aLinkInACircleIsNotFollowed() throws IOException {
    file("rank0.json", TRACE.formatted(0));
    Files.createSymbolicLink(folder.resolve("again"), folder);
    assertThat(plumb.run("report", "--json", folder.toString())).isZero();
    assertThat(asList(json().get("inputs"))).hasSize(1);
  }

  @Test
  void aDatabaseThatNoProfilerWroteIsToldApartFromOtherFiles() throws IOException {
    byte[] header = new byte[4096];
    System.arraycopy("SQLite format 3\0".getBytes(StandardCharsets.UTF_8), 0, header, 0, 16);
    header[16] = 0x10; // pages of 4 KiB
    header[18] = header[19] = 1;
    header[21] = 64;
    header[22] = header[23] = 32;
    header[31] = 1; // one page
    header[47] = 4;
    header[59] = 1; // UTF-8
    header[100] = 0x0D; // a list of tables without an entry
    header[105] = 0x10;
    Path database = Files.write(folder.resolve("cut.sqlite"), header);
    assertThat(plumb.run("report", database.toString())).isEqualTo(3);
    assertThat(plumb.err()).contains("cut.sqlite").contains("SQLite database").contains("cut off");
  }
}
