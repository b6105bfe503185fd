package dev.plumb.importers.ascendcsv;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What table a file is, by columns that no other one has together. */
enum Table {
  KERNEL_DETAILS("Name", "Accelerator Core", "Start Time(us)", "Duration(us)"),
  OP_SUMMARY("Op Name", "Task Type", "Task Start Time(us)", "Task Duration(us)"),
  OPERATOR_DETAILS("Name", "Host Self Duration(us)", "Device Self Duration(us)"),
  OPERATOR_MEMORY("Name", "Size(KB)", "Allocation Time(us)", "Release Time(us)"),
  MEMORY_RECORD("Component", "Timestamp(us)", "Total Allocated(MB)", "Device Type"),
  MODULE_MEMORY("Component", "Timestamp(us)", "Total Reserved(MB)", "Device"),
  L2_CACHE("Task Id", "Hit Rate", "Victim Rate", "Op Name"),
  STEP_TRACE_TIME("Step", "Computing", "Communication(Not Overlapped)", "Free"),
  API_STATISTIC("Level", "API Name", "Time(us)", "Count"),
  OP_STATISTIC("OP Type", "Core Type", "Count", "Total Time(us)");

  private final List<String> columns;

  Table(String... columns) {
    this.columns = List.of(columns);
  }

  /** The table with such a head; null if it is none of these. */
  static @Nullable Table of(List<String> head) {
    for (Table table : values()) {
      if (head.containsAll(table.columns)) {
        return table;
      }
    }
    return null;
  }

  /** Its file's usual name, as the category of its rows. */
  String category() {
    return switch (this) {
      case KERNEL_DETAILS -> "kernel_details";
      case OP_SUMMARY -> "op_summary";
      case OPERATOR_DETAILS -> "operator_details";
      case OPERATOR_MEMORY -> "operator_memory";
      case MEMORY_RECORD -> "memory_record";
      case MODULE_MEMORY -> "npu_module_mem";
      case L2_CACHE -> "l2_cache";
      case STEP_TRACE_TIME -> "step_trace_time";
      case API_STATISTIC -> "api_statistic";
      case OP_STATISTIC -> "op_statistic";
    };
  }
}
