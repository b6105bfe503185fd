package dev.plumb.importers.nsys;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;
import java.util.Set;

/** Reads one export, table by table. */
final class NsysSession implements ImportSession {
  /** Tables with a reader of their own, or that only help others. */
  private static final Set<String> KNOWN =
      Set.of(
          KernelReader.TABLE,
          "CUPTI_ACTIVITY_KIND_MEMCPY",
          "CUPTI_ACTIVITY_KIND_MEMSET",
          "CUPTI_ACTIVITY_KIND_SYNCHRONIZATION",
          "CUPTI_ACTIVITY_KIND_GRAPH_TRACE",
          "CUPTI_ACTIVITY_KIND_CUDA_EVENT",
          "CUPTI_ACTIVITY_KIND_RUNTIME",
          "CUPTI_ACTIVITY_KIND_DRIVER",
          "CUPTI_ACTIVITY_KIND_OVERHEAD",
          "PROFILER_OVERHEAD",
          "OSRT_API",
          "NVTX_EVENTS",
          "COMPOSITE_EVENTS",
          "GPU_METRICS",
          "CUDA_GPU_MEMORY_USAGE_EVENTS",
          "DIAGNOSTIC_EVENT",
          "SCHED_EVENTS",
          "GENERIC_EVENTS",
          "NET_NIC_METRIC");

  /** Tables that were looked into for names and times. */
  private static final Set<String> HELPERS =
      Set.of(
          "StringIds",
          "PROCESSES",
          "ThreadNames",
          "META_DATA_EXPORT",
          "EXPORT_META_DATA",
          "TARGET_INFO_SESSION_START_TIME",
          "TARGET_INFO_SYSTEM_ENV",
          "TARGET_INFO_GPU",
          "TARGET_INFO_CUDA_GPU",
          "TARGET_INFO_CUDA_DEVICE",
          "TARGET_INFO_GPU_METRICS",
          "NVTX_PAYLOAD_SCHEMA_ENTRIES",
          "GENERIC_EVENT_SOURCES",
          "GENERIC_EVENT_TYPES",
          "GENERIC_EVENT_TYPE_FIELDS",
          "GENERIC_EVENT_DATA",
          "TARGET_INFO_NETWORK_METRICS",
          "TARGET_INFO_NIC_INFO",
          "NIC_ID_MAP");

  private final TraceBuilder out;

  NsysSession(TraceBuilder out) {
    this.out = out;
  }

  @Override
  public void accept(byte[] buffer, int from, int to) {
    throw new UnsupportedOperationException("reads files");
  }

  @Override
  public void acceptFile(Path path) throws UnreadableInputException {
    try (SqliteFile file = SqliteFile.open(path, out.problems())) {
      if (!NsysImporter.isExport(file)) {
        throw new UnreadableInputException(
            out.name(),
            Problems.NO_OFFSET,
            "has none of the tables of Nsight Systems",
            "Export the report again: nsys export --type sqlite --output F.sqlite F.nsys-rep");
      }
      read(new Export(file, out));
    }
  }

  private static void read(Export export) {
    MetadataReader metadata = new MetadataReader(export);
    metadata.readBase();
    export.devices.readNames();
    new KernelReader(export).read();
    new DeviceReader(export).read();
    HostReader host = new HostReader(export);
    host.read();
    NvtxReader nvtx = new NvtxReader(export);
    nvtx.read();
    host.others(KNOWN);
    new SampleReader(export).read();
    new CounterReader(export).read();
    new SchedulingReader(export).read();
    new GenericReader(export).read();
    new NetworkReader(export).read();
    nvtx.close();
    export.threads.applyNames();
    metadata.readDiagnostics();
    metadata.readPayloadSchemas();
    export.tables.write(HELPERS);
    if (export.out.slices().size() == 0
        && export.out.instants().size() == 0
        && export.out.samples().size() == 0
        && export.out.counters().size() == 0) {
      export.problems.add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
  }

  @Override
  public void finish() {}
}
