package dev.plumb.importers.ascend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Databases;
import dev.plumb.importers.testing.TableText;
import dev.plumb.trace.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AscendImporterTest {
  private static final String SCRIPT =
      """
      CREATE TABLE STRING_IDS (id INTEGER PRIMARY KEY, value TEXT);
      INSERT INTO STRING_IDS VALUES (1, 'KERNEL_AIVEC'), (2, 'SDMA'), (3, 'Notify Wait'),
        (4, 'MEMCPY_ASYNC'), (5, 'aclnnAdd_Add'), (6, 'Add'), (7, '2,3;2,3'), (8, 'Memcpy'),
        (9, 'hcom_allReduce__1_0'), (10, 'group'), (11, 'launch'), (12, 'aten::add'),
        (13, 'ProfilerStep#4'), (14, 'a.py(3): f'), (15, 'b.py(9): g'), (16, 'release'),
        (17, 'allocate'), (18, 'aiv_total_cycles'), (19, 'read'), (20, 'Enqueue'), (21, 'mark'),
        (22, 'PTA');
      CREATE TABLE NPU_INFO (id INTEGER, name TEXT);
      INSERT INTO NPU_INFO VALUES (3, 'Ascend910B');
      CREATE TABLE RANK_DEVICE_MAP (rankId INTEGER, deviceId INTEGER);
      INSERT INTO RANK_DEVICE_MAP VALUES (5, 3);
      CREATE TABLE ENUM_API_TYPE (id INTEGER PRIMARY KEY, name TEXT);
      INSERT INTO ENUM_API_TYPE VALUES (10000, 'node');
      CREATE TABLE TASK (startNs INTEGER, endNs INTEGER, deviceId INTEGER, connectionId INTEGER,
        globalTaskId INTEGER, globalPid INTEGER, taskType INTEGER, contextId INTEGER,
        streamId INTEGER, taskId INTEGER, modelId INTEGER);
      INSERT INTO TASK VALUES (1000, 1500, 3, 70, 1, 42, 1, 0, 2, 8, 0),
        (2000, 2100, 3, 71, 2, 42, 2, 0, 4, 9, 0), (2100, 2900, 3, 71, 3, 42, 3, 0, 4, 10, 0),
        (3000, 3100, 3, 72, 4, 42, 4, 0, 2, 11, 0), (3200, 3150, 3, 73, 5, 42, 4, 0, 2, 12, 0),
        (3300, NULL, 3, 74, 6, 42, 1, 0, 2, 13, 0);
      CREATE TABLE COMPUTE_TASK_INFO (name INTEGER, globalTaskId INTEGER PRIMARY KEY,
        blockDim INTEGER, mixBlockDim INTEGER, taskType INTEGER, opType INTEGER,
        inputShapes INTEGER);
      INSERT INTO COMPUTE_TASK_INFO VALUES (5, 1, 32, 0, 1, 6, 7);
      CREATE TABLE COMMUNICATION_TASK_INFO (name INTEGER, globalTaskId INTEGER, taskType INTEGER,
        planeId INTEGER, srcRank INTEGER, dstRank INTEGER, size INTEGER, opId INTEGER);
      INSERT INTO COMMUNICATION_TASK_INFO VALUES (9, 2, 8, 0, 5, 6, 4096, 1);
      CREATE TABLE COMMUNICATION_OP (opName INTEGER, startNs INTEGER, endNs INTEGER,
        connectionId INTEGER, groupName INTEGER, opId INTEGER PRIMARY KEY, count NUMERIC);
      INSERT INTO COMMUNICATION_OP VALUES (9, 1900, 2950, 71, 10, 1, 1024);
      CREATE TABLE TASK_PMU_INFO (globalTaskId INTEGER, name INTEGER, value NUMERIC);
      INSERT INTO TASK_PMU_INFO VALUES (1, 18, 123.5), (99, 18, 1);
      CREATE TABLE CANN_API (startNs INTEGER, endNs INTEGER, type INTEGER, globalTid INTEGER,
        connectionId INTEGER PRIMARY KEY, name INTEGER);
      INSERT INTO CANN_API VALUES (800, 900, 10000, 180388626475, 70, 11);
      CREATE TABLE PYTORCH_API (startNs TEXT, endNs TEXT, globalTid INTEGER, connectionId INTEGER,
        name INTEGER, sequenceNumber INTEGER, fwdThreadId INTEGER, inputDtypes INTEGER,
        inputShapes INTEGER, callchainId INTEGER, type INTEGER);
      INSERT INTO PYTORCH_API VALUES
        ('500', '9000', 180388626475, NULL, 13, -1, 0, NULL, NULL, NULL, 50001),
        ('700', '950', 180388626475, 0, 12, 33, 0, NULL, 7, 4, 50001),
        ('600', '980', 180388626475, NULL, 14, NULL, NULL, NULL, NULL, NULL, 50003),
        ('710', '720', 180388626475, 1, 20, NULL, NULL, NULL, NULL, NULL, 50002);
      CREATE TABLE CONNECTION_IDS (id INTEGER, connectionId INTEGER);
      INSERT INTO CONNECTION_IDS VALUES (0, 70), (1, 500);
      CREATE TABLE PYTORCH_CALLCHAINS (id INTEGER, stack INTEGER, stackDepth INTEGER);
      INSERT INTO PYTORCH_CALLCHAINS VALUES (4, 14, 0), (4, 15, 1);
      CREATE TABLE STEP_TIME (id INTEGER, startNs INTEGER, endNs INTEGER);
      INSERT INTO STEP_TIME VALUES (4, 500, 9000);
      CREATE TABLE MSTX_EVENTS (startNs INTEGER, endNs INTEGER, eventType INTEGER,
        globalTid INTEGER, endGlobalTid INTEGER, message INTEGER);
      INSERT INTO MSTX_EVENTS VALUES (650, 960, 1, 180388626475, 180388626475, 21),
        (655, 655, 0, 180388626475, 180388626475, 21);
      CREATE TABLE NPU_OP_MEM (operatorName INTEGER, addr INTEGER, type INTEGER, size INTEGER,
        timestampNs INTEGER, globalTid INTEGER, totalAllocate NUMERIC, totalReserve NUMERIC,
        deviceId INTEGER);
      INSERT INTO NPU_OP_MEM VALUES (5, 4096, 17, 512, 810, 180388626475, 512, 2048, 3),
        (5, 4096, 16, 512, 820, 180388626475, 0, 2048, 3);
      CREATE TABLE OP_MEMORY (name INTEGER, size INTEGER, allocationTime INTEGER,
        releaseTime INTEGER, allocationTotalAllocated INTEGER, allocationTotalReserved INTEGER,
        deviceId INTEGER);
      INSERT INTO OP_MEMORY VALUES (12, 64, 705, NULL, 64, 128, 3);
      CREATE TABLE HBM (deviceId INTEGER, timestampNs INTEGER, bandwidth NUMERIC, hbmId INTEGER,
        type INTEGER);
      INSERT INTO HBM VALUES (3, 600, 12.5, 1, 19);
      CREATE TABLE META_DATA (name TEXT, value TEXT);
      INSERT INTO META_DATA VALUES ('SCHEMA_VERSION', '1.0.0');
      """;

  private static final String ANALYSIS =
      """
      CREATE TABLE StepTraceTime (step TEXT, computing NUMERIC, free NUMERIC);
      INSERT INTO StepTraceTime VALUES ('4', 8903.431, 'much');
      CREATE TABLE CommAnalyzerTime (hccl_op_name TEXT, group_name TEXT, elapse_time NUMERIC,
        step TEXT);
      INSERT INTO CommAnalyzerTime VALUES ('hcom_allReduce__1_0', '17', 88.75, 'step4');
      """;

  private final AscendImporter importer = new AscendImporter();

  @TempDir Path folder;

  /** Beside its collective a part would be the same work again. */
  @Test
  void aPartWhoseCollectiveIsNotThereIsWork() throws Exception {
    String alone =
        SCRIPT
            + "UPDATE COMMUNICATION_OP SET opId = 2; "
            + "INSERT INTO COMMUNICATION_OP VALUES (9, 1900, NULL, 71, 10, 1, 1024);";
    Trace trace = Databases.read(importer, Databases.make(folder.resolve("a.db"), alone));
    assertThat(TableText.of(trace)).contains("slice 2000 100 DEVICE_OTHER Memcpy");
  }

  @Test
  void tasksCallsOperatorsMemoryAndCounters() throws Exception {
    Trace trace = Databases.read(importer, Databases.make(folder.resolve("a.db"), SCRIPT));
    assertThat(TableText.of(trace))
        .contains(
            "slice 1000 500 KERNEL aclnnAdd_Add 42/NPU 3 stream 2 \"type\":\"Add\","
                + "\"core\":\"KERNEL_AIVEC\",\"block dim\":32,\"mix block dim\":0,"
                + "\"Input Dims\":\"2,3;2,3\"",
            "slice 2000 100 GPU_ANNOTATION Memcpy 42/NPU 3 stream 4 \"collective\":"
                + "\"hcom_allReduce__1_0\",\"plane\":0,\"from rank\":5,\"to rank\":6",
            "slice 2100 800 SYNC Notify Wait 42/NPU 3 stream 4",
            "slice 3000 100 MEMCPY MEMCPY_ASYNC 42/NPU 3 stream 2",
            "slice 3200 0 MEMCPY",
            "slice 1900 1050 KERNEL hcom_allReduce__1_0 42/NPU 3 communication group",
            "slice 800 100 RUNTIME launch 42/43 \"level\":\"node\"",
            "slice 500 8500 STEP ProfilerStep#4 42/43",
            "slice 700 250 OPERATOR aten::add 42/43 \"Input Dims\":\"2,3;2,3\"",
            "slice 600 380 PYTHON a.py(3): f 42/43",
            "slice 710 10 CPU Enqueue 42/43",
            "slice 650 310 ANNOTATION mark 42/43",
            "instant 655 mark 42/43",
            "instant 810 aclnnAdd_Add 42/43",
            "instant 705 aten::add 42/",
            "counter 600 HBM 1 read 12.5",
            "metric aiv_total_cycles 123.5  of slice 0",
            "problem time-unusable 1",
            "problem duration-negative 1",
            "problem counter-without-kernel 1",
            "SCHEMA_VERSION=\"1.0.0\"");
    assertThat(trace.rank()).isEqualTo(5);
    assertThat(trace.devices().id(0)).isEqualTo("3");
    assertThat(trace.devices().name(0)).isEqualTo("Ascend910B");
    assertThat(trace.deviceWork().correlation(0)).isEqualTo(70);
    assertThat(trace.launches().correlation(0)).isEqualTo(70);
    assertThat(trace.deviceWork().bytes(1)).isEqualTo(4096);
    assertThat(trace.memory().bytes(1)).isEqualTo(-512);
  }

  @Test
  void connectionsNameTheOperatorAndChainsItsStack() throws Exception {
    Trace trace = Databases.read(importer, Databases.make(folder.resolve("a.db"), SCRIPT));
    int operator = 1; // after the step
    assertThat(trace.operators().externalId(operator)).isEqualTo(1);
    assertThat(trace.deviceWork().externalId(0)).isEqualTo(1);
    assertThat(trace.operators().sequenceNumber(operator)).isEqualTo(33);
    assertThat(trace.strings().get(trace.operators().callStackId(operator)))
        .isEqualTo("a.py(3): f;b.py(9): g");
  }

  @Test
  void stepsOfFilesWithoutOperators() throws Exception {
    String script =
        SCRIPT.substring(0, SCRIPT.indexOf("CREATE TABLE CANN_API"))
            + "CREATE TABLE STEP_TIME (id INTEGER, startNs INTEGER, endNs INTEGER);\n"
            + "INSERT INTO STEP_TIME VALUES (4, 500, 9000);\n";
    Trace trace = Databases.read(importer, Databases.make(folder.resolve("a.db"), script));
    assertThat(TableText.of(trace)).contains("slice 500 8500 STEP ProfilerStep#4 42/steps");
  }

  @Test
  void sumsOfAnalysis() throws Exception {
    Path file = Databases.make(folder.resolve("analysis.db"), ANALYSIS);
    assertThat(importer.matchFile(file)).isEqualTo(Match.CERTAIN);
    assertThat(TableText.of(Databases.read(importer, file)))
        .contains(
            "sample - OTHER 8903431 - of slice -1 SCOPE StepTraceTime > SCOPE 4",
            "sample - OTHER 88750000 -",
            "problem value-of-wrong-type 1");
  }

  @Test
  void itIsKnownByItsTables() throws Exception {
    Path ours = Databases.make(folder.resolve("a.db"), SCRIPT);
    Path other = Databases.make(folder.resolve("b.db"), "CREATE TABLE TASK (id integer);\n");
    byte[] head = Files.readAllBytes(ours);
    assertThat(importer.match(head, head.length)).isEqualTo(Match.POSSIBLE);
    assertThat(importer.match(new byte[100], 100)).isEqualTo(Match.NO);
    assertThat(importer.matchFile(ours)).isEqualTo(Match.CERTAIN);
    assertThat(importer.matchFile(other)).isEqualTo(Match.NO);
  }

  @Test
  void damageIsSurvived() throws Exception {
    Path file = Databases.make(folder.resolve("a.db"), SCRIPT);
    Databases.damageIsSurvived(importer, file, folder.resolve("damaged"));
  }
}
