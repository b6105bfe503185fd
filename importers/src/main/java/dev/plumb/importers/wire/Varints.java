package dev.plumb.importers.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Varints without a loop, for the hottest paths: eight bytes are looked at together, so that the
 * length of a number costs no branch.
 */
public final class Varints {
  /** Numbers of nine and ten bytes are not read here. */
  public static final int TOO_LONG = 9;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ENDS = 0x8080808080808080L;

  private Varints() {}

  /** The eight bytes at {@code at}, which must lie in the array. */
  public static long word(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** Bytes of the varint at the low end of a word; {@link #TOO_LONG} if it does not end there. */
  public static int length(long word) {
    // 64 zeros stand for no end: (64 + 8) / 8.
    return (Long.numberOfTrailingZeros(~word & ENDS) + 8) >>> 3;
  }

  /** The varint of {@code length} bytes, at most 8, at the low end of a word. */
  public static long value(long word, int length) {
    long bits = word & (-1L >>> (64 - 8 * length)) & ~ENDS;
    // Seven bits of each byte move together: pairs, then fours, then all.
    bits = bits & 0x007F007F007F007FL | (bits & 0x7F007F007F007F00L) >>> 1;
    bits = bits & 0x00003FFF00003FFFL | (bits & 0x3FFF00003FFF0000L) >>> 2;
    return bits & 0x000000000FFFFFFFL | (bits & 0x0FFFFFFF00000000L) >>> 4;
  }
}
