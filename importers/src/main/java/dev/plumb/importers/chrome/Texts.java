package dev.plumb.importers.chrome;

import java.util.Arrays;

/** Repairs the texts of JSON strings: escapes and ill-formed UTF-8. */
final class Texts {
  /** The decoded bytes, valid up to the answer of {@link #unescape}. */
  byte[] bytes = new byte[256];

  /** Whether the last text held an escape that JSON does not know. */
  boolean badEscape;

  /** Decodes the escapes of {@code [from, to)} into {@link #bytes} and answers the length. */
  int unescape(byte[] buffer, int from, int to) {
    badEscape = false;
    if (bytes.length < (to - from) + 4) {
      bytes = new byte[Math.max(to - from + 4, bytes.length * 2)];
    }
    int out = 0;
    int at = from;
    while (at < to) {
      byte b = buffer[at++];
      if (b != '\\' || at == to) {
        bytes[out++] = b;
        continue;
      }
      byte escape = buffer[at++];
      switch (escape) {
        case '"', '\\', '/' -> bytes[out++] = escape;
        case 'n' -> bytes[out++] = '\n';
        case 't' -> bytes[out++] = '\t';
        case 'r' -> bytes[out++] = '\r';
        case 'b' -> bytes[out++] = '\b';
        case 'f' -> bytes[out++] = '\f';
        case 'u' -> {
          int unit = hex(buffer, at, to);
          if (unit < 0) {
            badEscape = true;
            bytes[out++] = '\\';
            bytes[out++] = 'u';
            break;
          }
          at += 4;
          int point = unit;
          if (Character.isHighSurrogate((char) unit)
              && at + 1 < to
              && buffer[at] == '\\'
              && buffer[at + 1] == 'u') {
            int low = hex(buffer, at + 2, to);
            if (low >= 0 && Character.isLowSurrogate((char) low)) {
              point = Character.toCodePoint((char) unit, (char) low);
              at += 6;
            }
          }
          if (point >= 0xD800 && point <= 0xDFFF) {
            point = 0xFFFD; // half a pair is no character
          }
          out = utf8(point, out);
        }
        default -> { // C:\Users: what was meant is the backslash
          badEscape = true;
          bytes[out++] = '\\';
          bytes[out++] = escape;
        }
      }
    }
    return out;
  }

  private static int hex(byte[] buffer, int at, int to) {
    if (at + 4 > to) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(buffer[at + i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private int utf8(int point, int at) {
    if (bytes.length < at + 4) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    if (point < 0x80) {
      bytes[at++] = (byte) point;
    } else if (point < 0x800) {
      bytes[at++] = (byte) (0xC0 | point >> 6);
      bytes[at++] = (byte) (0x80 | point & 0x3F);
    } else if (point < 0x10000) {
      bytes[at++] = (byte) (0xE0 | point >> 12);
      bytes[at++] = (byte) (0x80 | point >> 6 & 0x3F);
      bytes[at++] = (byte) (0x80 | point & 0x3F);
    } else {
      bytes[at++] = (byte) (0xF0 | point >> 18);
      bytes[at++] = (byte) (0x80 | point >> 12 & 0x3F);
      bytes[at++] = (byte) (0x80 | point >> 6 & 0x3F);
      bytes[at++] = (byte) (0x80 | point & 0x3F);
    }
    return at;
  }
}
