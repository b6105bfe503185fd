package dev.plumb.importers.ncu;

import dev.plumb.importers.csv.Decimals;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Times;
import java.nio.charset.StandardCharsets;

/** Numbers as {@code ncu} prints them, in the way of the machine's language. */
final class Numbers {
  private static final int LONGEST = 64;

  private Numbers() {}

  /** A whole number without separators; {@link Ids#ABSENT} for anything else. */
  static long whole(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Decimals.scaled(bytes, 0, bytes.length, 0, Ids.ABSENT);
  }

  /** A number; NaN for anything else. */
  static double real(String text) {
    String plain = plain(text);
    if (!isNumber(plain)) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(plain);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** A duration in nanoseconds, to the last printed digit; {@link Times#NONE} if it is none. */
  static long nanoseconds(String text, String unit) {
    int power =
        switch (unit) {
          case "nsecond", "ns", "nanosecond", "nsec" -> 0;
          case "usecond", "us", "microsecond", "usec" -> 3;
          case "msecond", "ms", "millisecond", "msec" -> 6;
          case "second", "s", "sec" -> 9;
          default -> -1;
        };
    String plain = plain(text);
    if (power < 0 || !isNumber(plain)) {
      return Times.NONE;
    }
    byte[] bytes = plain.getBytes(StandardCharsets.US_ASCII);
    long value = Decimals.scaled(bytes, 0, bytes.length, power, Times.NONE);
    return value < 0 ? Times.NONE : value;
  }

  /** Whether it is made of what a number has, which keeps "NaN", "0x1p3" and "12d" out. */
  private static boolean isNumber(String plain) {
    boolean digit = false;
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      digit |= c >= '0' && c <= '9';
      if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
        return false;
      }
    }
    return digit && plain.length() <= LONGEST;
  }

  /**
   * Takes separators of thousands out and makes a decimal comma a point. One comma with three
   * digits after it separates thousands, as {@code ncu} prints by default.
   */
  static String plain(String text) {
    String value = text.strip().replace("\u00a0", "").replace("\u202f", "").replace("'", "");
    int comma = value.lastIndexOf(',');
    int point = value.lastIndexOf('.');
    if (comma < 0) {
      return value.indexOf('.') == point || !isGrouped(value, '.') ? value : value.replace(".", "");
    }
    if (point > comma) {
      return value.replace(",", "");
    }
    if (point >= 0) {
      return value.replace(".", "").replace(',', '.');
    }
    return isGrouped(value, ',') ? value.replace(",", "") : value.replace(',', '.');
  }

  /** Whether there are three digits after each separator, and one to three before the first. */
  private static boolean isGrouped(String value, char separator) {
    int first = value.indexOf(separator);
    int digits = value.startsWith("-") ? first - 1 : first;
    if (digits < 1 || digits > 3 || value.charAt(first - 1) == '0' && digits == 1) {
      return false;
    }
    for (int at = first; at >= 0; at = value.indexOf(separator, at + 1)) {
      int next = value.indexOf(separator, at + 1);
      if ((next < 0 ? value.length() : next) - at != 4) {
        return false;
      }
    }
    return true;
  }
}
