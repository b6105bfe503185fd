package dev.plumb.importers.ncu;

import static dev.plumb.importers.ncu.ReportBytes.dims;
import static dev.plumb.importers.ncu.ReportBytes.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.elf.Cubin;
import dev.plumb.importers.ncu.ReportBytes.Message;
import dev.plumb.importers.testing.Damage;
import dev.plumb.trace.FrameTable;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NcuReportImporterTest {
  private static final long BASE = 0x7F00_0000_1000L;
  private static final long CALLED = 0x7F00_0000_8000L;

  /** Names 0 to 6, which the first block has, and 7, which comes after the first kernel. */
  private static final String[] NAMES = {
    "gpu__time_duration.sum",
    "sm__throughput.avg.pct_of_peak_sustained_elapsed",
    "device__attribute_display_name",
    "smsp__pcsamp_warps_issue_stalled_long_scoreboard",
    "smsp__pcsamp_warps_issue_stalled_wait",
    "smsp__pcsamp_warps_issue_stalled_wait_not_issued",
    "inst_executed"
  };

  private static Message kernel(String function, Message... metrics) {
    Message kernel =
        new Message()
            .text(5, "_Z" + function)
            .text(6, function)
            .text(7, "void " + function + "<(int)4>(float *)")
            .message(10, dims(8, 2, 1))
            .message(11, dims(256, 1, 1));
    for (Message metric : metrics) {
      kernel.message(13, metric);
    }
    return kernel
        .message(19, rule())
        .number(22, 1)
        .number(23, 7)
        .number(99, 5); // a field of the future
  }

  private static Message rule() {
    return new Message()
        .text(1, "SOLBottleneck")
        .message(
            3,
            new Message()
                .message(
                    1,
                    new Message()
                        .message(
                            1, new Message().text(1, "Look at it.").number(2, 4).text(4, "Latency"))
                        .message(10, new Message().number(1, 1).real(2, 12.5))));
  }

  private static Message source() {
    Message function = new Message().text(1, "_Zadd").number(2, BASE).number(3, 1);
    Message called = new Message().text(1, "_Zsqrt").number(2, CALLED).number(3, 2);
    return new Message()
        .number(1, 5)
        .text(4, "x".repeat(50))
        .message(9, new Message().message(1, function).message(1, called));
  }

  private static Message process() {
    return new Message().number(1, 4711).text(2, "127.0.0.1").text(3, "bench");
  }

  private static byte[] report() {
    Message strings = new Message();
    for (String name : NAMES) {
      strings.text(1, name);
    }
    Message session =
        new Message()
            .number(2, 1_700_000_000)
            .message(6, new Message().number(1, 0).text(2, "NVIDIA H800"))
            .message(8, new Message().text(1, "CUDA Version").text(2, "12.2"))
            .text(11, "ncu \"bench\"");
    Message first =
        kernel(
            "add",
            metric(0, 16_448.0),
            metric(1, 61.5),
            metric(2, "NVIDIA H800"),
            metric(3, 4, BASE, 3, BASE + 16, 0, CALLED + 32, 1),
            metric(4, 2, BASE + 16, 2),
            metric(5, 1, BASE + 16, 1),
            metric(6, 64, BASE, 64),
            metric(7, 5.0));
    return new ReportBytes()
        .block(new Message().message(3, session).message(6, process()))
        .block(new Message().number(1, 1), source())
        .block(new Message().number(2, 1).message(4, strings), first)
        .block(new Message().message(4, new Message().text(1, "sm__later.sum")))
        .block(new Message().number(2, 1), kernel("failed", metric(0, Double.NaN)))
        .bytes();
  }

  private static Tables read(byte[] report, int chunk) throws UnreadableInputException {
    return Tables.of(new NcuReportImporter(), report, chunk);
  }

  @Test
  void kernelsAreSamplesAndTheirMetricsPointAtThem() throws Exception {
    Tables tables = read(report(), 1000);
    String add = "void add<(int)4>(float *)";
    assertThat(tables.samples())
        .containsExactly(
            add + " KERNEL_NS 16448",
            add + " KERNELS 1",
            add + ";+0x0 [long_scoreboard] PC_SAMPLES 3",
            add + ";_Zsqrt+0x20 [long_scoreboard] PC_SAMPLES 1",
            add + ";+0x10 [wait] PC_SAMPLES 2",
            add + ";+0x10 [wait] OTHER 1",
            add + ";+0x0 OTHER 64",
            "void failed<(int)4>(float *) KERNELS 1");
    assertThat(tables.metrics())
        .containsExactly(
            "0 Grid Size = '(8, 2, 1)'",
            "0 Block Size = '(256, 1, 1)'",
            "0 gpu__time_duration.sum = 16448.0 ns",
            "0 sm__throughput.avg.pct_of_peak_sustained_elapsed = 61.5 %",
            "0 device__attribute_display_name = 'NVIDIA H800'",
            "0 smsp__pcsamp_warps_issue_stalled_long_scoreboard = 4.0",
            "0 smsp__pcsamp_warps_issue_stalled_wait = 2.0",
            "0 smsp__pcsamp_warps_issue_stalled_wait_not_issued = 1.0",
            "0 inst_executed = 64.0",
            "0 rule SOLBottleneck = 'Latency: Look at it.' OPT",
            "0 rule SOLBottleneck: estimated speedup = 12.5 %",
            "0 Context = 1.0",
            "0 Stream = 7.0",
            "0 Function Name = 'add'",
            "0 Mangled Name = '_Zadd'",
            "0 Process ID = 4711.0",
            "0 Process Name = 'bench'",
            "0 Host Name = '127.0.0.1'",
            "7 Grid Size = '(8, 2, 1)'",
            "7 Block Size = '(256, 1, 1)'",
            "7 gpu__time_duration.sum = NaN ns",
            "7 rule SOLBottleneck = 'Latency: Look at it.' OPT",
            "7 rule SOLBottleneck: estimated speedup = 12.5 %",
            "7 Context = 1.0",
            "7 Stream = 7.0",
            "7 Function Name = 'failed'",
            "7 Mangled Name = '_Zfailed'",
            "7 Process ID = 4711.0",
            "7 Process Name = 'bench'",
            "7 Host Name = '127.0.0.1'",
            "0 sm__later.sum = 5.0");
    assertThat(tables.problems()).isEmpty();
    assertThat(tables.trace().devices().name(0)).isEqualTo("NVIDIA H800");
    assertThat(tables.trace().metadata())
        .containsEntry(
            "nsight_compute",
            "{\"CUDA Version\": \"12.2\", \"blocks\": 5, \"command\": \"ncu \\\"bench\\\"\","
                + " \"created_unix_s\": 1700000000, \"file_version\": 7, \"functions\": 2,"
                + " \"sources\": 1, \"strings\": 8}");
  }

  /** {@code -Dplumb.golden=update} writes them anew. */
  @Test
  void theGoldenCasesAreTheseReports() throws IOException {
    isCase("stalls-by-address", report());
    isCase("lines-of-the-source", compiledWithLines(Cubin.waves()));
  }

  private static void isCase(String name, byte[] report) throws IOException {
    Path file =
        Path.of(System.getProperty("plumb.root"))
            .resolve("importers/src/test/resources/cases/ncu-rep")
            .resolve(name)
            .resolve("trace.ncu-rep");
    if ("update".equals(System.getProperty("plumb.golden"))) {
      Files.write(file, report);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(report);
  }

  @Test
  void chunksMayEndAnywhere() throws Exception {
    Tables whole = read(report(), 1 << 20);
    for (int chunk : new int[] {1, 2, 3, 7, 64, 1000}) {
      Tables tables = read(report(), chunk);
      assertThat(tables.samples()).isEqualTo(whole.samples());
      assertThat(tables.metrics()).isEqualTo(whole.metrics());
    }
  }

  @Test
  void aReportCutAnywhereKeepsWhatCameBefore() throws Exception {
    byte[] report = report();
    Tables whole = read(report, 1 << 20);
    for (int length = 4; length < report.length; length++) {
      Tables tables = read(Arrays.copyOf(report, length), 1 << 20);
      assertThat(tables.samples().size()).isLessThanOrEqualTo(whole.samples().size());
      boolean betweenBlocks = tables.problems().stream().noneMatch(p -> p.contains("truncated"));
      assertThat(betweenBlocks && length > 2000).as("%d bytes: %s", length, tables).isFalse();
    }
    assertThat(read(Arrays.copyOf(report, report.length - 1), 100).problems())
        .containsExactly("input-truncated x1 @" + (report.length - 1));
  }

  @Test
  void aDamagedMessageCostsOnlyItself() throws Exception {
    Message bad = new Message().text(7, "bad(int)").number(13, 5).number(0, 1);
    byte[] report =
        new ReportBytes()
            .block(new Message().number(2, 2), bad, kernel("good"))
            .block(new Message().number(2, 1).number(7, 1), kernel("next"), new Message())
            .bytes();
    Tables tables = read(report, 1 << 20);
    assertThat(tables.samples())
        .containsExactly(
            "bad(int) KERNELS 1",
            "void good<(int)4>(float *) KERNELS 1",
            "void next<(int)4>(float *) KERNELS 1");
    assertThat(tables.problems())
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("event-broken x1"))
        .anyMatch(problem -> problem.startsWith("part-unknown x1"));
  }

  /** A report of the kernel {@code plain} of the cubin in the test resources. */
  private static byte[] compiledWithLines(byte[] cubin) {
    Message function = new Message().text(1, "plain").number(2, BASE).number(3, 1);
    Message code = new Message().number(1, 7).bytes(4, cubin);
    // The functions of a module may come in a later message, which has its id only.
    Message functions = new Message().number(1, 7).message(9, new Message().message(1, function));
    Message kernel =
        new Message()
            .text(5, "plain")
            .text(7, "plain(int, const float *, float *)")
            .message(13, metric(0, 3, BASE + 0xB0, 2, BASE + 0xE0, 1))
            .message(13, metric(1, 96, BASE, 32, BASE + 0xB0, 64));
    Message strings =
        new Message().text(1, "smsp__pcsamp_warps_issue_stalled_wait").text(1, "inst_executed");
    return new ReportBytes()
        .block(new Message().number(1, 1).message(4, strings), code)
        .block(new Message().number(1, 1).number(2, 1), functions, kernel)
        .bytes();
  }

  @Test
  void linesOfTheSourceStandBetweenKernelAndInstruction() throws Exception {
    Tables tables = read(compiledWithLines(Cubin.waves()), 1 << 20);
    String plain = "plain(int, const float *, float *)";
    String inlined = ";waves.cu:6;vectors.cuh:7;vectors.cuh:3;+0xb0";
    assertThat(tables.samples())
        .containsExactly(
            plain + " KERNELS 1",
            plain + inlined + " [wait] PC_SAMPLES 2",
            plain + ";waves.cu:6;+0xe0 [wait] PC_SAMPLES 1",
            plain + ";waves.cu:3;+0x0 OTHER 32",
            plain + inlined + " OTHER 64");
    assertThat(tables.problems()).isEmpty();
    FrameTable frames = tables.trace().frames();
    int instruction = tables.trace().stacks().frameRow(tables.trace().samples().stackRow(1));
    assertThat(tables.trace().strings().get(frames.fileId(instruction)))
        .isEqualTo("kernels/vectors.cuh");
    assertThat(frames.line(instruction)).isEqualTo(3);
  }

  @Test
  void damagedMachineCodeCostsOnlyTheLines() throws Exception {
    byte[] cubin = Arrays.copyOf(Cubin.waves(), 1000);
    Tables tables = read(compiledWithLines(cubin), 1 << 20);
    assertThat(tables.samples())
        .contains("plain(int, const float *, float *);+0xb0 [wait] PC_SAMPLES 2");
    assertThat(tables.problems()).hasSize(1).allMatch(p -> p.startsWith("event-broken x1"));
  }

  @Test
  void aNameThatNeverComesIsCounted() throws Exception {
    byte[] report =
        new ReportBytes().block(new Message().number(2, 1), kernel("a", metric(3, 1.0))).bytes();
    assertThat(read(report, 100).problems()).containsExactly("name-unknown x1 @-1");
  }

  @Test
  void moreEntriesThanThereAreBytesEnd() throws Exception {
    byte[] report =
        new ReportBytes().block(new Message().number(2, -1).number(1, 1L << 60)).bytes();
    assertThat(read(report, 100).problems())
        .anyMatch(problem -> problem.startsWith("event-broken"));
  }

  @Test
  void somethingElseIsRefused() {
    assertThatThrownBy(() -> read(new byte[100], 100))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("not a report of Nsight Compute");
  }

  @Test
  void reportsAreFoundByTheirFirstBytes() {
    assertThat(new NcuReportImporter().match(report(), 100)).isEqualTo(Match.CERTAIN);
    assertThat(
            new NcuReportImporter()
                .match("NVR".getBytes(java.nio.charset.StandardCharsets.UTF_8), 3))
        .isEqualTo(Match.NO);
    assertThat(
            new NcuReportImporter()
                .match("NVRx".getBytes(java.nio.charset.StandardCharsets.UTF_8), 4))
        .isEqualTo(Match.NO);
  }

  /** More with {@code -Dplumb.fuzz.inputs=1000000}. */
  @Test
  void damageOfAnyKindIsNoCrash() throws Exception {
    byte[][] reports = {report(), compiledWithLines(Cubin.waves())};
    int inputs = Integer.getInteger("plumb.fuzz.inputs", 3000);
    for (int seed = 0; seed < inputs; seed++) {
      byte[] damaged = Damage.of(reports[seed & 1], new Random(seed));
      try {
        read(damaged, 1 << 20);
      } catch (UnreadableInputException e) {
        assertThat(e.offset()).as("seed %d", seed).isZero();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }
}
