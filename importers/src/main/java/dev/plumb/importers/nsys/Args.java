package dev.plumb.importers.nsys;

import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes arguments as JSON members into one buffer that is used again and again, and interns them:
 * {@code "grid":[4,1,1],"registers per thread":32}.
 */
final class Args {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] buffer = new byte[1024];
  private int length;

  Args clear() {
    length = 0;
    return this;
  }

  /** A whole number; nothing if it is absent. */
  Args number(byte[] key, long value) {
    if (value != Ids.ABSENT) {
      key(key);
      digits(value);
    }
    return this;
  }

  /** Three sizes; nothing if the first is absent. */
  Args sizes(byte[] key, long x, long y, long z) {
    if (x != Ids.ABSENT) {
      key(key);
      raw('[');
      digits(x);
      raw(',');
      digits(y);
      raw(',');
      digits(z);
      raw(']');
    }
    return this;
  }

  /** A text by its string id; nothing if there is none. */
  Args text(byte[] key, StringPool strings, int id) {
    if (id >= 0) {
      key(key);
      raw('"');
      int size = strings.length(id);
      reserve(6 * size);
      // Copied to the end first, then escaped in place: an escape is never longer than six bytes.
      int from = length + 5 * size;
      strings.copy(id, buffer, from);
      for (int i = from; i < from + size; i++) {
        escaped(buffer[i]);
      }
      raw('"');
    }
    return this;
  }

  /** JSON that is known to be valid. */
  Args json(byte[] key, String value) {
    key(key);
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      raw(b);
    }
    return this;
  }

  /** JSON that is known to be valid, from a buffer. */
  Args raw(byte[] key, byte[] from, int start, int end) {
    key(key);
    reserve(end - start);
    System.arraycopy(from, start, buffer, length, end - start);
    length += end - start;
    return this;
  }

  /** The id of what was written; {@link Ids#NONE} if nothing was. */
  int intern(StringPool pool) {
    return length == 0 ? Ids.NONE : pool.intern(buffer, 0, length);
  }

  static byte[] name(String key) {
    return ("\"" + key + "\":").getBytes(StandardCharsets.UTF_8);
  }

  private void key(byte[] key) {
    reserve(key.length + 32);
    if (length > 0) {
      buffer[length++] = ',';
    }
    System.arraycopy(key, 0, buffer, length, key.length);
    length += key.length;
  }

  private void escaped(byte b) {
    if (b == '"' || b == '\\') {
      buffer[length++] = '\\';
      buffer[length++] = b;
    } else if (b >= 0 && b < ' ') {
      buffer[length++] = '\\';
      buffer[length++] = 'u';
      buffer[length++] = '0';
      buffer[length++] = '0';
      buffer[length++] = HEX[b >> 4];
      buffer[length++] = HEX[b & 15];
    } else {
      buffer[length++] = b;
    }
  }

  private void digits(long value) {
    reserve(20);
    if (value < 0) { // also the least of all, which has no positive
      byte[] text = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, buffer, length, text.length);
      length += text.length;
      return;
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    length += digits;
    int at = length;
    do {
      buffer[--at] = (byte) ('0' + value % 10);
      value /= 10;
    } while (--digits > 0);
  }

  private void raw(int b) {
    reserve(1);
    buffer[length++] = (byte) b;
  }

  private void reserve(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
