package dev.plumb.trace.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One header block of a tar archive.
 *
 * @param type the type flag: '0', NUL and '7' are regular files
 * @param size of what follows, in bytes; −1 if it makes no sense
 */
record TarHeader(byte type, String path, long size) {
  static final int BLOCK = 512;

  private static final byte[] USTAR = {'u', 's', 't', 'a', 'r'};
  private static final int SIZE = 124;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;

  /** Whether a tar archive begins here: with the magic alone a text about tar would be one. */
  static boolean isAt(byte[] bytes, int from, int to) {
    return to - from >= BLOCK
        && Arrays.equals(USTAR, 0, 5, bytes, from + MAGIC, from + MAGIC + 5)
        && parse(bytes, from) != null;
  }

  static boolean isZero(byte[] bytes, int from) {
    for (int i = from; i < from + BLOCK; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Null if the checksum is wrong. */
  static @Nullable TarHeader parse(byte[] bytes, int from) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean inChecksum = i >= CHECKSUM && i < CHECKSUM + 8;
      sum += inChecksum ? ' ' : bytes[from + i] & 0xff;
    }
    if (sum != number(bytes, from + CHECKSUM, 8)) {
      return null;
    }
    String path = text(bytes, from, 100);
    // GNU keeps times where ustar has a prefix, and says so by a blank after the magic.
    boolean ustar = bytes[from + MAGIC + 5] == 0;
    if (ustar && bytes[from + PREFIX] != 0) {
      path = text(bytes, from + PREFIX, 155) + "/" + path;
    }
    return new TarHeader(bytes[from + TYPE], path, number(bytes, from + SIZE, 12));
  }

  boolean isRegular() {
    return (type == '0' || type == 0 || type == '7') && !path.endsWith("/");
  }

  /** Links, devices and directories have none, whatever the size says. */
  boolean hasContent() {
    return type < '1' || type > '6';
  }

  /** Bytes up to the next header after {@code size} bytes of content. */
  static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }

  static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  /** Octal text, or big-endian binary behind a leading 0x80; −1 if it is neither. */
  private static long number(byte[] bytes, int from, int length) {
    if (bytes[from] == (byte) 0x80) {
      long value = 0;
      for (int i = 1; i < length; i++) {
        value = value << 8 | bytes[from + i] & 0xff;
      }
      return Math.max(value, -1);
    }
    String octal = text(bytes, from, length).strip();
    try {
      return octal.isEmpty() ? 0 : Math.max(Long.parseLong(octal, 8), -1);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
