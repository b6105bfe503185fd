package dev.plumb.importers.nsys;

import dev.plumb.importers.ImportSession;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/**
 * Not a test: makes a large export with the columns of 2025 and measures how many rows a second are
 * imported on one thread. {@code NsysSpeed FILE [KERNELS]}
 */
final class NsysSpeed {
  private NsysSpeed() {}

  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    int kernels = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    if (!Files.exists(file)) {
      make(file, kernels);
    }
    for (int round = 0; round < 6; round++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      TraceBuilder builder = new TraceBuilder("speed", "nsys-sqlite", new Problems());
      ImportSession session = new NsysImporter().open(builder);
      session.acceptFile(file);
      session.finish();
      Trace trace = builder.seal();
      // CPU time of this thread: other work on the machine does not count, nor does waiting.
      double seconds =
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
      System.out.printf(
          "%,d rows, %,d MB in %.2f s of CPU: %.2f M rows/s, %.0f MB/s%n",
          trace.events(),
          Files.size(file) >> 20,
          seconds,
          trace.events() / seconds / 1e6,
          Files.size(file) / seconds / 1e6);
    }
  }

  /** One launch, one range and one kernel each, a copy for each fifth. */
  private static void make(Path file, int kernels) throws Exception {
    String numbers =
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " + kernels + ")";
    long pid = (1L << 56) + (4711L << 24);
    String[] statements = {
      "CREATE TABLE StringIds (id INTEGER NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
      "INSERT INTO StringIds WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n"
          + " WHERE i < 500) SELECT i, 'void kernel_with_a_name<' || i || '>(float const*)' FROM n",
      "CREATE TABLE CUPTI_ACTIVITY_KIND_KERNEL (start INTEGER NOT NULL, end INTEGER NOT NULL,"
          + " deviceId INTEGER NOT NULL, contextId INTEGER NOT NULL, greenContextId INTEGER,"
          + " streamId INTEGER NOT NULL, correlationId INTEGER, globalPid INTEGER,"
          + " demangledName INTEGER NOT NULL, shortName INTEGER NOT NULL, mangledName INTEGER,"
          + " launchType INTEGER, cacheConfig INTEGER, registersPerThread INTEGER NOT NULL,"
          + " gridX INTEGER NOT NULL, gridY INTEGER NOT NULL, gridZ INTEGER NOT NULL,"
          + " blockX INTEGER NOT NULL, blockY INTEGER NOT NULL, blockZ INTEGER NOT NULL,"
          + " staticSharedMemory INTEGER NOT NULL, dynamicSharedMemory INTEGER NOT NULL,"
          + " localMemoryPerThread INTEGER NOT NULL, localMemoryTotal INTEGER NOT NULL,"
          + " gridId INTEGER NOT NULL, sharedMemoryExecuted INTEGER, graphNodeId INTEGER,"
          + " sharedMemoryLimitConfig INTEGER)",
      "CREATE TABLE CUPTI_ACTIVITY_KIND_RUNTIME (start INTEGER NOT NULL, end INTEGER NOT NULL,"
          + " eventClass INTEGER NOT NULL, globalTid INTEGER, correlationId INTEGER,"
          + " nameId INTEGER NOT NULL, returnValue INTEGER NOT NULL, callchainId INTEGER)",
      "CREATE TABLE NVTX_EVENTS (start INTEGER NOT NULL, end INTEGER, eventType INTEGER NOT NULL,"
          + " rangeId INTEGER, category INTEGER, color INTEGER, text TEXT, globalTid INTEGER,"
          + " endGlobalTid INTEGER, textId INTEGER, domainId INTEGER, uint64Value INTEGER,"
          + " int64Value INTEGER, doubleValue REAL, uint32Value INTEGER, int32Value INTEGER,"
          + " floatValue REAL, jsonTextId INTEGER, jsonText TEXT, binaryData TEXT)",
      "CREATE TABLE CUPTI_ACTIVITY_KIND_MEMCPY (start INTEGER NOT NULL, end INTEGER NOT NULL,"
          + " deviceId INTEGER NOT NULL, contextId INTEGER NOT NULL, streamId INTEGER NOT NULL,"
          + " correlationId INTEGER, globalPid INTEGER, bytes INTEGER NOT NULL,"
          + " copyKind INTEGER NOT NULL, srcKind INTEGER, dstKind INTEGER)",
      numbers
          + " INSERT INTO CUPTI_ACTIVITY_KIND_KERNEL SELECT 9000000000 + i * 5000, 9000003000 + i"
          + " * 5000 + i % 999, 0, 1, 0, 7, i + 1, "
          + pid
          + ", i % 50 + 50, i % 50, i % 50 + 100, 1, 1, 32, i % 64 + 1, 4, 1, 256, 1, 1, 0, 1024,"
          + " 0, 250871808, i, 32768, NULL, 0 FROM n",
      numbers
          + " INSERT INTO CUPTI_ACTIVITY_KIND_RUNTIME SELECT 8999990000 + i * 5000, 8999994000 + i"
          + " * 5000, 0, "
          + (pid + 4712)
          + ", i + 1, i % 5 + 200, 0, NULL FROM n",
      numbers
          + " INSERT INTO NVTX_EVENTS SELECT 8999989000 + i * 5000, 8999994900 + i * 5000, 59,"
          + " NULL, NULL, NULL, 'aten::op' || (i % 99) || ', seq = ' || i || ', op_id = ' || (i +"
          + " 314290), "
          + (pid + 4712)
          + ", NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM n",
      numbers
          + " INSERT INTO CUPTI_ACTIVITY_KIND_MEMCPY SELECT 9000004000 + i * 5000, 9000004500 + i *"
          + " 5000, 0, 1, 7, i + 1, "
          + pid
          + ", i * 8, 1, 0, 2 FROM n WHERE i % 5 = 0",
    };
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
