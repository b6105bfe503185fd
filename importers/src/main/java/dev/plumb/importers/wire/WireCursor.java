package dev.plumb.importers.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks the fields of one message that lies whole in an array, without exceptions and without
 * allocation: for the innermost messages of a format, of which there are millions.
 *
 * <pre>{@code
 * cursor.reset(bytes, from, to);
 * while (cursor.next()) {
 *   switch (cursor.field()) { … cursor.value() … cursor.from(), cursor.to() … }
 * }
 * if (cursor.damaged()) { … }
 * }</pre>
 */
public final class WireCursor {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private int field;
  private int type;
  private long value;
  private int from;
  private int to;
  private boolean damaged;
  private byte[] bytes = new byte[0];
  private int at;
  private int end;

  /** Starts to walk {@code [begin, limit)} of {@code array}. */
  public void reset(byte[] array, int begin, int limit) {
    bytes = array;
    at = begin;
    end = limit;
    damaged = false;
  }

  /** Number of the field at hand. */
  public int field() {
    return field;
  }

  /** Wire type of the field at hand: {@link WireReader#VARINT} and so on. */
  public int type() {
    return type;
  }

  /** The number, of fields that are numbers; 32 bits are not extended by their sign. */
  public long value() {
    return value;
  }

  /** Where the content of a length-delimited field begins. */
  public int from() {
    return from;
  }

  /** Where the content of a length-delimited field ends. */
  public int to() {
    return to;
  }

  /** Whether the walk ended because the bytes are no message. */
  public boolean damaged() {
    return damaged;
  }

  /** Goes to the next field; false at the end of the message, or where it is damaged. */
  public boolean next() {
    if (at >= end) {
      return false;
    }
    int tag = bytes[at++];
    if (tag < 0) {
      at--;
      long wide = varint();
      if (wide >>> 32 != 0) {
        damaged = true;
      }
      tag = (int) wide;
    }
    field = tag >>> 3;
    type = tag & 7;
    if (damaged || field == 0) {
      damaged = true;
      return false;
    }
    switch (type) {
      case WireReader.VARINT -> value = varint();
      case WireReader.BYTES -> content();
      case WireReader.FIXED64 -> fixed(8);
      case WireReader.FIXED32 -> fixed(4);
      default -> damaged = true;
    }
    return !damaged;
  }

  private void content() {
    long length = varint();
    if (length < 0 || length > end - at) {
      damaged = true;
      return;
    }
    from = at;
    at += (int) length;
    to = at;
  }

  private void fixed(int length) {
    if (length > end - at) {
      damaged = true;
      return;
    }
    value = length == 8 ? (long) LONGS.get(bytes, at) : (int) INTS.get(bytes, at) & 0xFFFF_FFFFL;
    at += length;
  }

  private long varint() {
    byte[] array = bytes;
    int i = at;
    int last = end;
    long result = 0;
    for (int shift = 0; shift < 70 && i < last; shift += 7) {
      byte b = array[i++];
      result |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        at = i;
        return result;
      }
    }
    damaged = true;
    return 0;
  }
}
