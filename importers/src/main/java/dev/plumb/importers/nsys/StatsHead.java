package dev.plumb.importers.nsys;

import dev.plumb.importers.csv.CsvReader;
import java.util.List;
import java.util.Locale;

/**
 * The columns of a report. Names carry their unit ({@code Start (ns)}), which {@code --timeunit}
 * changes, and the words of the summaries changed over the years.
 */
final class StatsHead {
  /** Which table of ours a report goes to. */
  enum Kind {
    /** Kernels, copies and fills in time. */
    GPU_TRACE,
    /** API calls in time. */
    API_TRACE,
    /** NVTX ranges in time. */
    RANGE_TRACE,
    /** Sums by kernel, call, copy or range. */
    SUM
  }

  final Kind kind;
  final int start;
  final int end;
  final int duration;
  final int name;

  /** Decimal places from the unit of times to nanoseconds. */
  final int power;

  /** Of sums: total time and number. */
  final int total;

  final int count;
  final boolean range;
  final boolean call;
  final boolean operation;

  StatsHead(List<String> columns, CsvReader reader) {
    start = starting(columns, "start (");
    end = starting(columns, "end (");
    duration = starting(columns, "duration (");
    total = starting(columns, "total time (");
    count = reader.column("Instances", "Num Calls", "Count", "Operations", "Calls");
    name = reader.column("Name", "Operation", "Range");
    range = reader.column("Range") >= 0;
    call = reader.column("Num Calls", "Calls") >= 0;
    operation = reader.column("Operation") >= 0;
    kind =
        total >= 0
            ? Kind.SUM
            : reader.column("Strm", "GrdX") >= 0
                ? Kind.GPU_TRACE
                : reader.column("Result", "CorrID", "CorrId") >= 0
                    ? Kind.API_TRACE
                    : Kind.RANGE_TRACE;
    power = power(columns.get(total >= 0 ? total : start));
  }

  /** Whether a line is the head of a report that is read. */
  static boolean isHead(String line) {
    String plain = line.replace("\"", "").replace("\uFEFF", "").strip();
    String lower = plain.toLowerCase(Locale.ROOT);
    return lower.startsWith("time (%),total time (")
        || lower.startsWith("time(%),total time (")
        || lower.startsWith("start (") && lower.contains(",duration (") && lower.contains(",name");
  }

  /** Whether the row at hand begins a report. */
  static boolean isHead(CsvReader reader) {
    String first = reader.string(0);
    if (!first.startsWith("Start (") && !first.startsWith("Time")) {
      return false;
    }
    StringBuilder line = new StringBuilder(first);
    for (int i = 1; i < Math.min(reader.size(), 100); i++) {
      line.append(',').append(reader.string(i));
    }
    return isHead(line.toString());
  }

  private static int starting(List<String> columns, String beginning) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).toLowerCase(Locale.ROOT).startsWith(beginning)) {
        return i;
      }
    }
    return -1;
  }

  private static int power(String column) {
    return switch (column.substring(column.indexOf('(') + 1).replace(")", "").strip()) {
      case "us", "usec", "μs" -> 3;
      case "ms", "msec" -> 6;
      case "s", "sec" -> 9;
      default -> 0;
    };
  }
}
