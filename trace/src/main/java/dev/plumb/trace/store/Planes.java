package dev.plumb.trace.store;

/**
 * Integers as byte planes: all lowest bytes, then all second bytes, and so on, only as many planes
 * as the widest value needs. Columns of a trace deflate a seventh smaller this way than as
 * variable-length integers, and are decoded without a branch.
 *
 * <p>Signed values are folded first (0, −1, 1, −2, … become 0, 1, 2, 3, …), so that small negative
 * ones stay narrow.
 */
final class Planes {
  private Planes() {}

  static long fold(long value) {
    return value << 1 ^ value >> 63;
  }

  static long unfold(long folded) {
    return folded >>> 1 ^ -(folded & 1);
  }

  /** Appends the number of planes (one byte) and the planes of {@code rows} unsigned values. */
  static void write(long[] values, int rows, Bytes out) {
    long all = 0;
    for (int i = 0; i < rows; i++) {
      all |= values[i];
    }
    int width = (64 - Long.numberOfLeadingZeros(all) + 7) / 8;
    out.addByte(width);
    int at = out.reserve(width * rows);
    byte[] array = out.array;
    for (int plane = 0; plane < width; plane++) {
      int shift = plane * 8;
      for (int i = 0; i < rows; i++) {
        array[at++] = (byte) (values[i] >>> shift);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @return the position after it, or −1 if {@code [at, end)} does not hold it
   */
  static int read(byte[] in, int at, int end, long[] values, int rows) {
    if (at >= end) {
      return -1;
    }
    int width = in[at++];
    if (width < 0 || width > 8 || (long) width * rows > end - at) {
      return -1;
    }
    for (int i = 0; i < rows; i++) {
      values[i] = 0;
    }
    for (int plane = 0; plane < width; plane++) {
      int shift = plane * 8;
      for (int i = 0; i < rows; i++) {
        values[i] |= (in[at++] & 0xFFL) << shift;
      }
    }
    return at;
  }
}
