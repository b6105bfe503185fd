package dev.plumb.trace.io;

/**
 * A piece of uncompressed content: the bytes {@code from} (inclusive) to {@code to} (exclusive) of
 * {@code array}. Never empty.
 *
 * <p>The rest of the array belongs to the consumer until it releases the chunk: at least {@link
 * #HEADROOM} bytes before {@code from}, to put the unfinished end of the previous chunk in front of
 * this one without copying this one; and at least {@link #SLACK} bytes after {@code to}, so that a
 * scanner may read whole vectors past the end. Both hold arbitrary bytes.
 */
public final class Chunk {
  /** Free bytes before {@link #from()}. */
  public static final int HEADROOM = 16 << 10;

  /** Free bytes after {@link #to()}. */
  public static final int SLACK = 64;

  // Draining a gzip measures the same from 256 KiB to 2 MiB. With its 16-byte header a full array
  // takes exactly 1 MiB: one more byte, and G1 would give it a second region of its own.
  static final int ARRAY_BYTES = (1 << 20) - 16;

  /** Content bytes in a full chunk; only the last chunk of a source, or its first, holds fewer. */
  public static final int CAPACITY = ARRAY_BYTES - HEADROOM - SLACK;

  private final byte[] array;
  private final int to;
  private final long offset;
  private boolean released;

  Chunk(byte[] array, int to, long offset) {
    this.array = array;
    this.to = to;
    this.offset = offset;
  }

  static byte[] newArray(int capacity) {
    return new byte[HEADROOM + capacity + SLACK];
  }

  public byte[] array() {
    return array;
  }

  public int from() {
    return HEADROOM;
  }

  public int to() {
    return to;
  }

  /** Bytes of content: {@code to - from}, at least 1. */
  public int length() {
    return to - HEADROOM;
  }

  /** Offset of {@code from} in the uncompressed content, in bytes. */
  public long offset() {
    return offset;
  }

  /** Whether this is the first release: an array that is recycled twice would be filled twice. */
  boolean release() {
    boolean first = !released;
    released = true;
    return first;
  }
}
