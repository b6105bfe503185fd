package dev.plumb.importers.chrome;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Scanning of JSON text in a byte window, eight bytes a step. Positions are indices into the
 * window; a negative answer is {@link #INCOMPLETE} or {@link #BROKEN}.
 *
 * <p>The window must be followed by at least {@link #PADDING} quotes: loops read ahead of the
 * limit, and a quote ends strings, numbers and white space alike.
 */
final class Json {
  /** The value goes on after the window. */
  static final int INCOMPLETE = -1;

  /** This is not JSON, not even with the repairs that we make. */
  static final int BROKEN = -2;

  /** Quotes that must follow the limit of a window. */
  static final int PADDING = 16;

  /** Ends what a loop reads ahead of the limit. */
  static final byte STOPPER = '"';

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private Json() {}

  /** The eight bytes at {@code pos}, the first in the lowest bits. */
  static long word(byte[] buffer, int pos) {
    return (long) LONG.get(buffer, pos);
  }

  /** The first eight bytes of an ASCII text as {@link #word} reads them; shorter ones end in 0. */
  static long key(String text) {
    long word = 0;
    for (int i = Math.min(8, text.length()) - 1; i >= 0; i--) {
      word = word << 8 | text.charAt(i);
    }
    return word;
  }

  /**
   * First position at or after {@code pos} that is no white space; may be the limit. Control
   * characters between values count as white space: the profilers that write them mean none.
   */
  static int skipSpace(byte[] buffer, int pos, int limit) {
    while (pos < limit) {
      long word = word(buffer, pos);
      // The high bit of each byte above ' ': 0x21 + 0x5F carries into it, and 0x80.. has it.
      long ink = ((word & ~HIGHS) + ONES * 0x5F | word) & HIGHS;
      if (ink != 0) {
        return pos + (Long.numberOfTrailingZeros(ink) >>> 3);
      }
      pos += 8;
    }
    return limit;
  }

  /** How many of the eight bytes of a word are digits, counted from the first. */
  static int digits(long word) {
    long value = word ^ ONES * '0';
    long other = ((value & ~HIGHS) + ONES * 0x76 | value) & HIGHS;
    return other == 0 ? 8 : Long.numberOfTrailingZeros(other) >>> 3;
  }

  /** The number that the first {@code count} bytes of a word, all digits, stand for; 1 to 8. */
  static int number(long word, int count) {
    // Shift the digits to the end; what comes before them then reads as zeros.
    long value = (word ^ ONES * '0') << 64 - 8 * count;
    value = value * 10 + (value >>> 8); // pairs in every second byte
    value =
        ((value & 0x000000FF000000FFL) * 0x000F424000000064L
                + ((value >>> 16 & 0x000000FF000000FFL) * 0x0000271000000001L))
            >>> 32;
    return (int) value;
  }

  /**
   * Position of the quote that ends the string whose first byte is at {@code pos}. Raw control
   * characters are part of the string.
   */
  static int endOfString(byte[] buffer, int pos, int limit) {
    while (true) {
      long word = word(buffer, pos);
      long quote = word ^ QUOTES;
      long slash = word ^ BACKSLASHES;
      long hit = ((quote - ONES) & ~quote | (slash - ONES) & ~slash) & HIGHS;
      if (hit == 0) {
        pos += 8;
        if (pos >= limit) {
          return INCOMPLETE;
        }
        continue;
      }
      pos += Long.numberOfTrailingZeros(hit) >>> 3;
      if (pos >= limit) {
        return INCOMPLETE;
      }
      if (buffer[pos] == '"') {
        return pos;
      }
      pos += 2; // what is escaped ends nothing
      if (pos >= limit) {
        return INCOMPLETE;
      }
    }
  }

  /**
   * Position after the value that starts at {@code pos}, which must be no white space. Brackets are
   * matched by depth only: {@code [1}} ends where a lenient reader expects it.
   */
  static int skipValue(byte[] buffer, int pos, int limit) {
    byte b = buffer[pos];
    if (b == '"') {
      int end = endOfString(buffer, pos + 1, limit);
      return end < 0 ? end : end + 1;
    }
    if (b == '{' || b == '[') {
      return skipNested(buffer, pos, limit);
    }
    int start = pos;
    while (pos < limit) {
      b = buffer[pos];
      if (b == ',' || b == '}' || b == ']' || b >= 0 && b <= ' ') {
        return pos == start ? BROKEN : pos;
      }
      pos++;
    }
    return INCOMPLETE;
  }

  /**
   * {@code [} and <code>{</code> differ from {@code ]} and <code>}</code> in bits 1 and 2 and from
   * each other in bit 5; with these masked out all four become {@code 0x59}. Few other characters
   * do (y, Y, _), and those cost one look.
   */
  private static int skipNested(byte[] buffer, int pos, int limit) {
    int depth = 0;
    while (true) {
      long word = word(buffer, pos);
      long bracket = (word & ~(ONES * 0x26)) ^ (ONES * 0x59);
      long quote = word ^ QUOTES;
      long hit = ((bracket - ONES) & ~bracket | (quote - ONES) & ~quote) & HIGHS;
      if (hit == 0) {
        pos += 8;
        if (pos >= limit) {
          return INCOMPLETE;
        }
        continue;
      }
      pos += Long.numberOfTrailingZeros(hit) >>> 3;
      if (pos >= limit) {
        return INCOMPLETE;
      }
      switch (buffer[pos]) {
        case '"' -> {
          pos = endOfString(buffer, pos + 1, limit);
          if (pos < 0) {
            return pos;
          }
          pos++;
        }
        case '{', '[' -> {
          depth++;
          pos++;
        }
        case '}', ']' -> {
          depth--;
          pos++;
          if (depth == 0) {
            return pos;
          }
        }
        default -> pos++;
      }
      if (pos >= limit) {
        return INCOMPLETE;
      }
    }
  }
}
