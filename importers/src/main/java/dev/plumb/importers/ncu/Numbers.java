package dev.plumb.importers.ncu;

import dev.plumb.importers.csv.Decimals;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Times;
import java.nio.charset.StandardCharsets;

/**
 * Numbers as {@code ncu} prints them, in the way of the machine's language: {@code 1,234.5} or
 * {@code 1.234,5}. Which one it is shows at the first number that can be only one of them; until
 * then it is the first, {@code ncu}'s default.
 */
final class Numbers {
  private static final int LONGEST = 64;

  private final Problems problems;
  private boolean proven;
  private boolean commaIsDecimal;

  /** Numbers that could be either, while nothing was proven. */
  private long ambiguous;

  Numbers(Problems problems) {
    this.problems = problems;
  }

  /** A whole number without separators; {@link Ids#ABSENT} for anything else. */
  static long whole(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Decimals.scaled(bytes, 0, bytes.length, 0, Ids.ABSENT);
  }

  /** A number; NaN for anything else. */
  double real(String text) {
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
  long nanoseconds(String text, String unit) {
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

  /** Takes separators of thousands out and makes a decimal comma a point. */
  private String plain(String text) {
    String value = text.strip().replace("\u00a0", "").replace("\u202f", "").replace("'", "");
    int comma = value.lastIndexOf(',');
    int point = value.lastIndexOf('.');
    if (comma < 0 && point < 0) {
      return value;
    }
    if (commaIsDecimal) {
      return value.replace(".", "").replace(',', '.');
    }
    return value.replace(",", "");
  }

  /**
   * Looks for proof of either way; one separator with three digits after it is none.
   *
   * @param isWhole whether the number can only be a whole one
   */
  void learn(String text, boolean isWhole) {
    String value = text.strip();
    int comma = value.lastIndexOf(',');
    int point = value.lastIndexOf('.');
    if (proven || (comma < 0 && point < 0) || !isNumber(value.replace(",", ""))) {
      return;
    }
    boolean severalPoints = value.indexOf('.') < point;
    boolean severalCommas = value.indexOf(',') < comma;
    if (comma >= 0 && point >= 0) {
      proven(comma > point);
    } else if (severalPoints || severalCommas) {
      proven(severalPoints);
    } else if (!isThousands(value, Math.max(comma, point))) {
      proven(comma >= 0);
    } else if (isWhole) {
      proven(point >= 0);
    } else {
      ambiguous++;
    }
  }

  /** Whether a separator at {@code at} could separate thousands. */
  private static boolean isThousands(String value, int at) {
    int digits = value.startsWith("-") ? at - 1 : at;
    boolean zero = value.charAt(at - digits) == '0';
    return value.length() - at == 4 && digits >= 1 && digits <= 3 && !zero;
  }

  private void proven(boolean decimal) {
    proven = true;
    commaIsDecimal = decimal;
    if (decimal && ambiguous > 0) {
      problems.add(ProblemCode.NUMBER_AMBIGUOUS, Problems.NO_OFFSET, ambiguous);
    }
  }
}
