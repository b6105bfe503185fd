package dev.plumb.importers.nsys;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the export says about itself. Environments of processes and of the machine are left where
 * they are: people keep secrets in them.
 */
final class MetadataReader {
  private static final int MOST = 1000;

  private static final List<String> EXPORT_KEYS =
      List.of("EXPORT_PRODUCT_VERSION", "EXPORT_SCHEMA_VERSION", "EXPORT_PARAM_INPUT_FILE");

  private static final List<String> SYSTEM_KEYS =
      List.of(
          "CpuCores",
          "CpuArchitecture",
          "CpuDescription",
          "NvDriverVersion",
          "CudaDriverVersion",
          "OsDescription",
          "SoftwareReleaseVersion",
          "Hostname");

  private final Export export;

  MetadataReader(Export export) {
    this.export = export;
  }

  void readBase() {
    Rows start = export.file.rows("TARGET_INFO_SESSION_START_TIME", "utcEpochNs", "utcTime");
    if (start.next()) {
      export.out.setBaseTimeNs(start.integer(0, 0));
      String time = start.string(1);
      if (time != null) {
        export.out.putMetadata("session_start_utc", quoted(time));
      }
    }
    pairs("EXPORT_META_DATA", EXPORT_KEYS);
    pairs("META_DATA_EXPORT", EXPORT_KEYS);
    pairs("TARGET_INFO_SYSTEM_ENV", SYSTEM_KEYS);
  }

  private void pairs(String table, List<String> keys) {
    Rows rows = export.file.rows(table, "name", "value");
    while (rows.next()) {
      String name = rows.string(0);
      String value = rows.string(1);
      if (name != null && value != null && keys.contains(name)) {
        export.out.putMetadata(name, quoted(value));
      }
    }
  }

  /** What the profiler had to say: warnings become a problem, and all of them metadata. */
  void readDiagnostics() {
    Rows rows = export.file.rows("DIAGNOSTIC_EVENT", "severity", "text");
    List<String> texts = new ArrayList<>();
    long count = 0;
    while (rows.next()) {
      count++;
      long severity = rows.integer(0, 0);
      String text = rows.string(1);
      if ((severity == 2 || severity == 3) && text != null) {
        export.problems.add(
            ProblemCode.PROFILER_WARNING, Problems.NO_OFFSET, shortened(firstLine(text), 200));
        if (texts.size() < MOST) {
          texts.add(quoted((severity == 2 ? "warning: " : "error: ") + text));
        }
      }
    }
    if (!texts.isEmpty()) {
      export.out.putMetadata("diagnostics", "[" + String.join(",", texts) + "]");
    }
    export.counted("DIAGNOSTIC_EVENT", count);
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  /** Layouts of NVTX payloads, for whoever reads the payloads themselves. */
  void readPayloadSchemas() {
    Rows rows =
        export.file.rows("NVTX_PAYLOAD_SCHEMA_ENTRIES", "domainId", "schemaId", "name", "offset");
    Map<String, List<String>> schemas = new TreeMap<>();
    while (rows.next() && schemas.size() < MOST) {
      String name = rows.string(2);
      List<String> entries =
          schemas.computeIfAbsent(
              rows.integer(0, 0) + "/" + rows.integer(1, 0), key -> new ArrayList<>());
      if (name != null && entries.size() < MOST) {
        entries.add(quoted(name + " @" + rows.integer(3, 0)));
      }
    }
    if (!schemas.isEmpty()) {
      export.out.putMetadata(
          "nvtx_payload_schemas",
          schemas.entrySet().stream()
              .map(each -> quoted(each.getKey()) + ":[" + String.join(",", each.getValue()) + "]")
              .collect(Collectors.joining(",", "{", "}")));
    }
  }

  private static String shortened(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }

  static String quoted(@Nullable String value) {
    StringBuilder json = new StringBuilder("\"");
    String text = shortened(value == null ? "" : value, 4000);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        default -> {
          if (c < ' ') {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
