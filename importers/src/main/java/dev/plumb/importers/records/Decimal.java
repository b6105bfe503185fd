package dev.plumb.importers.records;

import dev.plumb.trace.Times;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Reads decimal numbers exactly, as a whole number times a power of ten: no {@code double} on the
 * way. One object is used for many numbers.
 */
public final class Decimal {
  /** More digits than this are rounded half to even: they come from binary fractions. */
  private static final int MAX_DIGITS = 18;

  /** Larger exponents are those of no time, weight or count. */
  private static final int MAX_EXPONENT = 40;

  private static final long MAX_NS = 4_000_000_000_000_000_000L;

  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  /** The digits of the last number as a whole number, without zeros at its end. */
  private long mantissa;

  private int exponent;
  private boolean rounded;
  private char[] scratch = new char[32];

  /** Digits of the last number, with its sign. */
  public long mantissa() {
    return mantissa;
  }

  /** Power of ten that {@link #mantissa} is multiplied with. */
  public int exponent() {
    return exponent;
  }

  /** Whether the last call of {@link #read} or {@link #scaled} dropped digits. */
  public boolean rounded() {
    return rounded;
  }

  /** Reads {@code [from, to)}; false if that is no number, or one beyond all measure. */
  public boolean read(byte[] text, int from, int to) {
    int length = to - from;
    if (length > scratch.length) {
      if (length > 1000) {
        return false;
      }
      scratch = new char[length];
    }
    for (int i = 0; i < length; i++) {
      scratch[i] = (char) (text[from + i] & 0xFF);
    }
    return read(scratch, 0, length);
  }

  /** Reads {@code [from, to)}; false if that is no number, or one beyond all measure. */
  public boolean read(char[] text, int from, int to) {
    rounded = false;
    int at = from;
    boolean negative = at < to && text[at] == '-';
    if (negative || at < to && text[at] == '+') {
      at++;
    }
    long value = 0;
    int digits = 0;
    int fraction = 0;
    boolean point = false;
    int first = at;
    for (; at < to; at++) {
      char c = text[at];
      if (c >= '0' && c <= '9') {
        value = value * 10 + (c - '0');
        digits += value == 0 ? 0 : 1;
        fraction += point ? 1 : 0;
        if (digits > MAX_DIGITS) {
          return slow(text, from, to);
        }
      } else if (c == '.' && !point) {
        point = true;
      } else {
        return slow(text, from, to);
      }
    }
    if (at - first - (point ? 1 : 0) <= 0) {
      return false;
    }
    mantissa = negative ? -value : value;
    exponent = -fraction;
    strip();
    return true;
  }

  private void strip() {
    if (mantissa == 0) {
      exponent = 0;
      return;
    }
    while (exponent < 0 && mantissa % 10 == 0) {
      mantissa /= 10;
      exponent++;
    }
  }

  private boolean slow(char[] text, int from, int to) {
    if (to - from > 1000) {
      return false;
    }
    BigDecimal exact;
    try {
      exact = new BigDecimal(text, from, to - from);
    } catch (NumberFormatException e) {
      return false;
    }
    long magnitude = (long) exact.precision() - exact.scale();
    if (exact.signum() == 0 || magnitude < -MAX_EXPONENT) {
      rounded = exact.signum() != 0;
      mantissa = 0;
      exponent = 0;
      return true;
    }
    if (magnitude > MAX_EXPONENT) {
      return false;
    }
    BigDecimal kept = exact.round(new java.math.MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN));
    rounded = kept.compareTo(exact) != 0;
    mantissa = kept.unscaledValue().longValueExact();
    exponent = -kept.scale();
    strip();
    return true;
  }

  /** The last number times a power of ten; see {@link #scaled(long, int, int)}. */
  public long scaled(int power) {
    boolean before = rounded;
    long value = scaled(mantissa, exponent, power);
    rounded |= before;
    return value;
  }

  /**
   * The last number as a time in nanoseconds, {@link Times#NONE} if it is further from zero than
   * 126 years: sums and differences of times must fit.
   */
  public long nanos(int power) {
    long ns = scaled(power);
    return Math.abs(ns) > MAX_NS ? Times.NONE : ns;
  }

  /**
   * {@code mantissa × 10^(exponent + power)}, rounded half to even.
   *
   * @return {@link Times#NONE} if that does not fit
   */
  public long scaled(long mantissa, int exponent, int power) {
    rounded = false;
    int by = exponent + power;
    if (mantissa == 0 || by == 0) {
      return mantissa;
    }
    if (by > 0) {
      if (by >= POWERS.length) {
        return Times.NONE;
      }
      long high = Math.multiplyHigh(mantissa, POWERS[by]);
      long low = mantissa * POWERS[by];
      return high == low >> 63 ? low : Times.NONE;
    }
    if (-by >= POWERS.length) {
      rounded = true;
      return 0;
    }
    long unit = POWERS[-by];
    long whole = mantissa / unit;
    long rest = Math.abs(mantissa % unit);
    rounded = rest != 0;
    boolean up = rest > unit / 2 || rest == unit / 2 && (whole & 1) != 0;
    return !up ? whole : mantissa < 0 ? whole - 1 : whole + 1;
  }
}
