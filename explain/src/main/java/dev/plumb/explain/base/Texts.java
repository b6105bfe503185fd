package dev.plumb.explain.base;

import java.util.Locale;

/** Figures as people read them, the same in every locale. */
public final class Texts {
  private Texts() {}

  /** {@code 12.3 %}. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** {@code part} of {@code whole} in percent; 0 of 0 is 0. */
  public static String share(long part, long whole) {
    return percent(whole == 0 ? 0 : (double) part / whole);
  }

  /** Milliseconds with three digits behind the point. */
  public static String ms(long ns) {
    return String.format(Locale.ROOT, "%.3f", ns / 1e6);
  }

  /** Microseconds with one digit behind the point. */
  public static String us(long ns) {
    return String.format(Locale.ROOT, "%.1f", ns / 1e3);
  }

  /** Four significant digits. */
  public static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  /** {@code 1 kernel}, {@code 3 kernels}. */
  public static String count(long count, String one) {
    return count + " " + one + (count == 1 ? "" : "s");
  }

  /** {@code 1.50 GiB}. */
  public static String bytes(long bytes) {
    String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    while (Math.abs(value) >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.2f %s", value, units[unit]);
  }
}
