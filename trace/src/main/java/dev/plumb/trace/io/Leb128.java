package dev.plumb.trace.io;

/**
 * Numbers in groups of seven bits, lowest first, as DWARF has them. Bits beyond the 64th are lost.
 */
public final class Leb128 {
  private static final int MORE = 0x80;
  private static final int SIGN = 0x40;

  private Leb128() {}

  /**
   * Where bytes come from.
   *
   * @param <E> what is thrown at the end
   */
  public interface Source<E extends Exception> {
    /** The next byte, from 0 to 255. */
    int u8() throws E;
  }

  /** Reads a number without a sign. */
  public static <E extends Exception> long unsigned(Source<E> in) throws E {
    long value = 0;
    int shift = 0;
    int b;
    do {
      b = in.u8();
      value |= group(b, shift);
      shift += 7;
    } while (b >= MORE);
    return value;
  }

  /** Reads a number with a sign. */
  public static <E extends Exception> long signed(Source<E> in) throws E {
    long value = 0;
    int shift = 0;
    int b;
    do {
      b = in.u8();
      value |= group(b, shift);
      shift += 7;
    } while (b >= MORE);
    return shift < 64 && (b & SIGN) != 0 ? value | -1L << shift : value;
  }

  private static long group(int b, int shift) {
    return shift < 64 ? (long) (b & MORE - 1) << shift : 0;
  }
}
