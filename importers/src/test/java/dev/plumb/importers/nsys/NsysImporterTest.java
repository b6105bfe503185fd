package dev.plumb.importers.nsys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer.Match;
import dev.plumb.trace.DeviceProperties;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NsysImporterTest {
  private static final Path CASES =
      Path.of(
          System.getProperty("plumb.root"),
          "importers",
          "src",
          "test",
          "resources",
          "cases",
          "nsys-sqlite");
  private static final int MUTANTS = Integer.getInteger("plumb.mutants", 600);
  private static final long THREAD = (1L << 56) + (7L << 24) + 8;

  @TempDir Path folder;

  private final Problems problems = new Problems();

  private Path database(String sql) throws SQLException, IOException {
    Path file = Files.createTempFile(folder, "export", ".sqlite");
    Files.delete(file);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
    return file;
  }

  private Trace read(Path file) throws IOException {
    return read(file, problems);
  }

  private static Trace read(Path file, Problems problems) throws IOException {
    TraceBuilder builder = new TraceBuilder("export.sqlite", "nsys-sqlite", problems);
    ImportSession session = new NsysImporter().open(builder);
    session.acceptFile(file);
    session.finish();
    return builder.seal();
  }

  @Test
  void samplesHaveTheirCallChainsInnermostFirst() throws Exception {
    Trace trace =
        read(
            database(
                "CREATE TABLE StringIds (id INTEGER PRIMARY KEY, value TEXT);"
                    + "INSERT INTO StringIds VALUES (1,'leaf'),(2,'main'),(3,'a.out'),"
                    + "(4,'[kernel.kallsyms]');"
                    + "CREATE TABLE ENUM_SAMPLING_THREAD_STATE (id INTEGER, name TEXT, label TEXT);"
                    + "INSERT INTO ENUM_SAMPLING_THREAD_STATE VALUES (1,'Running','Running');"
                    + "CREATE TABLE COMPOSITE_EVENTS (id INTEGER PRIMARY KEY, start INTEGER,"
                    + " cpu INTEGER, threadState INTEGER, globalTid INTEGER, cpuCycles INTEGER);"
                    + "INSERT INTO COMPOSITE_EVENTS VALUES (1,100,0,1,"
                    + THREAD
                    + ",1),"
                    + "(2,200,0,1,"
                    + THREAD
                    + ",5000),(3,300,0,0,"
                    + THREAD
                    + ",1);"
                    + "CREATE TABLE SAMPLING_CALLCHAINS (id INTEGER, symbol INTEGER, module INTEGER,"
                    + " kernelMode INTEGER, originalIP INTEGER, stackDepth INTEGER);"
                    + "INSERT INTO SAMPLING_CALLCHAINS VALUES (1,1,3,NULL,16,0),(1,2,3,NULL,32,1),"
                    + "(2,NULL,4,1,255,0),(2,1,3,NULL,16,1),(2,2,3,NULL,32,2);"));
    List<String> samples = new ArrayList<>();
    for (int row = 0; row < trace.samples().size(); row++) {
      StringBuilder text = new StringBuilder().append(trace.samples().timeNs(row));
      text.append(' ').append(trace.samples().value(row)).append(' ');
      int measure = trace.samples().measureRow(row);
      text.append(trace.strings().get(trace.measures().nameId(measure)));
      text.append(' ').append(trace.strings().get(trace.samples().reasonId(row)));
      for (int at = trace.samples().stackRow(row); at >= 0; at = trace.stacks().parentRow(at)) {
        int frame = trace.stacks().frameRow(at);
        text.append(" < ").append(trace.frames().kind(frame)).append(' ');
        text.append(trace.strings().get(trace.frames().nameId(frame)));
      }
      samples.add(text.toString());
    }
    assertThat(samples)
        .containsExactly(
            "100 1 samples Running < NATIVE leaf < NATIVE main",
            "200 1 samples Running < SYSTEM 0xff < NATIVE leaf < NATIVE main",
            "200 5000 cpuCycles Running < SYSTEM 0xff < NATIVE leaf < NATIVE main",
            "300 1 samples ");
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void callsGetTheirCallers() throws Exception {
    Path sql = CASES.resolve("chains-counted-from-zero").resolve("trace.sql");
    Trace trace = read(database(Files.readString(sql)));
    List<String> stacks = new ArrayList<>();
    for (int row = 0; row < trace.sliceStacks().size(); row++) {
      int slice = trace.sliceStacks().sliceRow(row);
      StringBuilder text = new StringBuilder().append(trace.slices().startNs(slice));
      for (int at = trace.sliceStacks().stackRow(row); at >= 0; at = trace.stacks().parentRow(at)) {
        text.append(" < ");
        text.append(trace.strings().get(trace.frames().nameId(trace.stacks().frameRow(at))));
      }
      stacks.add(text.toString());
    }
    assertThat(stacks).containsExactly("1000 < main", "1200 < helper < main");
  }

  @Test
  void devicesAreDescribedByTheTablesOfOldAndNewVersions() throws Exception {
    Trace fresh =
        read(
            database(
                "CREATE TABLE StringIds (id INTEGER PRIMARY KEY, value TEXT);"
                    + "CREATE TABLE TARGET_INFO_GPU (id INTEGER, name TEXT, totalMemory INTEGER,"
                    + " clockRate INTEGER, smCount INTEGER, threadsPerWarp INTEGER,"
                    + " computeMajor INTEGER, computeMinor INTEGER);"
                    + "INSERT INTO TARGET_INFO_GPU VALUES"
                    + " (0, 'NVIDIA H200', 150121545728, 1980000000, 132, 32, 9, 0),"
                    + " (1, 'Basic Render Driver', 0, 0, 0, 0, 0, 0);"));
    assertThat(fresh.devices().properties(0))
        .isEqualTo(new DeviceProperties("9.0", 132, 150_121_545_728L, 32, 1_980_000_000L));
    assertThat(fresh.devices().properties(1)).isEqualTo(DeviceProperties.NONE);
    Trace old =
        read(
            database(
                "CREATE TABLE StringIds (id INTEGER PRIMARY KEY, value TEXT);"
                    + "CREATE TABLE TARGET_INFO_GPU (deviceId INTEGER, name TEXT);"
                    + "INSERT INTO TARGET_INFO_GPU VALUES (0, 'A100-PCIE-40GB');"
                    + "CREATE TABLE TARGET_INFO_CUDA_GPU (name TEXT, deviceId INTEGER,"
                    + " globalMemorySize INTEGER, numThreadsPerWarp INTEGER,"
                    + " coreClockRate INTEGER, numMultiprocessors INTEGER,"
                    + " computeCapabilityMajor INTEGER, computeCapabilityMinor INTEGER);"
                    + "INSERT INTO TARGET_INFO_CUDA_GPU VALUES"
                    + " ('A100-PCIE-40GB', 0, 42505273344, 32, 1410000, 108, 8, 0);"));
    assertThat(old.devices().properties(0))
        .isEqualTo(new DeviceProperties("8.0", 108, 42_505_273_344L, 32, 1_410_000_000L));
  }

  @Test
  void metricsGraphsMemoryAndOtherRangesAreRead() throws Exception {
    Trace trace =
        read(
            database(
                "CREATE TABLE StringIds (id INTEGER PRIMARY KEY, value TEXT);"
                    + "INSERT INTO StringIds VALUES (1,'MPI_Allreduce');"
                    + "CREATE TABLE TARGET_INFO_GPU_METRICS (typeId INTEGER, metricId INTEGER,"
                    + " metricName TEXT);"
                    + "INSERT INTO TARGET_INFO_GPU_METRICS VALUES (513, 3, 'SM Active');"
                    + "CREATE TABLE GPU_METRICS (timestamp INTEGER, typeId INTEGER,"
                    + " metricId INTEGER, value INTEGER);"
                    + "INSERT INTO GPU_METRICS VALUES (10, 513, 3, 55), (20, 513, 3, 'x');"
                    + "CREATE TABLE MPI_COLLECTIVES_EVENTS (start INTEGER, end INTEGER,"
                    + " globalTid INTEGER, nameId INTEGER);"
                    + "INSERT INTO MPI_COLLECTIVES_EVENTS VALUES (5, 9, "
                    + THREAD
                    + ", 1);"
                    + "CREATE TABLE CUPTI_ACTIVITY_KIND_GRAPH_TRACE (start INTEGER, end INTEGER,"
                    + " deviceId INTEGER, contextId INTEGER, streamId INTEGER,"
                    + " correlationId INTEGER, globalPid INTEGER, graphId INTEGER,"
                    + " graphExecId INTEGER);"
                    + "INSERT INTO CUPTI_ACTIVITY_KIND_GRAPH_TRACE VALUES (1,2,0,1,7,5,"
                    + (THREAD - 8)
                    + ",12,13);"
                    + "CREATE TABLE CUDA_GPU_MEMORY_USAGE_EVENTS (start INTEGER, globalPid INTEGER,"
                    + " deviceId INTEGER, address INTEGER, bytes INTEGER, memKind INTEGER,"
                    + " memoryOperationType INTEGER);"
                    + "INSERT INTO CUDA_GPU_MEMORY_USAGE_EVENTS VALUES (3,"
                    + (THREAD - 8)
                    + ",0,4096,100,2,0),(4,"
                    + (THREAD - 8)
                    + ",0,4096,100,2,1);"));
    assertThat(trace.counters().size()).isEqualTo(1);
    assertThat(trace.counters().value(0)).isEqualTo(55);
    assertThat(trace.strings().get(trace.counters().nameId(0))).isEqualTo("SM Active");
    int track = trace.counters().trackRow(0);
    assertThat(trace.strings().get(trace.tracks().pidId(track))).isEqualTo("GPU 1");
    assertThat(trace.memory().bytes(0)).isEqualTo(100);
    assertThat(trace.memory().bytes(1)).isEqualTo(-100);
    List<String> slices = new ArrayList<>();
    for (int row = 0; row < trace.slices().size(); row++) {
      slices.add(trace.slices().kind(row) + " " + trace.strings().get(trace.slices().nameId(row)));
    }
    assertThat(slices).containsExactly("DEVICE_OTHER CUDA graph 12", "CPU MPI_Allreduce");
    assertThat(trace.deviceWork().bytes(0)).isEqualTo(Ids.ABSENT);
  }

  @Test
  void otherDatabasesAreNotTaken() throws Exception {
    Path other = database("CREATE TABLE CUPTI_ACTIVITY_KIND_KERNEL (start INTEGER)");
    assertThat(new NsysImporter().matchFile(other)).isEqualTo(Match.NO);
    assertThatThrownBy(() -> read(other))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("nsys export --type sqlite");
  }

  @Test
  void aReportIsRefusedWithACommandThatAShellTakes() {
    byte[] head = "NVIDIA Tegra Profiler".getBytes(StandardCharsets.US_ASCII);
    assertThat(new NsysReportImporter().match(head, head.length)).isEqualTo(Match.CERTAIN);
    assertThat(new NsysReportImporter().match(head, 10)).isEqualTo(Match.NO);
    ImportSession session =
        new NsysReportImporter()
            .open(new TraceBuilder("/data/my run.nsys-rep", "nsys-rep", problems));
    assertThatThrownBy(session::finish)
        .hasMessageContaining(
            "nsys export --type sqlite --output 'my run.sqlite' '/data/my run.nsys-rep'");
  }

  @Test
  void tablesForPeopleAreRefused() throws Exception {
    byte[] log =
        "[3/7] Executing 'nvtx_sum' stats report\n\n Time (%)  Total Time (ns)\n"
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(new NsysStatsImporter().match(log, log.length)).isEqualTo(Match.CERTAIN);
    ImportSession session =
        new NsysStatsImporter().open(new TraceBuilder("log.txt", "nsys-stats", problems));
    assertThatThrownBy(
            () -> {
              session.accept(log, 0, log.length);
              session.finish();
            })
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("nsys stats --format csv");
  }

  /** Bytes and whole pages of each case are damaged; at worst the file is refused. */
  @Test
  void damageNeverThrowsAnythingElse() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> cases = Files.list(CASES)) {
      for (Path path : cases.sorted().toList()) {
        seeds.add(Files.readAllBytes(database(Files.readString(path.resolve("trace.sql")))));
      }
    }
    Path file = folder.resolve("mutant.sqlite");
    for (byte[] seed : seeds) {
      for (int length = 0; length < seed.length; length += 257) {
        survive(file, java.util.Arrays.copyOf(seed, length), "cut at " + length);
      }
    }
    for (int i = 0; i < MUTANTS; i++) {
      Random random = new Random(i);
      byte[] mutant = seeds.get(i % seeds.size()).clone();
      for (int edits = 1 + random.nextInt(12); edits > 0; edits--) {
        int at = random.nextInt(mutant.length);
        mutant[at] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) (mutant[at] ^ 1 << random.nextInt(8));
      }
      survive(file, mutant, "mutant " + i);
    }
  }

  private static void survive(Path file, byte[] content, String what) throws IOException {
    Files.write(file, content);
    try {
      Trace trace = read(file, new Problems());
      assertThat(trace.slices().size()).as(what).isLessThanOrEqualTo(content.length);
    } catch (UnreadableInputException e) {
      assertThat(e.getMessage()).as(what).isNotBlank();
    }
  }
}
