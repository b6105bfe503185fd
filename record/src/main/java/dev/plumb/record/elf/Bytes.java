package dev.plumb.record.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Numbers in a file. Whoever reads beyond the end gets an {@link IndexOutOfBoundsException}, which
 * the readers of tables turn into "there is none".
 */
public final class Bytes {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int LONGEST_TEXT = 1 << 16;

  private Bytes() {}

  /** An unsigned byte. */
  public static int u8(MemorySegment in, long at) {
    return in.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
  }

  /** An unsigned number of two bytes. */
  public static int u16(MemorySegment in, long at) {
    return in.get(SHORT, at) & 0xFFFF;
  }

  /** A signed number of four bytes. */
  public static int i32(MemorySegment in, long at) {
    return in.get(INT, at);
  }

  /** An unsigned number of four bytes. */
  public static long u32(MemorySegment in, long at) {
    return in.get(INT, at) & 0xFFFF_FFFFL;
  }

  /** A number of eight bytes. */
  public static long i64(MemorySegment in, long at) {
    return in.get(LONG, at);
  }

  /** A text up to the zero after it; cut where it is absurdly long. */
  public static String text(MemorySegment in, long at) {
    long end = at;
    while (end - at < LONGEST_TEXT && in.get(ValueLayout.JAVA_BYTE, end) != 0) {
      end++;
    }
    byte[] bytes = in.asSlice(at, end - at).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
