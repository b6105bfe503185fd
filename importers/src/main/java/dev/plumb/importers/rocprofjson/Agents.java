package dev.plumb.importers.rocprofjson;

import dev.plumb.importers.records.AgentProperties;
import dev.plumb.importers.records.ArgsText;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;

/** The CPUs and GPUs of one process, by handle. A device is called as in rocprofv3's CSV. */
final class Agents {
  /** What of a GPU's description is kept: the inputs of rooflines and occupancy. */
  private static final List<String> KEPT =
      List.of(
          "name",
          "product_name",
          "vendor_name",
          "gfx_target_version",
          "cu_count",
          "simd_count",
          "num_xcc",
          "wave_front_size",
          "max_waves_per_simd",
          "lds_size_in_kb",
          "max_engine_clk_fcompute",
          "local_mem_size");

  private static final String GPU = "2";

  private record Agent(String id, boolean gpu, int gpuIndex) {}

  private final JsonParser in;
  private final TraceBuilder out;
  private final LongMap rows = new LongMap();
  private final List<Agent> agents = new ArrayList<>();

  Agents(JsonParser in, TraceBuilder out) {
    this.in = in;
    this.out = out;
  }

  /** {@code agents}. */
  void read() {
    Values.elements(
        in,
        () -> {
          Map<String, String> values = new HashMap<>();
          long[] handle = {Ids.ABSENT};
          Values.members(
              in,
              name -> {
                if (name.equals("id")) {
                  Values.members(in, inner -> handle[0] = Values.number(in));
                } else {
                  AgentProperties.member(in, name, values);
                }
              });
          if (handle[0] != Ids.ABSENT) {
            add(handle[0], values);
          }
        });
  }

  private void add(long handle, Map<String, String> values) {
    String node = values.getOrDefault("logical_node_id", values.get("node_id"));
    String id = "Agent " + (node == null ? Long.toString(handle) : node);
    boolean gpu = GPU.equals(values.get("type"));
    rows.put(handle, agents.size());
    agents.add(new Agent(id, gpu, small(values.get("logical_node_type_id"))));
    if (gpu) {
      describe(id, values);
    }
  }

  private void describe(String id, Map<String, String> values) {
    int row = out.devices().row(id);
    String name = values.getOrDefault("product_name", "");
    name = name.isEmpty() ? values.getOrDefault("name", "") : name;
    if (!name.isEmpty()) {
      out.devices().setName(row, name);
    }
    out.devices().setProperties(row, AgentProperties.of(values));
    ArgsText kept = new ArgsText();
    for (String key : KEPT) {
      String value = values.getOrDefault(key, "");
      if (value.matches("\\d{1,18}")) {
        kept.number(key, Long.parseLong(value));
      } else {
        kept.text(key, value);
      }
    }
    out.putMetadata(id, kept.object());
  }

  private static int small(@org.jspecify.annotations.Nullable String value) {
    return value != null && value.matches("\\d{1,9}") ? Integer.parseInt(value) : Ids.NONE;
  }

  /** What the device of a handle is called. */
  String id(long handle) {
    int row = rows.get(handle);
    return row >= 0 ? agents.get(row).id : "Agent handle " + Long.toUnsignedString(handle);
  }

  /** Whether the handle is that of a GPU. */
  boolean isGpu(long handle) {
    int row = rows.get(handle);
    return row >= 0 && agents.get(row).gpu;
  }

  /** Number of the GPU among the GPUs; {@link Ids#NONE} if unknown, or no GPU. */
  int gpuIndex(long handle) {
    int row = rows.get(handle);
    return row >= 0 && agents.get(row).gpu ? agents.get(row).gpuIndex : Ids.NONE;
  }
}
