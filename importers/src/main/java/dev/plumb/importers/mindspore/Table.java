package dev.plumb.importers.mindspore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What table a file is, by the columns that it begins with. */
enum Table {
  STEP_TRACE("step_num", "start_point", "end_point", "total", "fp_point", "bp_point"),
  HCCL("step_num", "communication_cost", "wait_cost", "link_info", "communication_operator_cost"),
  CLUSTER("computation_time", "communication_alone_time");

  private final List<String> columns;

  Table(String... columns) {
    this.columns = List.of(columns);
  }

  /** The table with such a head; null if it is none of these. */
  static @Nullable Table of(List<String> head) {
    for (Table table : values()) {
      int count = table.columns.size();
      if (head.size() >= count && head.subList(0, count).equals(table.columns)) {
        return table;
      }
    }
    return null;
  }

  /** Its file's usual name, as the category of its rows. */
  String category() {
    return switch (this) {
      case STEP_TRACE -> "step_trace_raw";
      case HCCL -> "hccl_raw";
      case CLUSTER -> "ascend_cluster_analyse";
    };
  }
}
