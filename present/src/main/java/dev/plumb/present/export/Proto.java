package dev.plumb.present.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes messages of protocol buffers: just the wire types that profiles need. */
final class Proto {
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private byte[] bytes = new byte[256];
  private int length;

  void clear() {
    length = 0;
  }

  /** Adds an integer field; 0 is the default and takes no bytes. */
  void integer(int field, long value) {
    if (value != 0) {
      varint((long) field << 3 | VARINT);
      varint(value);
    }
  }

  /** Adds packed integers, zeros included. */
  void packed(int field, long[] values, int count) {
    int size = 0;
    for (int i = 0; i < count; i++) {
      size += size(values[i]);
    }
    varint((long) field << 3 | BYTES);
    varint(size);
    for (int i = 0; i < count; i++) {
      varint(values[i]);
    }
  }

  void string(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    bytes(field, utf8, utf8.length);
  }

  void message(int field, Proto message) {
    bytes(field, message.bytes, message.length);
  }

  private void bytes(int field, byte[] value, int count) {
    varint((long) field << 3 | BYTES);
    varint(count);
    ensure(count);
    System.arraycopy(value, 0, bytes, length, count);
    length += count;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
  }

  private void varint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  private static int size(long value) {
    return Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 6) / 7);
  }

  private void ensure(int more) {
    if (more > bytes.length - length) {
      long wanted = Math.max((long) length + more, bytes.length * 2L);
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
    }
  }
}
