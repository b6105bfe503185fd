package dev.plumb.importers.ncu;

import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;

/** Takes printed metrics into an execution. */
final class Metrics {
  private Metrics() {}

  /** Adds a metric as printed, and remembers the kernel's duration if it is that. */
  static void add(Execution to, StringPool strings, String name, String unit, String value) {
    String text = value.strip();
    if (name.isEmpty() || text.isEmpty()) {
      return;
    }
    int nameId = strings.intern(name);
    int unitId = unit.isEmpty() ? Ids.NONE : strings.intern(unit);
    double number = Numbers.real(text);
    if (Double.isNaN(number) && !isNothing(text)) {
      to.text(nameId, unitId, strings.intern(text));
    } else {
      to.number(nameId, unitId, number);
    }
    boolean first = to.durationNs == Times.NONE && isDuration(name);
    if (first || name.equals("gpu__time_duration.sum")) {
      long duration = Numbers.nanoseconds(text, unit);
      to.durationNs = duration == Times.NONE ? to.durationNs : duration;
    }
  }

  private static boolean isDuration(String name) {
    return switch (name) {
      case "Duration", "gpu__time_duration.avg", "gpu__time_duration.max" -> true;
      default -> false;
    };
  }

  /** Whether a text says that there is no value. */
  private static boolean isNothing(String text) {
    return switch (text) {
      case "nan", "NaN", "-nan", "n/a", "N/A", "(!) nan", "(!) n/a", "no data" -> true;
      default -> false;
    };
  }
}
