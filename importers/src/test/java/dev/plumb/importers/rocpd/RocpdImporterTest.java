package dev.plumb.importers.rocpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Databases;
import dev.plumb.importers.testing.TableText;
import dev.plumb.trace.DeviceProperties;
import dev.plumb.trace.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocpdImporterTest {
  /** The tables of schema 3 that are read, with the columns that are read, in their order. */
  private static final String SCRIPT =
      """
      CREATE TABLE "rocpd_string_U" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "guid" TEXT DEFAULT "g" NOT NULL, "string" TEXT NOT NULL UNIQUE ON CONFLICT ABORT);
      INSERT INTO "rocpd_string_U" (id, string) VALUES (1, ''), (2, 'HIP_RUNTIME_API_EXT'),
        (3, 'KERNEL_DISPATCH'), (4, 'MEMORY_COPY'), (5, 'MARKER_CORE_RANGE_API'),
        (6, 'hipLaunchKernel'), (7, 'roctxThreadRangeA'), (8, 'MEMORY_COPY_HOST_TO_DEVICE'),
        (9, 'MEMORY_ALLOCATION'), (10, 'SCRATCH_MEMORY');
      CREATE TABLE "rocpd_info_process_U" ("id" INTEGER NOT NULL PRIMARY KEY, "pid" INTEGER,
        "command" TEXT);
      INSERT INTO "rocpd_info_process_U" VALUES (1, 70, './app -n 3');
      CREATE TABLE "rocpd_info_thread_U" ("id" INTEGER NOT NULL PRIMARY KEY, "tid" INTEGER);
      INSERT INTO "rocpd_info_thread_U" VALUES (5, 71);
      CREATE TABLE "rocpd_info_agent_U" ("id" INTEGER NOT NULL PRIMARY KEY, "type" TEXT CHECK
        ("type" IN ('CPU', 'GPU')), "absolute_index" INTEGER, "logical_index" INTEGER,
        "type_index" INTEGER, "name" TEXT, "product_name" TEXT, "extdata" JSONB DEFAULT '{}');
      INSERT INTO "rocpd_info_agent_U" VALUES (0, 'CPU', 0, 0, 0, 'EPYC', 'EPYC', '{}'),
        (4, 'GPU', 4, 1, 0, 'gfx942', 'AMD Instinct MI300X', '{"cu_count": 304, "caches": [{"size":
          32}], "gfx_target_version": 90402, "wave_front_size": 64, "max_engine_clk_fcompute": 2100,
          "local_mem_size": 0, "mem_banks": [{"heap_type": 1, "flags": {"HotPluggable": 0},
          "size_in_bytes": 206000000000}, {"heap_type": 3, "size_in_bytes": 7}]}');
      CREATE TABLE "rocpd_info_kernel_symbol_U" ("id" INTEGER NOT NULL PRIMARY KEY,
        "kernel_name" TEXT, "display_name" TEXT, "sgpr_count" INTEGER, "arch_vgpr_count" INTEGER,
        "accum_vgpr_count" INTEGER);
      INSERT INTO "rocpd_info_kernel_symbol_U" VALUES (10, '_Z3addPf.kd', 'add(float*)', 16, 8, 4),
        (11, '_Z3mulPf.kd', NULL, 16, 8, 4);
      CREATE TABLE "rocpd_info_pmc_U" ("id" INTEGER NOT NULL PRIMARY KEY, "symbol" TEXT);
      INSERT INTO "rocpd_info_pmc_U" VALUES (900, 'SQ_WAVES');
      CREATE TABLE "rocpd_event_U" ("id" INTEGER NOT NULL PRIMARY KEY, "category_id" INTEGER,
        "stack_id" INTEGER, "extdata" JSONB DEFAULT "{}" NOT NULL);
      INSERT INTO "rocpd_event_U" (id, category_id, stack_id) VALUES (1, 2, 6), (2, 3, 6),
        (3, 4, 7), (6, 9, 8), (7, 9, 9), (8, 10, 6), (9, 3, 0);
      INSERT INTO "rocpd_event_U" VALUES (4, 5, 1, '{"message": "step 1"}'),
        (5, 5, 2, '{"message": "here"}');
      CREATE TABLE "rocpd_region_U" ("id" INTEGER NOT NULL PRIMARY KEY, "pid" INTEGER,
        "tid" INTEGER, "start" BIGINT, "end" BIGINT, "name_id" INTEGER, "event_id" INTEGER);
      INSERT INTO "rocpd_region_U" VALUES (6, 1, 5, 2000, 2100, 6, 1), (1, 1, 5, 900, 5000, 7, 4);
      CREATE TABLE "rocpd_track_U" ("id" INTEGER NOT NULL PRIMARY KEY, "pid" INTEGER,
        "tid" INTEGER);
      INSERT INTO "rocpd_track_U" VALUES (1, 1, 5);
      CREATE TABLE "rocpd_sample_U" ("id" INTEGER NOT NULL PRIMARY KEY, "track_id" INTEGER,
        "timestamp" BIGINT, "event_id" INTEGER);
      INSERT INTO "rocpd_sample_U" VALUES (2, 1, 4500, 5);
      CREATE TABLE "rocpd_kernel_dispatch_U" ("id" INTEGER NOT NULL PRIMARY KEY, "tid" INTEGER,
        "agent_id" INTEGER, "kernel_id" INTEGER, "dispatch_id" INTEGER, "queue_id" INTEGER,
        "stream_id" INTEGER, "start" BIGINT, "end" BIGINT, "private_segment_size" INTEGER,
        "group_segment_size" INTEGER, "workgroup_size_x" INTEGER, "workgroup_size_y" INTEGER,
        "workgroup_size_z" INTEGER, "grid_size_x" INTEGER, "grid_size_y" INTEGER,
        "grid_size_z" INTEGER, "event_id" INTEGER);
      INSERT INTO "rocpd_kernel_dispatch_U" VALUES (1, 5, 4, 10, 1, 3, 2, 3000, 3500, 16, 2048, 64,
        1, 1, 1024, 2, 1, 2), (2, 5, 4, 11, 2, 3, 0, 3600, 3700, 0, 0, 64, 1, 1, 64, 1, 1, 9);
      CREATE TABLE "rocpd_memory_copy_U" ("id" INTEGER NOT NULL PRIMARY KEY, "tid" INTEGER,
        "start" BIGINT, "end" BIGINT, "name_id" INTEGER, "dst_agent_id" INTEGER,
        "src_agent_id" INTEGER, "size" INTEGER, "queue_id" INTEGER, "stream_id" INTEGER,
        "event_id" INTEGER);
      INSERT INTO "rocpd_memory_copy_U" VALUES (1, 5, 4100, 4400, 8, 4, 0, 4096, NULL, 2, 3);
      CREATE TABLE "rocpd_memory_allocate_U" ("id" INTEGER NOT NULL PRIMARY KEY, "pid" INTEGER,
        "tid" INTEGER, "agent_id" INTEGER, "type" TEXT, "level" TEXT, "start" BIGINT,
        "end" BIGINT, "address" INTEGER, "size" INTEGER, "queue_id" INTEGER, "event_id" INTEGER);
      INSERT INTO "rocpd_memory_allocate_U" VALUES (1, 1, 5, 4, 'ALLOC', 'REAL', 1010, 1090, 512,
        4096, 0, 6), (2, 1, 5, NULL, 'FREE', 'REAL', 5010, 5020, 512, 0, 0, 7),
        (3, 1, 5, 4, 'ALLOC', 'SCRATCH', 2500, 2600, 0, 64, 3, 8);
      CREATE TABLE "rocpd_pmc_event_U" ("id" INTEGER NOT NULL PRIMARY KEY, "event_id" INTEGER,
        "pmc_id" INTEGER, "value" REAL);
      INSERT INTO "rocpd_pmc_event_U" VALUES (1, 2, 900, 100.0), (2, 2, 900, 28.5), (3, 2, 901, 7),
        (4, 9, 900, 1.0), (5, 77, 900, 1.0);
      CREATE VIEW rocpd_string AS SELECT * FROM "rocpd_string_U";
      """;

  private final RocpdImporter importer = new RocpdImporter();

  @TempDir Path folder;

  @Test
  void everyTable() throws Exception {
    Path file = Databases.make(folder.resolve("a.db"), SCRIPT);
    Trace trace = Databases.read(importer, file);
    assertThat(TableText.of(trace))
        .contains(
            "slice 2000 100 RUNTIME hipLaunchKernel 70/71",
            "slice 900 4100 ANNOTATION step 1 70/71",
            "instant 4500 here 70/71",
            "slice 3000 500 KERNEL add(float*) 70/Agent 1 stream 2 \"dispatch\":1,\"queue\":3,"
                + "\"thread\":71,\"workgroup\":[64,1,1],\"grid work-items\":[1024,2,1],"
                + "\"LDS bytes\":2048,\"scratch bytes\":16,\"VGPRs\":8,\"accum VGPRs\":4,"
                + "\"SGPRs\":16",
            "slice 3600 100 KERNEL _Z3mulPf.kd 70/Agent 1 stream 0",
            "slice 4100 300 MEMCPY MEMORY_COPY_HOST_TO_DEVICE 70/Agent 1 stream 2",
            "instant 1010 REAL ALLOC 70/71 \"agent\":\"Agent 1\",\"dur ns\":80,\"correlation\":8",
            "slice 2500 100 ASYNC SCRATCH ALLOC 70/71",
            "command=\"./app -n 3\"");
    assertThat(trace.events()).isEqualTo(14);
    assertThat(trace.devices().name(0)).isEqualTo("AMD Instinct MI300X");
    assertThat(trace.devices().properties(0))
        .isEqualTo(new DeviceProperties("9.4", 304, 206_000_000_000L, 64, 2_100_000_000L));
    assertThat(trace.deviceWork().correlation(0)).isEqualTo(6);
    assertThat(trace.launches().correlation(0)).isEqualTo(6);
    assertThat(trace.memory().bytes(1)).isEqualTo(-4096);
  }

  @Test
  void countersAreSummedOverTheirInstances() throws Exception {
    Path file = Databases.make(folder.resolve("a.db"), SCRIPT);
    assertThat(TableText.of(Databases.read(importer, file)))
        .contains(
            "metric SQ_WAVES 128.5  of slice 2",
            "metric 901 7.0  of slice 2",
            "metric SQ_WAVES 1.0  of slice 3",
            "problem counter-without-kernel 1");
  }

  /** Databases of several processes are merged table set by table set. */
  @Test
  void eachProcessHasItsOwnTables() throws Exception {
    Path file =
        Databases.make(
            folder.resolve("a.db"), SCRIPT + SCRIPT.replace("_U", "_V").split("CREATE VIEW")[0]);
    String text = TableText.of(Databases.read(importer, file));
    assertThat(text)
        .contains(
            "KERNEL add(float*) 70/Agent 1 stream 2 \"dispatch\"",
            "KERNEL add(float*) 70/Agent 1 stream 2 of process 1 \"dispatch\"",
            "events 28");
  }

  @Test
  void itIsKnownByItsTables() throws Exception {
    Path ours = Databases.make(folder.resolve("a.db"), SCRIPT);
    Path other = Databases.make(folder.resolve("b.db"), "CREATE TABLE rocpd_op (id integer);\n");
    byte[] head = Files.readAllBytes(ours);
    assertThat(importer.match(head, head.length)).isEqualTo(Match.POSSIBLE);
    assertThat(importer.matchFile(ours)).isEqualTo(Match.CERTAIN);
    assertThat(importer.matchFile(other)).isEqualTo(Match.NO);
  }

  @Test
  void damageIsSurvived() throws Exception {
    Path file = Databases.make(folder.resolve("a.db"), SCRIPT);
    Databases.damageIsSurvived(importer, file, folder.resolve("damaged"));
  }
}
