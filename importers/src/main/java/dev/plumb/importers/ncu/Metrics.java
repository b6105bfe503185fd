package dev.plumb.importers.ncu;

import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;

/** Takes printed metrics into an execution. */
final class Metrics {
  private static final String DURATION = "gpu__time_duration.sum";

  private final StringPool strings;
  private final Numbers numbers;

  Metrics(StringPool strings, Numbers numbers) {
    this.strings = strings;
    this.numbers = numbers;
  }

  /** Adds a metric as printed, and remembers the kernel's duration if it is that. */
  void add(Execution to, String name, String unit, String value) {
    String text = value.strip();
    if (name.isEmpty() || text.isEmpty()) {
      return;
    }
    int nameId = strings.intern(name);
    int unitId = unit.isEmpty() ? Ids.NONE : strings.intern(unit);
    // Kernels are timed in whole nanoseconds.
    boolean isWhole = unit.equals("ns") || unit.equals("nsecond");
    numbers.learn(text, isWhole && (isDuration(name) || name.equals(DURATION)));
    long duration = durationOf(to, name, unit, text);
    double number = numbers.real(text);
    if (Double.isNaN(number) && !isNothing(text)) {
      to.text(nameId, unitId, strings.intern(text));
    } else {
      to.number(nameId, unitId, number);
    }
    to.durationNs = duration == Times.NONE ? to.durationNs : duration;
  }

  /** The kernel's duration if the metric is that, and none better was there before. */
  private long durationOf(Execution to, String name, String unit, String text) {
    boolean best = name.equals(DURATION);
    boolean first = to.durationNs == Times.NONE && isDuration(name);
    return best || first ? numbers.nanoseconds(text, unit) : Times.NONE;
  }

  /** A number as printed; NaN if it is none. */
  double real(String text) {
    return numbers.real(text);
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
