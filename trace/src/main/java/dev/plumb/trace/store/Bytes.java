package dev.plumb.trace.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing array of bytes with little-endian integers. */
final class Bytes {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  byte[] array = new byte[1 << 12];
  int length;

  void clear() {
    length = 0;
  }

  /** Makes room for {@code count} more bytes and answers where they begin. */
  int reserve(int count) {
    int at = length;
    if (count > array.length - at) {
      long wanted = Math.max((long) at + count, array.length * 2L);
      array = Arrays.copyOf(array, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
    }
    length = at + count;
    return at;
  }

  void addByte(int value) {
    int at = reserve(1);
    array[at] = (byte) value;
  }

  void addShort(int value) {
    int at = reserve(2);
    SHORT.set(array, at, (short) value);
  }

  void addInt(int value) {
    int at = reserve(4);
    INT.set(array, at, value);
  }

  void addLong(long value) {
    int at = reserve(8);
    LONG.set(array, at, value);
  }

  void add(byte[] bytes, int from, int count) {
    int at = reserve(count);
    System.arraycopy(bytes, from, array, at, count);
  }

  void setInt(int at, int value) {
    INT.set(array, at, value);
  }

  static int shortAt(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at) & 0xFFFF;
  }

  static int intAt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long longAt(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }
}
