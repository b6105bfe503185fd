package dev.plumb.explain.base;

import java.util.Locale;
import java.util.regex.Pattern;

/** Figures as people read them, the same in every locale. */
public final class Texts {
  private static final int MOST_DIGITS = 9;

  private static final Pattern CONSONANT_Y = Pattern.compile("[^aeiou]y$");
  private static final Pattern SIBILANT = Pattern.compile("(s|x|z|ch|sh)$");

  /** Characters of a name. */
  private static final int MOST_IN_TITLE = 90;

  /** So many digits before and behind the point still fit a long. */
  private static final double MOST_EXACT = 1e9;

  private Texts() {}

  /** {@code 12.3 %}; what is there and rounds to nothing is {@code <0.1 %}. */
  public static String percent(double share) {
    return share > 0 && share < 0.0005 ? "<0.1 %" : fixed(100 * share, 1) + " %";
  }

  /** {@code part} of {@code whole} in percent; 0 of 0 is 0. */
  public static String share(long part, long whole) {
    return percent(whole == 0 ? 0 : (double) part / whole);
  }

  /** Milliseconds with three digits behind the point. */
  public static String ms(long ns) {
    return fixed(ns / 1e6, 3);
  }

  /**
   * A duration in the unit that fits: below a second milliseconds to the microsecond, else seconds,
   * minutes or hours of three significant digits.
   */
  public static String time(long ns) {
    double seconds = ns / 1e9;
    double size = Math.abs(seconds);
    if (size < 1) {
      return ms(ns) + " ms";
    }
    return size < 120
        ? significant(seconds) + " s"
        : size < 120 * 60 ? significant(seconds / 60) + " min" : significant(seconds / 3600) + " h";
  }

  /** Microseconds with one digit behind the point. */
  public static String us(long ns) {
    return fixed(ns / 1e3, 1);
  }

  /** At least three significant digits, never with an exponent. */
  public static String significant(double value) {
    double size = Math.abs(value);
    int digits = size >= 100 || size == 0 ? 0 : 2 - (int) Math.floor(Math.log10(size));
    return digits < MOST_DIGITS ? fixed(value, digits) : String.format(Locale.ROOT, "%.2e", value);
  }

  /** As {@code %.nf}; tables have thousands of these, and a formatter takes its time. */
  private static String fixed(double value, int digits) {
    if (!(Math.abs(value) < MOST_EXACT)) {
      return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
    long unit = 1;
    for (int i = 0; i < digits; i++) {
      unit *= 10;
    }
    long scaled = Math.round(Math.abs(value) * unit);
    StringBuilder text = new StringBuilder(value < 0 && scaled > 0 ? "-" : "");
    text.append(scaled / unit);
    if (digits > 0) {
      String rest = String.valueOf(scaled % unit);
      text.append('.').append("0".repeat(digits - rest.length())).append(rest);
    }
    return text.toString();
  }

  /** Four significant digits. */
  public static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  /** A name as people are shown it: an empty one would be a hole. What is data stays empty. */
  public static String named(String name) {
    return name.isBlank() ? "[no name]" : name;
  }

  /**
   * What of a kernel's signature fits a title: no return type, no arguments of templates or of the
   * function. Other texts that are too long are cut in the middle.
   */
  public static String kernel(String name) {
    String text = named(name).replace("(anonymous namespace)::", "").replace("<unnamed>::", "");
    int open = text.indexOf('<');
    if (text.startsWith("void ") && open > 0) {
      text = text.substring("void ".length(), open);
    } else if (text.length() > MOST_IN_TITLE && open > 0 && text.indexOf("::") >= 0) {
      text = text.substring(0, open);
    }
    int over = text.length() - MOST_IN_TITLE;
    return over <= 0
        ? text
        : text.substring(0, MOST_IN_TITLE * 2 / 3)
            + "…"
            + text.substring(text.length() - MOST_IN_TITLE / 3);
  }

  /** {@code 1 kernel}, {@code 3 kernels}, {@code 2 copies}. */
  public static String count(long count, String one) {
    return count + " " + plural(count, one);
  }

  /** What agrees with a count: {@code takes} of one, {@code take} of several. */
  public static String word(long count, String one, String many) {
    return count == 1 ? one : many;
  }

  /** A noun, or the end of one in several words, as it stands behind a count. */
  public static String plural(long count, String one) {
    if (count == 1) {
      return one;
    }
    return CONSONANT_Y.matcher(one).find()
        ? one.substring(0, one.length() - 1) + "ies"
        : one + (SIBILANT.matcher(one).find() ? "es" : "s");
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
