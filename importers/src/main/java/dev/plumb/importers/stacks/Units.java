package dev.plumb.importers.stacks;

import dev.plumb.trace.MeasureTable;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.io.JsonStringEncoder;

/** Units and names of values, as profilers write them, to {@link Quantity} and whole units. */
public final class Units {
  private static final List<String> WAITS =
      List.of(
          "delay",
          "lock",
          "block",
          "wait",
          "park",
          "sleep",
          "monitor",
          "pinned",
          "jdk.socket",
          "jdk.file");

  private Units() {}

  /** The power of ten from a unit of time to nanoseconds; −1 for what is no time. */
  public static int nanosPower(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "nanoseconds", "nanosecond", "ns", "nanos" -> 0;
      case "microseconds", "microsecond", "us", "µs", "micros" -> 3;
      case "milliseconds", "millisecond", "ms", "millis" -> 6;
      case "seconds", "second", "s", "sec" -> 9;
      default -> -1;
    };
  }

  /** What a name says about a time; {@link Quantity#WALL_NS} if nothing. */
  public static Quantity time(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.contains("wall")) {
      return Quantity.WALL_NS;
    }
    if (lower.contains("cpu") || lower.startsWith("task-clock")) {
      return Quantity.CPU_NS;
    }
    if (lower.contains("kernel")) {
      return Quantity.KERNEL_NS;
    }
    if (lower.contains("gpu")) {
      return Quantity.OTHER; // kernels and copies together
    }
    return WAITS.stream().anyMatch(lower::contains) ? Quantity.WAIT_NS : Quantity.WALL_NS;
  }

  /** What a name says about a count. */
  public static Quantity count(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("pc") || lower.equals("pc samples")) {
      return Quantity.PC_SAMPLES;
    }
    boolean samples = lower.equals("sample") || lower.endsWith("samples");
    return samples || lower.equals("count") ? Quantity.SAMPLES : Quantity.OTHER;
  }

  /** What a name says about bytes: sizes of what is in use are no allocations. */
  public static Quantity bytes(String name) {
    return name.toLowerCase(Locale.ROOT).contains("alloc") ? Quantity.ALLOC_BYTES : Quantity.OTHER;
  }

  /** The row of a measure in {@link MeasureTable}. */
  public static int measure(TraceBuilder out, Quantity quantity, String name, String unit) {
    return out.measures().row(quantity, out.strings().intern(name), out.strings().intern(unit));
  }

  /** The row of the measure that counts samples. */
  public static int samples(TraceBuilder out) {
    return measure(out, Quantity.SAMPLES, "samples", "");
  }

  /** A text as JSON. */
  public static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }

  /** The unit of values that were multiplied with a power of ten to be whole: {@code 1e-3}. */
  public static String fraction(int digits) {
    return digits == 0 ? "" : "1e-" + digits;
  }
}
