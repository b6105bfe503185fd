package dev.plumb.importers.chrome;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Times;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Numbers of events, read from the text without a {@code double} on the way: a Kineto {@code ts}
 * near 1e15 µs does not fit one to the nanosecond.
 *
 * <p>Both readers accept a number or a number in quotes and answer the position after it, with the
 * value in {@link #value}; an unusable value is skipped and leaves the sentinel there.
 */
final class NumberReader {
  private static final int[] POWERS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  /** Times further from zero than this (126 years) are none: sums and differences must fit. */
  private static final long MAX_NS = 4_000_000_000_000_000_000L;

  /** Result of the last call. */
  long value;

  /** Whether the last {@link #microseconds} had digits below the nanosecond. */
  boolean rounded;

  /** Whether the last {@link #microseconds} was a number, but one that is too large. */
  boolean tooLarge;

  /** Whether the last {@link #microseconds} was below zero; known if it was {@link #tooLarge}. */
  boolean negative;

  /**
   * Reads microseconds as nanoseconds. Digits below the nanosecond are rounded half to even.
   * Unusable text, and times beyond 126 years, give {@link Times#NONE}.
   */
  int microseconds(byte[] buffer, int pos, int limit) {
    rounded = false;
    tooLarge = false;
    int at = pos;
    boolean quoted = buffer[at] == '"';
    if (quoted) {
      at = Json.skipSpace(buffer, at + 1, limit);
    }
    boolean negative = buffer[at] == '-';
    if (negative) {
      at++;
    }
    long word = Json.word(buffer, at);
    int count = Json.digits(word);
    long whole = count == 0 ? 0 : Json.number(word, count);
    int digits = count;
    at += count;
    while (count == 8) {
      word = Json.word(buffer, at);
      count = Json.digits(word);
      if (count > 0) {
        whole = whole * POWERS[count] + Json.number(word, count);
        digits += count;
        at += count;
      }
      if (digits > 18) {
        return slow(buffer, pos, limit);
      }
    }
    long thousandths = 0;
    if (buffer[at] == '.') {
      at++;
      word = Json.word(buffer, at);
      count = Json.digits(word);
      digits += count;
      if (count > 3) {
        return slow(buffer, pos, limit);
      }
      if (count > 0) {
        thousandths = Json.number(word, count) * (long) POWERS[3 - count];
        at += count;
      }
    }
    int next = end(buffer, at, limit, quoted);
    if (next == Json.INCOMPLETE) {
      return next;
    }
    if (next < 0 || digits == 0 || whole > MAX_NS / 1000 - 1) {
      return slow(buffer, pos, limit);
    }
    long ns = whole * 1000 + thousandths;
    value = negative ? -ns : ns;
    return next;
  }

  /** Reads an integer id, also as 12.0 or 12e0; anything else gives {@link Ids#ABSENT}. */
  int integer(byte[] buffer, int pos, int limit) {
    int at = pos;
    boolean quoted = buffer[at] == '"';
    if (quoted) {
      at++;
    }
    boolean negative = buffer[at] == '-';
    if (negative) {
      at++;
    }
    int from = at;
    long word = Json.word(buffer, at);
    int count = Json.digits(word);
    long number = count == 0 ? 0 : Json.number(word, count);
    at += count;
    while (count == 8 && at - from <= 24) {
      word = Json.word(buffer, at);
      count = Json.digits(word);
      if (count > 0) {
        number = number * POWERS[count] + Json.number(word, count);
        at += count;
      }
    }
    int next = end(buffer, at, limit, quoted);
    if (next == Json.INCOMPLETE) {
      return next;
    }
    if (next < 0
        || at == from
        || at - from > 20
        || at - from > 18 && !fits(buffer, from, at, negative)) {
      value = Ids.ABSENT;
      int end = Json.skipValue(buffer, pos, limit);
      if (next < 0 && at > from && (buffer[at] == '.' || (buffer[at] | 0x20) == 'e') && end > 0) {
        value = integral(buffer, quoted ? pos + 1 : pos, quoted ? end - 1 : end);
      }
      return end;
    }
    // Ids up to 2^64 - 1 keep their 64 bits: they are only compared.
    value = negative ? -number : number;
    return next;
  }

  /** An integer that was written as a decimal: tools that keep ids as floating point. */
  private static long integral(byte[] buffer, int from, int to) {
    if (to - from > 40) {
      return Ids.ABSENT;
    }
    try {
      BigDecimal number =
          new BigDecimal(new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
      boolean small = (long) number.precision() - number.scale() <= 20;
      return small ? number.longValueExact() : Ids.ABSENT;
    } catch (ArithmeticException | NumberFormatException e) {
      return Ids.ABSENT;
    }
  }

  /** Position after the number, or BROKEN when something else follows the digits. */
  private static int end(byte[] buffer, int at, int limit, boolean quoted) {
    if (quoted) {
      at = Json.skipSpace(buffer, at, limit);
      if (at >= limit) {
        return Json.INCOMPLETE;
      }
      return buffer[at] == '"' ? at + 1 : Json.BROKEN;
    }
    if (at >= limit) {
      return Json.INCOMPLETE;
    }
    byte b = buffer[at];
    return b == ',' || b == '}' || b == ']' || b >= 0 && b <= ' ' ? at : Json.BROKEN;
  }

  private static boolean fits(byte[] buffer, int from, int to, boolean negative) {
    String digits = new String(buffer, from, to - from, StandardCharsets.US_ASCII);
    try {
      if (negative) {
        Long.parseLong("-" + digits);
      } else {
        Long.parseUnsignedLong(digits);
      }
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Exponents, very long numbers, words: rare, so clarity before speed. */
  private int slow(byte[] buffer, int pos, int limit) {
    value = Times.NONE;
    rounded = false;
    int end = Json.skipValue(buffer, pos, limit);
    if (end < 0 || end - pos > 400 || buffer[pos] == '{' || buffer[pos] == '[') {
      return end;
    }
    boolean quoted = buffer[pos] == '"';
    String text =
        new String(
                buffer,
                quoted ? pos + 1 : pos,
                quoted ? end - pos - 2 : end - pos,
                StandardCharsets.ISO_8859_1)
            .strip();
    try {
      BigDecimal micros = new BigDecimal(text);
      long magnitude = (long) micros.precision() - micros.scale();
      if (micros.signum() != 0 && magnitude > 18) {
        tooLarge = true;
        negative = micros.signum() < 0;
        return end; // 1e999999999 must not be expanded
      }
      if (micros.signum() == 0 || magnitude < -18) {
        rounded = micros.signum() != 0;
        value = 0;
        return end;
      }
      BigDecimal ns = micros.movePointRight(3);
      BigDecimal exact = ns.setScale(0, RoundingMode.HALF_EVEN);
      rounded = ns.compareTo(exact) != 0;
      if (exact.abs().compareTo(BigDecimal.valueOf(MAX_NS)) > 0) {
        tooLarge = true;
        negative = micros.signum() < 0;
        return end;
      }
      value = exact.longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      value = Times.NONE;
    }
    return end;
  }
}
