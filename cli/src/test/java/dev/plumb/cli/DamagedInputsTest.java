package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.golden.CaseInput;
import dev.plumb.cli.pipeline.JsonTree;
import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.profile.Links;
import dev.plumb.trace.Trace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of a damaged file, what is whole is reported, with what was lost; if nothing is, that is said in
 * one line, with exit code 3.
 */
class DamagedInputsTest {
  private static final byte[] TRACE =
      """
      {"traceEvents": [
      {"ph": "X", "cat": "cpu_op", "name": "aten::mm", "pid": 1, "tid": 1, "ts": 1, "dur": 9}]}
      """
          .getBytes(StandardCharsets.UTF_8);

  private final CommandRunner plumb = new CommandRunner();

  @TempDir Path folder;

  private static byte[] input(String path, Path folder) throws IOException {
    return Files.readAllBytes(CaseInput.of(CaseInput.CASES.resolve(path), folder));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xplane/gpu-kernels-of-hlo/trace.xplane.pb",
        "ncu-rep/stalls-by-address/trace.ncu-rep",
        "nsys-sqlite/chains-counted-from-zero/trace.sql",
        "perfetto/sdk-clocks/trace.pftrace",
        "pprof/inlined-lines-and-labels/trace.pb"
      })
  void aFileIsReportedAsFarAsItIsWholeOrRefused(String path) throws IOException {
    byte[] whole = input(path, folder);
    Random random = new Random(3);
    int refused = 0;
    int reported = 0;
    for (int i = 0; i < 60; i++) {
      byte[] damaged = Arrays.copyOf(whole, i < 40 ? 1 + whole.length * i / 40 : whole.length);
      if (i >= 40) { // the beginning says what it is
        byte[] noise = new byte[damaged.length - damaged.length * (i - 39) / 40];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, damaged, damaged.length - noise.length, noise.length);
      }
      Path file = Files.write(folder.resolve("damaged"), damaged);
      int code = plumb.run("report", "--json", file.toString());
      assertThat(code).as("%d: %s", i, plumb.err()).isIn(0, 3);
      if (code == 3) {
        refused++;
        assertThat(plumb.out()).isEmpty();
        assertThat(plumb.err()).contains(file.toString()).endsWith(".\n").hasLineCount(1);
      } else {
        reported++;
        List<Links> links = Pipeline.open(file);
        assertThat(isLossless() || rows(links) > 0).as("%d: %s", i, plumb.out()).isTrue();
      }
    }
    assertThat(refused).isPositive();
    assertThat(reported).isPositive();
  }

  private boolean isLossless() {
    return !JsonTree.object(plumb.out().getBytes(StandardCharsets.UTF_8))
        .get("inputs")
        .toString()
        .contains("data-loss");
  }

  private static long rows(List<Links> links) {
    return links.stream().map(Links::trace).mapToLong(DamagedInputsTest::rows).sum();
  }

  private static long rows(Trace trace) {
    return (long) trace.slices().size()
        + trace.instants().size()
        + trace.counters().size()
        + trace.flows().size()
        + trace.samples().size()
        + trace.kernelMetrics().size()
        + trace.segments().size()
        + trace.blocks().size()
        + trace.nodes().size();
  }

  @Test
  void whatIsWrongAndWhereIsInTheLine() throws IOException {
    byte[] whole = input("xplane/host-threads/trace.xplane.pb", folder);
    Path file = Files.write(folder.resolve("cut.xplane.pb"), Arrays.copyOf(whole, 40));
    assertThat(plumb.run("report", file.toString())).isEqualTo(3);
    assertThat(plumb.err())
        .isEqualTo(
            "plumb: "
                + file
                + ": damaged, nothing in it can be used (input-truncated) at byte 40. The file ends"
                + " early: let the profiler finish before copying it, or copy it again.\n");
  }

  @Test
  void aTextThatEndsBeforeItsFirstEventIsRefusedToo() throws IOException {
    Path file = Files.write(folder.resolve("t.json"), Arrays.copyOf(TRACE, 60));
    assertThat(plumb.run("report", file.toString())).isEqualTo(3);
    assertThat(plumb.err())
        .contains("text-truncated")
        .contains("nothing in it can be used")
        .doesNotContain("kept")
        .hasLineCount(1);
  }

  /** What came out of it ends too, which says nothing of the file that the user has. */
  @Test
  void aCompressedFileOfWhichNothingIsLeftIsToldOnceByItsOwnOffset() throws IOException {
    byte[] whole = gzip(TRACE);
    Path file = Files.write(folder.resolve("t.json.gz"), Arrays.copyOf(whole, 50));
    assertThat(plumb.run("report", file.toString())).isEqualTo(3);
    assertThat(plumb.err())
        .isEqualTo(
            "plumb: "
                + file
                + ": damaged, nothing in it can be used (input-truncated) at byte 50. The file ends"
                + " early: let the profiler finish before copying it, or copy it again.\n");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"traceEvents\": []}",
        "{\"traceEvents\": [",
        "{\"traceEvents\": [{\"ph\": \"M\", \"name\": \"process_name\", \"pid\": 1,"
            + " \"args\": {\"name\": \"python\"}}]}"
      })
  void anEmptyRecordingIsNotDamaged(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("t.json"), text);
    assertThat(plumb.run("report", "--json", file.toString())).as(plumb.err()).isZero();
  }

  @Test
  void aProfileOfErrorsOnlyIsNotDamaged() throws IOException {
    byte[] errors = input("xplane/errors-only-and-empty-plane/trace.xplane.pb", folder);
    Path file = Files.write(folder.resolve("errors.xplane.pb"), errors);
    assertThat(plumb.run("report", "--json", file.toString())).as(plumb.err()).isZero();
    assertThat(plumb.out()).contains("no-events");
  }

  @Test
  void inAFolderItIsPassedOverAndNamedItIsNot() throws IOException {
    byte[] whole = input("xplane/host-threads/trace.xplane.pb", folder);
    Path run = Files.createDirectory(folder.resolve("run"));
    Path good = Files.write(run.resolve("good.json"), TRACE);
    Path bad = Files.write(run.resolve("bad.xplane.pb"), Arrays.copyOf(whole, 40));
    assertThat(plumb.run("report", "--json", run.toString())).as(plumb.err()).isZero();
    assertThat(plumb.out()).contains("files-skipped", "cpu_op");
    assertThat(plumb.run("report", good.toString(), bad.toString())).isEqualTo(3);
    assertThat(plumb.err()).contains(bad.toString());
    Files.delete(good);
    assertThat(plumb.run("report", run.toString())).isEqualTo(3);
    assertThat(plumb.err()).contains(bad.toString(), "input-truncated").hasLineCount(1);
  }

  @Test
  void inAnArchiveItIsToldWithWhatIsGood() throws IOException {
    byte[] whole = input("xplane/host-threads/trace.xplane.pb", folder);
    byte[] bad = Arrays.copyOf(whole, 40);
    Path both = zip("both.zip", bad, TRACE);
    assertThat(plumb.run("report", "--json", both.toString())).as(plumb.err()).isZero();
    assertThat(plumb.out()).contains("input-truncated", "cpu_op");
    Path alone = zip("alone.zip", bad);
    assertThat(plumb.run("report", "--json", alone.toString())).isEqualTo(3);
    assertThat(plumb.err()).contains(alone + "!0", "input-truncated");
  }

  private Path zip(String name, byte[]... members) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < members.length; i++) {
        zip.putNextEntry(new ZipEntry(String.valueOf(i)));
        zip.write(members[i]);
        zip.closeEntry();
      }
    }
    return file;
  }

  @Test
  void everyCommandSaysSo() throws IOException {
    byte[] whole = input("xplane/host-threads/trace.xplane.pb", folder);
    String file = Files.write(folder.resolve("cut.xplane.pb"), Arrays.copyOf(whole, 40)).toString();
    String to = folder.resolve("out.plumb").toString();
    for (String[] line :
        Stream.of(
                List.of("convert", file, "--to", "plumb", "-o", to),
                List.of("sql", file, "SELECT 1"))
            .map(words -> words.toArray(String[]::new))
            .toList()) {
      assertThat(plumb.run(line)).as(line[0]).isEqualTo(3);
      assertThat(plumb.err()).contains("input-truncated");
    }
    assertThat(Path.of(to)).doesNotExist();
  }
}
