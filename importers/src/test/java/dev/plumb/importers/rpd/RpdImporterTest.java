package dev.plumb.importers.rpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Databases;
import dev.plumb.importers.testing.TableText;
import dev.plumb.trace.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpdImporterTest {
  private static final String SCRIPT =
      """
      CREATE TABLE rocpd_string (id integer PRIMARY KEY, string varchar(4096));
      INSERT INTO rocpd_string VALUES (1, ''), (2, 'hipLaunchKernel'), (3, 'hipMemcpyAsync'),
        (4, 'UserMarker'), (5, 'step 1'), (6, 'KernelExecution'), (7, 'CopyHostToDevice'),
        (8, 'FillBuffer'), (9, 'add(float*)'), (10, 'ptr=0x1 | size=0x2'), (11, 'Barrier');
      CREATE TABLE rocpd_api (id integer PRIMARY KEY, pid integer, tid integer, start integer,
        "end" integer, apiName_id integer, args_id integer);
      INSERT INTO rocpd_api VALUES (1, 70, 71, 100, 9000, 4, 5), (2, 70, 71, 200, 300, 2, 1),
        (3, 70, 71, 400, 600, 3, 10), (4, 70, 71, 700, 700, 4, 5), (5, 70, 71, NULL, 700, 2, 1);
      CREATE TABLE rocpd_op (id integer PRIMARY KEY, gpuId integer, queueId integer,
        sequenceId integer, completionSignal varchar(18), start integer, "end" integer,
        description_id integer, opType_id integer);
      INSERT INTO rocpd_op VALUES (1, 2, 0, 0, '', 1000, 1500, 9, 6), (2, 2, 1, 0, '', 2000, 2100,
        1, 7), (3, 2, 1, 0, '', 2200, 2210, 1, 8), (4, 2, 1, 0, '', 2300, 2200, 77, 11);
      CREATE TABLE rocpd_api_ops (id integer PRIMARY KEY, api_id integer, op_id integer);
      INSERT INTO rocpd_api_ops VALUES (1, 2, 1), (2, 3, 2);
      CREATE TABLE rocpd_kernelapi (api_ptr_id integer PRIMARY KEY, stream varchar(18),
        gridX integer, gridY integer, gridZ integer, workgroupX integer, workgroupY integer,
        workgroupZ integer, groupSegmentSize integer, privateSegmentSize integer);
      INSERT INTO rocpd_kernelapi VALUES (2, '0x0', 16, 2, 1, 256, 1, 1, 512, 0);
      CREATE TABLE rocpd_copyapi (api_ptr_id integer PRIMARY KEY, stream varchar(18), size integer);
      INSERT INTO rocpd_copyapi VALUES (3, '0x0', 4096);
      CREATE TABLE rocpd_monitor (id integer PRIMARY KEY, deviceType varchar(16), deviceId integer,
        monitorType varchar(16), start integer, "end" integer, value varchar(255));
      INSERT INTO rocpd_monitor VALUES (1, 'gpu', 0, 'sclk', 50, 60, '800'), (2, 'gpu', 0, 'sclk',
        60, 70, 'high');
      CREATE TABLE rocpd_metadata (id integer PRIMARY KEY, tag text, value text);
      INSERT INTO rocpd_metadata VALUES (1, 'schema_version', '2');
      """;

  private final RpdImporter importer = new RpdImporter();

  @TempDir Path folder;

  @Test
  void callsOperationsMarksAndClocks() throws Exception {
    Path file = Databases.make(folder.resolve("a.rpd"), SCRIPT);
    Trace trace = Databases.read(importer, file);
    assertThat(TableText.of(trace))
        .contains(
            "slice 100 8900 ANNOTATION step 1 70/71",
            "slice 200 100 RUNTIME hipLaunchKernel 70/71",
            "slice 400 200 RUNTIME hipMemcpyAsync 70/71 \"args\":\"ptr=0x1 | size=0x2\"",
            "slice 1000 500 KERNEL add(float*) /GPU 2 queue 0 \"sequence\":0,\"workgroup\":[256,1,1],"
                + "\"grid work-groups\":[16,2,1],\"dynamic LDS bytes\":512",
            "slice 2000 100 MEMCPY CopyHostToDevice /GPU 2 queue 1",
            "slice 2200 10 MEMSET FillBuffer /GPU 2 queue 1",
            "slice 2300 0 SYNC Barrier /GPU 2 queue 1",
            "instant 700 step 1 70/71",
            "counter 50 sclk 800.0",
            "problem time-unusable 1",
            "problem duration-negative 1",
            "problem counter-not-a-number 1",
            "schema_version=\"2\"");
    assertThat(trace.events()).isEqualTo(11);
    assertThat(trace.deviceWork().correlation(0)).isEqualTo(2);
    assertThat(trace.deviceWork().bytes(1)).isEqualTo(4096);
    assertThat(trace.devices().id(0)).isEqualTo("2");
  }

  private String kernel(String changed) throws Exception {
    Path file = Databases.make(folder.resolve(changed.hashCode() + ".rpd"), changed);
    return TableText.of(Databases.read(importer, file))
        .lines()
        .filter(line -> line.contains(" KERNEL "))
        .findFirst()
        .orElseThrow();
  }

  /** The file says nowhere in what grids are counted: roctracer and rocprofiler-sdk differ. */
  @Test
  void gridsAreInWhatTheirWriterCounts() throws Exception {
    String even = SCRIPT.replace("16, 2, 1, 256", "4096, 2, 1, 256");
    assertThat(kernel(even)).contains("\"grid\":[4096,2,1],\"dynamic LDS bytes\":512");
    assertThat(kernel(even.replace("512, 0)", "512, 64)")))
        .contains("\"grid work-items\":[4096,2,1],\"LDS bytes\":512,\"scratch bytes\":64");
    assertThat(kernel(SCRIPT.replace("'hipLaunchKernel'", "'hipExtModuleLaunchKernel'")))
        .contains("\"grid work-items\":[16,2,1]");
  }

  /** Schema 3 of 2026: texts of arguments and marks in a table of their own. */
  @Test
  void marksOfSchemaThreeHaveTheirOwnTexts() throws Exception {
    String script =
        SCRIPT.replace("'CopyHostToDevice'", "'MEMORY_COPY_HOST_TO_DEVICE'")
            + """
            CREATE TABLE rocpd_ustring (id integer PRIMARY KEY, string varchar(4096));
            INSERT INTO rocpd_ustring VALUES (1, ''), (5, 'epoch 7'), (10, '{"dst":"0x7f"}');
            """;
    Trace trace = Databases.read(importer, Databases.make(folder.resolve("3.rpd"), script));
    assertThat(TableText.of(trace))
        .contains(
            "slice 100 8900 ANNOTATION epoch 7 70/71",
            "instant 700 epoch 7 70/71",
            "slice 2000 100 MEMCPY MEMORY_COPY_HOST_TO_DEVICE /GPU 2 queue 1",
            "\"args\":\"{\\\"dst\\\":\\\"0x7f\\\"}\"");
  }

  @Test
  void itIsKnownByItsTables() throws Exception {
    Path ours = Databases.make(folder.resolve("a.rpd"), SCRIPT);
    Path other = Databases.make(folder.resolve("b.db"), "CREATE TABLE rocpd_op (id integer);\n");
    byte[] head = Files.readAllBytes(ours);
    assertThat(importer.match(head, head.length)).isEqualTo(Match.POSSIBLE);
    assertThat(importer.match(new byte[100], 100)).isEqualTo(Match.NO);
    assertThat(importer.matchFile(ours)).isEqualTo(Match.CERTAIN);
    assertThat(importer.matchFile(other)).isEqualTo(Match.NO);
  }

  @Test
  void damageIsSurvived() throws Exception {
    Path file = Databases.make(folder.resolve("a.rpd"), SCRIPT);
    Databases.damageIsSurvived(importer, file, folder.resolve("damaged"));
  }
}
