package dev.plumb.explain.gate;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much is allowed.
 *
 * @param value in the unit of the figure, or in percent
 * @param percent whether it is a share of the base, in percent
 */
public record Amount(double value, boolean percent) {
  private static final Pattern FORM =
      Pattern.compile("\\s*(\\d+(?:\\.\\d+)?|\\.\\d+)\\s*([A-Za-z%µ]*)\\s*");

  /** Larger units by name, in nanoseconds or bytes. */
  private static final Map<String, Map<String, Double>> UNITS =
      Map.of("ns", times(), "bytes", bytes(), "", Map.of());

  private static Map<String, Double> times() {
    Map<String, Double> units = new LinkedHashMap<>();
    units.put("ns", 1.0);
    units.put("us", 1e3);
    units.put("µs", 1e3);
    units.put("ms", 1e6);
    units.put("s", 1e9);
    units.put("min", 60e9);
    return units;
  }

  private static Map<String, Double> bytes() {
    Map<String, Double> units = new LinkedHashMap<>();
    double factor = 1;
    for (String prefix : new String[] {"", "K", "M", "G", "T"}) {
      units.put(prefix + "B", factor);
      units.put(prefix + "iB", factor);
      units.put(prefix, factor);
      factor *= 1024;
    }
    return units;
  }

  /**
   * Reads {@code 5%}, {@code 40ms}, {@code 1.5GiB}, {@code 1200}; units of bytes are powers of
   * 1024, and a number alone is in nanoseconds, bytes or pieces.
   *
   * @param unit "ns", "bytes" or ""
   * @param share whether percent may stand there
   * @throws IllegalArgumentException with what is wrong, for people
   */
  public static Amount parse(String text, String unit, boolean share) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no amount such as " + examples(unit, share));
    }
    double number = Double.parseDouble(form.group(1));
    String suffix = form.group(2);
    if (suffix.equals("%")) {
      if (!share) {
        throw new IllegalArgumentException("a share such as '" + text + "' has no meaning here");
      }
      return new Amount(number, true);
    }
    Double factor =
        suffix.isEmpty() ? Double.valueOf(1) : UNITS.getOrDefault(unit, Map.of()).get(suffix);
    if (factor == null) {
      throw new IllegalArgumentException(
          "'" + suffix + "' is no unit here; write " + examples(unit, share));
    }
    return new Amount(number * factor, false);
  }

  private static String examples(String unit, boolean share) {
    String example =
        switch (unit) {
          case "ns" -> "40ms";
          case "bytes" -> "1.5GiB";
          default -> "1200";
        };
    return share ? "5% or " + example : example;
  }

  /** The amount as a value of the figure's unit, of what the base has. */
  double of(double base) {
    return percent ? base * value / 100 : value;
  }

  @Override
  public String toString() {
    return percent ? String.format(Locale.ROOT, "%s %%", plain()) : plain();
  }

  private String plain() {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.valueOf(value);
  }
}
