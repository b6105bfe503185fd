package dev.plumb.present.text;

import dev.plumb.explain.base.Texts;
import dev.plumb.profile.MetricUnit;
import java.util.Locale;
import java.util.Map;

/** Values of hardware counters as people read them; outputs for programs have the raw ones. */
final class MeasuredText {
  /** Beyond it a long has no room, or nobody reads the digits. */
  private static final double MOST = 1e18;

  private static final String BYTE = "byte";

  /** What rocprof writes without a unit: KiB. */
  private static final Map<String, Double> UNITLESS_BYTES =
      Map.of("FETCH_SIZE", 1024.0, "WRITE_SIZE", 1024.0);

  private static final String[] DECIMAL = {"", "k", "M", "G", "T"};

  private MeasuredText() {}

  /** A value of a metric in the unit that fits. */
  static String of(String metric, double value, String unit) {
    if (!(Math.abs(value) < MOST)) {
      String text =
          Double.isInfinite(value) ? "" + value : String.format(Locale.ROOT, "%.2e", value);
      return (text + " " + unit).strip();
    }
    MetricUnit known = MetricUnit.of(unit);
    if (known.isTime() && Math.abs(value * known.factor()) < MOST) {
      return Plain.time(Math.round(value * known.factor()));
    }
    boolean hasBytes = known.base().startsWith(BYTE);
    Double bytes =
        unit.isEmpty() ? UNITLESS_BYTES.get(metric) : hasBytes ? (Double) known.factor() : null;
    if (bytes != null && Math.abs(value * bytes) < MOST) {
      String each = hasBytes ? known.base().substring(BYTE.length()) : "";
      return each.equals("/second")
          ? decimal(value * bytes) + "B/s"
          : Plain.bytes(Math.round(value * bytes)) + each;
    }
    if (known.base().equals("hz")) {
      return decimal(value * known.factor()) + "Hz";
    }
    if (unit.equals("%") || unit.isEmpty() && metric.contains("Percent")) {
      boolean little = value != 0 && Math.abs(value) < 0.05;
      return (little ? Texts.significant(value) : String.format(Locale.ROOT, "%.1f", value)) + " %";
    }
    return (number(value) + " " + unit).strip();
  }

  private static String decimal(double value) {
    int power = 0;
    double scaled = value;
    while (Math.abs(scaled) >= 999.5 && power < DECIMAL.length - 1) {
      scaled /= 1000;
      power++;
    }
    return Texts.significant(scaled) + " " + DECIMAL[power];
  }

  /** Four digits, and all of those before the point; whole numbers as such. */
  static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < MOST || size >= 1000 && size < MOST) {
      return Plain.count(Math.round(value));
    }
    return size >= 1 && size < MOST
        ? String.format(Locale.ROOT, size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.3f", value)
        : size >= 1e-4 && size < 1
            ? String.format(Locale.ROOT, "%.4g", value)
            : Texts.significant(value);
  }
}
