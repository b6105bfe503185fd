package dev.plumb.importers.perfetto;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Packets that are not read, counted by what they hold. */
final class Ignored {
  /** Content of a packet that says something about the trace, not about the program. */
  private static final Set<Integer> OF_TRACE =
      Set.of(33, 34, 35, 36, 43, 45, 46, 67, 69, 72, 89, 90, 107, 109, 113, 124, 126);

  /** What {@code trace_packet.proto} calls them. */
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(5, "chrome_events"),
          Map.entry(7, "sys_stats"),
          Map.entry(9, "process_stats"),
          Map.entry(37, "profile_packet"),
          Map.entry(38, "battery"),
          Map.entry(39, "android_log"),
          Map.entry(40, "power_rails"),
          Map.entry(47, "packages_list"),
          Map.entry(49, "perfetto_metatrace"),
          Map.entry(51, "chrome_metadata"),
          Map.entry(57, "graphics_frame_event"),
          Map.entry(61, "module_symbols"),
          Map.entry(62, "vulkan_memory_event"),
          Map.entry(63, "gpu_log"),
          Map.entry(64, "deobfuscation_mapping"),
          Map.entry(65, "vulkan_api_event"),
          Map.entry(68, "smaps_packet"),
          Map.entry(73, "memory_tracker_snapshot"),
          Map.entry(74, "streaming_allocation"),
          Map.entry(75, "streaming_free"),
          Map.entry(91, "entity_state_residency"),
          Map.entry(95, "etw_events"),
          Map.entry(99, "v8_js_code"),
          Map.entry(100, "v8_internal_code"),
          Map.entry(117, "generic_kernel_task_state_event"),
          Map.entry(118, "generic_kernel_cpu_freq_event"),
          Map.entry(122, "generic_kernel_process_tree"),
          Map.entry(129, "generic_gpu_frequency_event"),
          Map.entry(132, "journald_event"),
          Map.entry(135, "stack_sample"));

  private static final int MOST_NAMES = 200;

  private final TraceBuilder out;
  private final Map<String, Long> counts = new TreeMap<>();
  private long firstOffset = -1;

  Ignored(TraceBuilder out) {
    this.out = out;
  }

  static boolean isOfTrace(int field) {
    return OF_TRACE.contains(field);
  }

  void packet(int field, long offset) {
    add(NAMES.getOrDefault(field, "field " + field), offset);
  }

  /** Counts something that is not read. */
  void add(String name, long offset) {
    firstOffset = firstOffset < 0 ? offset : firstOffset;
    counts.merge(
        counts.size() < MOST_NAMES || counts.containsKey(name) ? name : "others", 1L, Long::sum);
  }

  /** Tells of all of them. */
  void finish() {
    if (counts.isEmpty()) {
      return;
    }
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    StringBuilder detail = new StringBuilder();
    StringBuilder json = new StringBuilder("{");
    counts.forEach((name, count) -> {
      detail.append(detail.isEmpty() ? "" : ", ").append(name).append(" ×").append(count);
      json.append(json.length() > 1 ? ", " : "").append('"').append(name).append("\": ");
      json.append(count);
    });
    out.problems().add(ProblemCode.PACKET_IGNORED, firstOffset, all, detail.toString());
    out.putMetadata("ignored_packets", json.append('}').toString());
  }
}
