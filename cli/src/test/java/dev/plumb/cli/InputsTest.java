package dev.plumb.cli;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.JsonTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
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
    Files.writeString(folder.resolve("cut.sqlite-wal"), "changes");
    assertThat(plumb.run("report", database.toString())).isEqualTo(3);
    assertThat(plumb.err()).contains("still lie in cut.sqlite-wal").contains("wal_checkpoint");
  }

  @Test
  void textInUtf16IsToldApart() throws IOException {
    Path text =
        Files.write(folder.resolve("a.csv"), "Start,Name\n".getBytes(StandardCharsets.UTF_16));
    assertThat(plumb.run("report", text.toString())).isEqualTo(3);
    assertThat(plumb.err()).contains("UTF-16").contains("iconv");
  }

  @Test
  void textInUtf32IsNotSaidToBeUtf16() throws IOException {
    Path text =
        Files.write(folder.resolve("a.csv"), "\ufeffStart\n".getBytes(Charset.forName("UTF-32LE")));
    assertThat(plumb.run("report", text.toString())).isEqualTo(3);
    assertThat(plumb.err()).contains("UTF-32", "iconv -f UTF-32").doesNotContain("UTF-16");
  }

  @Test
  void aPointerOfGitLfsIsNoProfile() throws IOException {
    Path pointer = folder.resolve("trace.json");
    Files.writeString(
        pointer,
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935\nsize 12345\n");
    assertThat(plumb.run("report", pointer.toString())).isEqualTo(3);
    assertThat(plumb.err()).contains("trace.json: is a pointer of Git LFS", "git lfs pull");
  }

  @Test
  void namesInOtherEncodingsAreCounted() throws IOException {
    byte[] stacks = "main;caf\u00e9 3\n".getBytes(StandardCharsets.ISO_8859_1);
    Path text = Files.write(folder.resolve("a.folded"), stacks);
    assertThat(plumb.run("report", "--json", text.toString())).isZero();
    assertThat(plumb.out()).contains("invalid-utf8");
  }

  @Test
  void messagesNameTheInputAndNotItsTemporaryCopy() throws IOException {
    Path zipped = folder.resolve("trace.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(TRACE.formatted(0).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(plumb.run("report", "--format", "nsys-sqlite", zipped.toString())).isEqualTo(3);
    assertThat(plumb.err()).startsWith("plumb: " + zipped + ": is no SQLite database");
  }

  @Test
  void aLimitThatLeavesNothingIsNamed() throws IOException {
    Path trace = file("rank0.json", TRACE.formatted(0));
    assertThat(plumb.run("report", "--max-bytes", "1", trace.toString())).isEqualTo(3);
    assertThat(plumb.err()).contains("--max-bytes").doesNotContain("no format");
  }

  /** A link is the same file; a copy is not, but is told. */
  @Test
  void theSameContentUnderAnotherNameIsTold() throws IOException {
    Path trace = file("rank0.json", TRACE.formatted(0));
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), trace);
    assertThat(plumb.run("report", "--json", trace.toString(), link.toString())).isZero();
    assertThat(asList(json().get("inputs"))).hasSize(1);
    assertThat(plumb.out()).contains("file-twice").doesNotContain("content-twice");

    Path zipped = folder.resolve("again.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(Files.readAllBytes(trace));
    }
    assertThat(plumb.run("report", "--json", trace.toString(), zipped.toString())).isZero();
    assertThat(asLong(asObject(json().get("cpu_ops")).get("count"))).isEqualTo(2);
    assertThat(problem(json(), 0, "content-twice")).isNull();
    assertThat(problem(json(), 1, "content-twice").get("detail").toString())
        .contains("again.json.gz is like")
        .contains("rank0.json");
  }

  @Test
  void ranksThatDifferAreNoCopies() throws IOException {
    Path zero = file("a.json", TRACE.formatted(0));
    Path one = file("b.json", TRACE.formatted(1));
    Path later = file("c.json", TRACE.formatted(0).replace("\"ts\": 1", "\"ts\": 2"));
    assertThat(plumb.run("report", "--json", zero.toString(), one.toString(), later.toString()))
        .isZero();
    assertThat(asList(json().get("inputs"))).hasSize(3);
    assertThat(plumb.out()).doesNotContain("content-twice");
  }

  private static Map<String, Object> problem(Map<String, Object> report, int input, String code) {
    return asList(asObject(asList(report.get("inputs")).get(input)).get("problems")).stream()
        .map(JsonTree::asObject)
        .filter(problem -> problem.get("code").equals(code))
        .findFirst()
        .orElse(null);
  }
}
