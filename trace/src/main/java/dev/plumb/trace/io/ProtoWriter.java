package dev.plumb.trace.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the fields of one protobuf message, in the order of the calls. One writer may be filled
 * again and again.
 *
 * <pre>{@code
 * byte[] space = new ProtoWriter().message(1, plane.clear().text(2, "/host:CPU")).toBytes();
 * }</pre>
 */
public final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;

  private byte[] bytes = new byte[256];
  private int length;

  /** Takes all fields out again. */
  public ProtoWriter clear() {
    length = 0;
    return this;
  }

  /** Adds an integer; negative ones take ten bytes, as in {@code int64}. */
  public ProtoWriter number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** Adds an integer unless it is 0, which readers take for one that is missing. */
  public ProtoWriter numberUnlessZero(int field, long value) {
    return value == 0 ? this : number(field, value);
  }

  /** Adds a {@code double}. */
  public ProtoWriter decimal(int field, double value) {
    tag(field, FIXED64);
    ensure(Long.BYTES);
    long bits = Double.doubleToRawLongBits(value);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[length++] = (byte) (bits >>> 8 * i);
    }
    return this;
  }

  /** Adds a text, as UTF-8. */
  public ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds bytes. */
  public ProtoWriter bytes(int field, byte[] value) {
    return bytes(field, value, value.length);
  }

  /** Adds a message as it is now. */
  public ProtoWriter message(int field, ProtoWriter message) {
    return bytes(field, message.bytes, message.length);
  }

  /** Adds packed integers, zeros included. */
  public ProtoWriter packed(int field, long... values) {
    return packed(field, values, values.length);
  }

  /** Adds the first {@code count} of {@code values} as packed integers, zeros included. */
  public ProtoWriter packed(int field, long[] values, int count) {
    int size = 0;
    for (int i = 0; i < count; i++) {
      size += size(values[i]);
    }
    tag(field, BYTES);
    varint(size);
    for (int i = 0; i < count; i++) {
      varint(values[i]);
    }
    return this;
  }

  /** Adds fields that are written already. */
  public ProtoWriter fields(byte[] written) {
    append(written, written.length);
    return this;
  }

  /** The message. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Writes the message, without its length. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
  }

  private ProtoWriter bytes(int field, byte[] value, int count) {
    tag(field, BYTES);
    varint(count);
    append(value, count);
    return this;
  }

  private void append(byte[] value, int count) {
    ensure(count);
    System.arraycopy(value, 0, bytes, length, count);
    length += count;
  }

  private void tag(int field, int type) {
    varint((long) field << 3 | type);
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
