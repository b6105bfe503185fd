package dev.plumb.present.diff;

import dev.plumb.present.text.Plain;
import dev.plumb.profile.diff.Change;
import java.util.Locale;

/** Values and changes as people read them. */
public final class Values {
  private Values() {}

  /** A value in its unit: "18.4 ms", "1.90 GiB", "1,428", "483.2". */
  public static String value(double value, String unit) {
    return switch (unit) {
      case "ns" -> Plain.time(Math.round(value));
      case "bytes" -> Plain.bytes(Math.round(value));
      default ->
          value == Math.rint(value)
              ? Plain.count((long) value)
              : String.format(Locale.ROOT, "%,.1f", value);
    };
  }

  /** A difference: "+1.20 ms", "-3", or "=" for none. */
  public static String signed(double difference, String unit) {
    return difference == 0 ? "=" : (difference > 0 ? "+" : "-") + value(Math.abs(difference), unit);
  }

  /**
   * A change as a share of the base: "+5.1 %", "×12" from ten times on; empty where the base is 0
   * or nothing changed.
   */
  public static String percent(Change change) {
    double relative = change.relative();
    if (relative == 0 || Double.isInfinite(relative)) {
      return "";
    }
    return Math.abs(relative) >= 9
        ? String.format(Locale.ROOT, "×%.0f", relative + 1)
        : String.format(Locale.ROOT, "%+.1f %%", 100 * relative);
  }

  /** "18.4 ms → 20.1 ms". */
  public static String fromTo(Change change, String unit) {
    return value(change.base(), unit) + " → " + value(change.fresh(), unit);
  }
}
