package dev.plumb.cli;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plumb report} as a process would run it: exit codes, what goes where, what is told. */
class ReportCommandTest {
  private static final String TRACE =
      """
      {"distributedInfo": {"rank": %d}, "traceEvents": [
      {"ph": "X", "cat": "cpu_op", "name": "aten::mm", "pid": 1, "tid": 1, "ts": 1, "dur": 9},
      {"ph": "X", "cat": "cuda_runtime", "name": "cudaLaunchKernel", "pid": 1, "tid": 1, "ts": 2,
       "dur": 1, "args": {"correlation": 5}},
      {"ph": "X", "cat": "kernel", "name": "gemm", "pid": 0, "tid": 7, "ts": 20, "dur": 4.5,
       "args": {"device": 0, "stream": 7, "correlation": 5}}
      ]}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void aTraceIsReportedAsTextAndAsJson() throws IOException {
    String file = write("trace.json", TRACE.formatted(0));
    assertThat(report(file)).isZero();
    assertThat(out.toString()).contains("gemm", "aten::mm");
    assertThat(err.toString()).isEmpty();
    Map<String, Object> report = json(file);
    assertThat(report.get("schema")).isEqualTo("plumb.report/1");
    assertThat(asLong(asObject(report.get("kernels")).get("sum_ns"))).isEqualTo(4500);
    assertThat(asLong(asObject(report.get("kernels")).get("linked_to_op"))).isEqualTo(1);
  }

  @Test
  void severalFilesAreRanksOfOneRun() throws IOException {
    List<String> files = new ArrayList<>(List.of("--json"));
    for (int rank = 0; rank < 5; rank++) {
      files.add(write("r" + rank + ".json", TRACE.formatted(4 - rank)));
    }
    assertThat(report(files.toArray(String[]::new))).isZero();
    Map<String, Object> report = JsonTree.object(out.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(asList(report.get("inputs")).stream().map(in -> asLong(asObject(in).get("rank"))))
        .as("in the order of the command line")
        .containsExactly(4L, 3L, 2L, 1L, 0L);
    assertThat(asList(report.get("devices"))).hasSize(5);
    assertThat(asLong(asObject(report.get("kernels")).get("count"))).isEqualTo(5);
  }

  @Test
  void whatCannotBeReadIsNamedInOneLine() throws IOException {
    Files.createDirectory(folder.resolve("traces"));
    String good = write("good.json", TRACE.formatted(0));
    for (String bad :
        new String[] {
          folder.resolve("gone.json").toString(),
          folder.resolve("traces").toString(),
          write("empty.json", ""),
          write("picture.png", "\u0089PNG\r\n\u001a\n0000"),
          write("notes.txt", "no trace at all"),
          write("empty.json.gz", gzip(new byte[0])),
          write("cut.json.gz", Arrays.copyOf(gzip("[]".getBytes(StandardCharsets.UTF_8)), 9)),
          write("space.json", " \n \n"),
          folder.resolve("nowhere/trace.json").toString(),
        }) {
      for (String[] line : new String[][] {{bad}, {"--json", bad}, {good, bad}, {bad, good, bad}}) {
        assertThat(report(line)).as("exit code of %s", bad).isEqualTo(3);
        assertThat(out.toString()).as("stdout of %s", bad).isEmpty();
        assertThat(err.toString().lines()).as("stderr of %s", bad).hasSize(1);
        assertThat(err.toString()).startsWith("plumb: ").contains(bad).endsWith(".\n");
      }
    }
  }

  @Test
  void whatIsWrongWithOneOfSeveralIsToldAsForOne() throws IOException {
    String file = write("trace.json", TRACE.formatted(0));
    for (String[] line : new String[][] {{file}, {file, file}}) {
      String[] all = Arrays.copyOf(line, line.length + 2);
      all[line.length] = "--format";
      all[line.length + 1] = "nothing";
      assertThat(report(all)).isEqualTo(2);
      assertThat(err.toString()).startsWith("plumb: no format is named 'nothing'");
    }
  }

  @Test
  void anEmptyNameIsWrongUsage() throws IOException {
    assertThat(report("")).isEqualTo(2);
    assertThat(err.toString()).startsWith("plumb: a file name is empty");
  }

  @Test
  void sizesTakeUnits() throws IOException {
    String file = write("trace.json", TRACE.formatted(0));
    assertThat(report("--max-bytes", "1G", file)).isZero();
    assertThat(report("--max-bytes", "64KiB", file)).isZero();
    assertThat(report("--max-bytes", "1X", file)).isEqualTo(2);
    assertThat(err.toString()).contains("'1X' is no size such as");
    assertThat(report("--max-bytes", "99999999999T", file)).isEqualTo(2);
  }

  @Test
  void jsonThatIsNoTraceIsToldApartFromATrace() throws IOException {
    for (String text :
        List.of("{\"name\": \"x\", \"version\": \"1.0\"}", "[]", "{}", "[1, 2]", "[{\"ts\": 1}]")) {
      assertThat(report(write("package.json", text))).as(text).isEqualTo(3);
      assertThat(err.toString()).contains("package.json: this is no format", "plumb formats");
    }
    assertThat(report("--format", "chrome", write("passwd", "root:x:0:0:/root\n"))).isEqualTo(3);
    assertThat(report(write("none.json", "{\"traceEvents\": []}"))).isZero();
    assertThat(out.toString()).contains("no-events");
  }

  @Test
  void textBeforeTheTraceIsPassedOver() throws IOException {
    Map<String, Object> report =
        json(write("log.json", "INFO: started\n[W] slow\n" + TRACE.formatted(0)));
    assertThat(asLong(asObject(report.get("kernels")).get("count"))).isEqualTo(1);
    assertThat(out.toString()).contains("text-before-start");
    String event =
        "{\"ph\": \"X\", \"name\": \"a\", \"ts\": 1, \"dur\": 2, \"pid\": 1, \"tid\": 1}";
    json(write("list.json", "WARNING: [x]\nINFO {y}\n[" + event + "]"));
    assertThat(out.toString()).contains("\"span_ns\" : 2000");
  }

  @Test
  void filesOfAnArchiveThatAreNoTraceAreCounted() throws IOException {
    Path zip = folder.resolve("run.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : List.of("readme.txt", "package.json", "trace.json")) {
        out.putNextEntry(new ZipEntry(name));
        String text = name.equals("trace.json") ? TRACE.formatted(0) : "{\"name\": \"x\"}";
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
    }
    Map<String, Object> report = json(zip.toString());
    assertThat(asList(report.get("inputs"))).hasSize(1);
    Map<String, Object> problem =
        asObject(
            asList(asObject(asList(report.get("inputs")).getFirst()).get("problems")).getFirst());
    assertThat(problem.get("code")).isEqualTo("member-not-a-trace");
    assertThat(asLong(problem.get("count"))).isEqualTo(2);
    assertThat(problem.get("detail")).isEqualTo("the first: readme.txt");
  }

  @Test
  void theSameFileIsReadOnceAndTheSameRankTwiceIsTold() throws IOException {
    String file = write("rank.json", TRACE.formatted(1));
    Path twin = Files.createLink(folder.resolve("twin.json"), Path.of(file));
    Map<String, Object> report = json(file, file, twin.toString());
    assertThat(asLong(asObject(report.get("kernels")).get("count"))).isEqualTo(1);
    assertThat(out.toString()).contains("file-twice").doesNotContain("rank-twice");
    report = json(file, write("copy.json", TRACE.formatted(1)));
    assertThat(asLong(asObject(report.get("kernels")).get("count"))).isEqualTo(2);
    assertThat(out.toString()).contains("rank-twice");
  }

  @Test
  void filesOfTwoProgramsAreNotTakenForRanksInSilence() throws IOException {
    String text = TRACE.replaceFirst("\"distributedInfo\".*?}, ", "");
    String one = write("one.json", text);
    String like = write("like.json", text.replace("4.5", "5.5"));
    String other = write("other.json", text.replace("aten::mm", "sort").replace("gemm", "radix"));
    assertThat(report(one, like)).isZero();
    assertThat(out.toString()).doesNotContain("runs-apart", "no ranks of one run");
    assertThat(report(one, like, other)).isZero();
    assertThat(out.toString()).contains("runs-apart", "These are no ranks of one run");
    assertThat(report("--json", one, like, other)).isZero();
    assertThat(out.toString()).contains("\"one.json and other.json have less than 60 %");
  }

  @Test
  void manyRanksFitOnAPage() throws IOException {
    List<String> files = new ArrayList<>();
    for (int rank = 0; rank < 64; rank++) {
      files.add(write("r" + rank + ".json", TRACE.formatted(rank).replace("]}", "")));
    }
    assertThat(report(files.toArray(String[]::new))).isZero();
    assertThat(out.toString().lines().count()).isLessThan(150);
    assertThat(out.toString()).contains("… and 53 more", "list-not-closed ×64  in 64 inputs");
  }

  @Test
  void timesThatNobodyPlacesAreNoHostTime() throws IOException {
    String text = TRACE.formatted(0).replaceAll("\"cat\": \"[a-z_]*\"", "\"cat\": \"x\"");
    assertThat(report(write("plain.json", text))).isZero();
    assertThat(out.toString()).contains("does not say what ran on the host");
    String mtia = text.replaceFirst("\"cat\": \"x\"", "\"cat\": \"mtia_ccp_events\"");
    assertThat(report(write("mtia.json", mtia))).isZero();
    assertThat(out.toString()).contains("Other device work", "1 piece, 9.00 us in all");
  }

  /** Tables of kernels may have no column for the stream. */
  @Test
  void workOfAnUnknownStreamHasNoStream() throws IOException {
    String table = "Name,Start Time(us),Duration(us),Task ID,Accelerator Core\n";
    assertThat(report(write("kernel_details.csv", table + "MatMul,100.0,5.0,1,AI_CORE\n")))
        .isZero();
    assertThat(out.toString())
        .contains("← device NPU\n", "streams not told")
        .doesNotContain("1 stream");
  }

  @Test
  void aDeviceWithoutTimeHasNoBlankTimeline() throws IOException {
    assertThat(report(write("brief.json", TRACE.formatted(0).replace("4.5", "0")))).isZero();
    assertThat(out.toString())
        .contains("its work has no duration, so there is no timeline")
        .doesNotContain("\n  \n");
  }

  @Test
  void sumsNeverOverflow() throws IOException {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < 20_000; i++) {
      text.append(i == 0 ? "" : ",\n")
          .append("{\"ph\":\"X\",\"cat\":\"kernel\",\"name\":\"k\",\"pid\":0,\"tid\":7,\"ts\":")
          .append(i)
          .append(",\"dur\":600000000000}");
    }
    Map<String, Object> report = json(write("long.json", text.append(']').toString()));
    long sum = asLong(asObject(report.get("kernels")).get("sum_ns"));
    assertThat(sum)
        .isPositive()
        .isEqualTo((1L << 57) / 600_000_000_000_000L * 600_000_000_000_000L);
    assertThat(asLong(asObject(report.get("tree")).get("kernel_ns"))).isEqualTo(sum);
    assertThat(out.toString()).contains("durations-too-long");
  }

  @Test
  void idsMayBeDecimalsAndUnusableOnesAreCounted() throws IOException {
    String text = TRACE.formatted(0).replaceFirst("\"correlation\": 5", "\"correlation\": 5.0");
    text = text.replace("\"device\": 0", "\"device\": 0.0");
    Map<String, Object> report = json(write("float.json", text));
    assertThat(asLong(asObject(report.get("kernels")).get("linked_to_launch"))).isEqualTo(1);
    assertThat(asObject(asList(report.get("devices")).getFirst()).get("id")).isEqualTo("0");
    json(write("bad.json", text.replace("5.0", "5.5")));
    assertThat(out.toString()).contains("id-unusable");
    json(
        write(
            "sizes.json",
            text.replace("5.0", "5, \"bytes\": 1")
                .replace("\"device\"", "\"bytes\": 9e15, \"device\"")));
    assertThat(out.toString()).contains("bytes-unusable");
    json(write("rank.json", TRACE.replace("%d", "-1")));
    assertThat(out.toString()).contains("metadata-damaged", "rank \\\"-1\\\"");
  }

  @Test
  void damageIsToldAndTheRestIsReported() throws IOException {
    String text = TRACE.formatted(0);
    String file = write("cut.json", text.substring(0, text.length() - 40));
    Map<String, Object> report = json(file);
    Map<String, Object> input = asObject(asList(report.get("inputs")).getFirst());
    Map<String, Object> problem = asObject(asList(input.get("problems")).getFirst());
    assertThat(problem.get("code")).isEqualTo("text-truncated");
    assertThat(asLong(problem.get("offset")))
        .isEqualTo(text.indexOf("{\"ph\": \"X\", \"cat\": \"kernel\""));
    assertThat(asLong(asObject(report.get("cpu_ops")).get("count"))).isEqualTo(1);
  }

  @Test
  void wrongUsageIsTwo() throws IOException {
    String file = write("trace.json", TRACE.formatted(0));
    for (String[] line :
        new String[][] {
          {},
          {"--frobnicate", file},
          {"--format", "nonsense", file},
          {"--max-bytes", "0", file},
          {"--max-ratio", "many", file},
          {"--html"},
          {"--html", folder.toString(), file}
        }) {
      assertThat(report(line)).as("exit code of %s", Arrays.toString(line)).isEqualTo(2);
      assertThat(out.toString()).isEmpty();
      assertThat(err.toString()).startsWith("plumb: ").doesNotContain("Exception", "\tat ");
    }
  }

  @Test
  void theFormatCanBeInsistedOn() throws IOException {
    String file = write("log.txt", "started\n" + TRACE.formatted(0));
    assertThat(report("--json", "--format", "chrome", file)).isZero();
    assertThat(out.toString()).contains("\"text-before-start\"", "\"gemm\"");
  }

  @Test
  void aBombIsRefusedAndTheLimitCanBeRaised() throws IOException {
    byte[] text = new byte[90 << 20];
    Arrays.fill(text, (byte) ' ');
    byte[] trace = TRACE.formatted(0).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(trace, 0, text, 0, trace.length);
    String bomb = write("bomb.json.gz", gzip(gzip(text)));
    assertThat(report("--json", bomb)).isZero();
    assertThat(out.toString()).contains("\"expansion-ratio-limit\"", "\"gemm\"");
    assertThat(report("--json", "--max-ratio", "10000000", bomb)).isZero();
    assertThat(out.toString()).contains("\"gemm\"").doesNotContain("limit");
    assertThat(report("--json", "--max-bytes", "300", bomb)).isZero();
    assertThat(out.toString()).contains("\"expansion-size-limit\"").doesNotContain("\"gemm\"");
  }

  @Test
  void aDeepTraceIsPrintedInEveryForm() throws IOException {
    StringBuilder deep = new StringBuilder("[");
    int depth = 50_000;
    for (int i = 0; i < depth; i++) {
      deep.append("{\"ph\": \"X\", \"cat\": \"cpu_op\", \"name\": \"f").append(i);
      deep.append("\", \"pid\": 1, \"tid\": 1, \"ts\": ").append(i).append(", \"dur\": ");
      deep.append(4 * depth - 2 * i).append("},\n");
    }
    String file = write("deep.json", deep + "]");
    String page = folder.resolve("deep.html").toString();
    assertThat(report("--html", page, file)).as("%s", err).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(Path.of(page)).isNotEmptyFile();
    assertThat(asLong(asObject(json(file).get("tree")).get("depth"))).isEqualTo(depth + 2);
  }

  @Test
  void hostileNamesDoNotReachTheTerminal() throws IOException {
    String name = "\\u001b]0;owned\\u0007\\u009b31m\\r\\u202e</script>\\ud800\\u0000";
    String file =
        write("trace.json", TRACE.formatted(0).replace("gemm", name).replace("aten::mm", name));
    assertThat(report(file)).isZero();
    assertThat(out.toString().chars().filter(c -> c != '\n' && Character.isISOControl(c)))
        .isEmpty();
    assertThat(json(file)).isNotEmpty();
  }

  @Test
  void standardInputIsAFileToo() throws IOException, InterruptedException {
    byte[] text = TRACE.formatted(3).getBytes(StandardCharsets.UTF_8);
    Path plain = Files.write(folder.resolve("stdin"), text);
    Path packed = Files.write(folder.resolve("stdin.gz"), gzip(text));
    String fromPlain = process(plain, "report", "--json", "-");
    Map<String, Object> report = JsonTree.object(fromPlain.getBytes(StandardCharsets.UTF_8));
    Map<String, Object> input = asObject(asList(report.get("inputs")).getFirst());
    assertThat(input.get("file")).isEqualTo("standard input");
    assertThat(asLong(input.get("rank"))).isEqualTo(3);
    assertThat(asLong(input.get("events"))).isEqualTo(3);
    Map<String, Object> unpacked =
        JsonTree.object(process(packed, "report", "--json", "-").getBytes(StandardCharsets.UTF_8));
    for (String part : List.of("kernels", "devices", "events", "tree", "top_kernels")) {
      assertThat(unpacked.get(part)).isEqualTo(report.get(part));
    }
  }

  private static String process(Path stdin, String... args)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    line.add(System.getProperty("java.class.path") + File.pathSeparator + surefirePath());
    line.add(Main.class.getName());
    line.addAll(List.of(args));
    Process process =
        new ProcessBuilder(line)
            .redirectInput(stdin.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(out).isZero();
    return out;
  }

  /** Surefire starts a JVM with a class path of its own and tells the tests' in a property. */
  private static String surefirePath() {
    return System.getProperty("surefire.test.class.path", "");
  }

  private int report(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> line = new ArrayList<>(List.of("report"));
    line.addAll(List.of(args));
    return Main.run(new PrintWriter(out), new PrintWriter(err), line.toArray(String[]::new));
  }

  private Map<String, Object> json(String... files) {
    List<String> line = new ArrayList<>(List.of("--json"));
    line.addAll(List.of(files));
    assertThat(report(line.toArray(String[]::new))).as("%s", err).isZero();
    return JsonTree.object(out.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String write(String name, String text) throws IOException {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private String write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes).toString();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }
}
