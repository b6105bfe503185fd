package dev.plumb.importers.ascend;

import dev.plumb.importers.records.Sums;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;

/**
 * {@code analysis.db}: sums of steps and of collectives, as samples without times. Their quantity
 * is none that is added up: they say again, summed, what the recording says.
 */
final class AnalysisReader {
  private static final double NS_PER_US = 1e3;
  private static final double NS_PER_MS = 1e6;
  private static final double BYTES_PER_MB = 1e6;

  private final Context context;
  private final Sums sums;

  AnalysisReader(Context context) {
    this.context = context;
    this.sums = new Sums(context.out);
  }

  void read() {
    steps();
    sums(
        "CommAnalyzerTime",
        new String[] {"step", "hccl_op_name", "group_name"},
        new String[] {
          "elapse_time", "transit_time", "wait_time", "synchronization_time", "idle_time"
        },
        "ns",
        NS_PER_MS);
    sums(
        "CommAnalyzerBandwidth",
        new String[] {"step", "hccl_op_name", "transport_type", "package_size"},
        new String[] {"count"},
        "",
        1);
    String[] link = {"step", "hccl_op_name", "op_name", "src_rank", "dst_rank", "transport_type"};
    sums("CommAnalyzerMatrix", link, new String[] {"transit_size"}, "bytes", BYTES_PER_MB);
  }

  private void steps() {
    sums(
        "StepTraceTime",
        new String[] {"step"},
        new String[] {
          "computing",
          "communication",
          "communication_not_overlapped",
          "overlapped",
          "free",
          "stage",
          "bubble",
          "preparing"
        },
        "ns",
        NS_PER_US);
  }

  /** Each row is a stack of its labels below the table, with a sample for each value. */
  private void sums(String table, String[] labels, String[] values, String unit, double scale) {
    String[] columns = new String[labels.length + values.length];
    System.arraycopy(labels, 0, columns, 0, labels.length);
    System.arraycopy(values, 0, columns, labels.length, values.length);
    int category = context.strings.intern(table);
    Rows rows = context.file.rows(table, columns);
    while (rows.next()) {
      context.out.countEvent(category);
      int stack = context.out.stacks().row(Ids.NONE, frame(table));
      for (int i = 0; i < labels.length; i++) {
        String label = rows.string(i);
        if (label != null && !label.isEmpty()) {
          stack = context.out.stacks().row(stack, frame(label));
        }
      }
      for (int i = 0; i < values.length; i++) {
        double value = rows.real(labels.length + i, Double.NaN) * scale;
        if (Math.abs(value) < 1L << 53) { // false for NaN, too
          sums.add(stack, values[i], unit, Math.round(value));
        }
      }
    }
  }

  private int frame(String name) {
    String cut = name.length() > 1024 ? name.substring(0, 1024) : name;
    return context.out.frames().row(CodeKind.SCOPE, context.strings.intern(cut));
  }
}
