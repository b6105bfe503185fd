package dev.plumb.importers.csv;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Decimal numbers as texts, read to the last digit. */
public final class Decimals {
  private static final int LONGEST = 64;

  /** So many digits fit a {@code long} whatever they are. */
  private static final int SAFE_DIGITS = 18;

  private Decimals() {}

  /**
   * The number in {@code text[from, to)} times {@code 10^power}, rounded half to even.
   *
   * @param absent what stands for anything that is no number, or does not fit
   */
  public static long scaled(byte[] text, int from, int to, int power, long absent) {
    while (from < to && isSpace(text[from])) {
      from++;
    }
    while (from < to && isSpace(text[to - 1])) {
      to--;
    }
    int at = from < to && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
    long value = 0;
    int digits = 0;
    int fraction = -1;
    for (int i = at; i < to; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9 && ++digits <= SAFE_DIGITS) {
        value = value * 10 + digit;
        fraction += fraction >= 0 ? 1 : 0;
      } else if (text[i] == '.' && fraction < 0) {
        fraction = 0;
      } else {
        return slow(text, from, to, power, absent);
      }
    }
    int zeros = power - Math.max(fraction, 0);
    if (digits == 0 || zeros < 0 || digits + zeros > SAFE_DIGITS) {
      return slow(text, from, to, power, absent);
    }
    for (int i = 0; i < zeros; i++) {
      value *= 10;
    }
    return text[from] == '-' ? -value : value;
  }

  /** Exponents, many digits, digits to round. */
  private static long slow(byte[] text, int from, int to, int power, long absent) {
    if (from >= to || to - from > LONGEST) {
      return absent;
    }
    try {
      BigDecimal number =
          new BigDecimal(new String(text, from, to - from, StandardCharsets.ISO_8859_1));
      // A gigantic exponent would make gigabytes of digits.
      if (Math.abs((long) number.precision() - number.scale()) > 40 || number.scale() > 400) {
        return number.signum() == 0 || number.precision() - number.scale() < -40 ? 0 : absent;
      }
      return number.scaleByPowerOfTen(power).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
    } catch (NumberFormatException e) {
      return absent;
    } catch (ArithmeticException e) {
      return absent; // does not fit
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }
}
