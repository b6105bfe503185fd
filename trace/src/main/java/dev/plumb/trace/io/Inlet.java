package dev.plumb.trace.io;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The buffer between two layers: lets the upper one look ahead, give back what it did not use, and
 * know where it stands. Large reads go past the buffer.
 */
final class Inlet extends InputStream {
  /** Enough for any look-ahead: the longest is a zip file name of 65,535 bytes. */
  static final int BUFFER_BYTES = 64 << 10;

  private static final int MIN_BUFFER_BYTES = 4 << 10;

  private static final VarHandle LITTLE_ENDIAN_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  // Package-private for Inflation, which feeds the inflater from the buffer without a copy.
  final byte[] buffer;
  int at;
  int end;

  private final InputStream in;
  private final @Nullable Inlet below;
  private long bufferStart;
  private @Nullable Damage damage;

  private Inlet(InputStream in, @Nullable Inlet below, long start, int bufferBytes) {
    this.in = in;
    this.below = below;
    this.bufferStart = start;
    this.buffer = new byte[bufferBytes];
  }

  /**
   * Over bytes of the file itself.
   *
   * @param start offset in the file of the first of them
   * @param length how many there are, which sizes the buffer; −1 if unknown
   */
  static Inlet ofFile(InputStream in, long start, long length) {
    int bufferBytes =
        length < 0 ? BUFFER_BYTES : Math.clamp(length + 1, MIN_BUFFER_BYTES, BUFFER_BYTES);
    return new Inlet(in, null, start, bufferBytes);
  }

  /** Over a layer that decodes what it reads from {@code below}. */
  static Inlet above(Inlet below, InputStream in) {
    return new Inlet(in, below, 0, BUFFER_BYTES);
  }

  /**
   * Offset in the file on disk: exact in the lowest inlet; above a decoder, the place up to which
   * that decoder has read.
   */
  long fileOffset() {
    return below == null ? bufferStart + at : below.fileOffset();
  }

  /** Refills an empty buffer; false at the end. */
  boolean fill() throws IOException {
    bufferStart += end;
    at = 0;
    end = 0;
    int n = readBelow(buffer, 0, buffer.length);
    end = Math.max(n, 0);
    return n > 0;
  }

  private int readBelow(byte[] into, int from, int length) throws IOException {
    if (damage != null) {
      throw damage;
    }
    try {
      int n;
      do {
        n = in.read(into, from, length);
      } while (n == 0);
      return n;
    } catch (Damage e) {
      damage = e;
      throw e;
    }
  }

  /** Consumes everything, so that checksums at the end are checked. */
  void drain() throws IOException {
    do {
      at = end;
    } while (fill());
  }

  /**
   * Makes up to {@code n} bytes, or a full buffer, readable at {@code buffer[at]}.
   *
   * @return how many there are: fewer than {@code n} only before the end or before damage, which
   *     the next fill then meets again
   */
  int peek(int n) throws IOException {
    return peekAtMost(Math.min(n, buffer.length));
  }

  private int peekAtMost(int n) throws IOException {
    if (at + n > buffer.length) {
      System.arraycopy(buffer, at, buffer, 0, end - at);
      bufferStart += at;
      end -= at;
      at = 0;
    }
    while (end - at < n) {
      int got;
      try {
        got = readBelow(buffer, end, buffer.length - end);
      } catch (Damage e) {
        break;
      }
      if (got < 0) {
        break;
      }
      end += got;
    }
    return Math.min(n, end - at);
  }

  /** The next four bytes, little-endian, which were peeked before. */
  int peekInt() {
    return (int) LITTLE_ENDIAN_INT.get(buffer, at);
  }

  /**
   * Consumes {@code n} bytes of a header, little-endian. The buffer is valid until the next call.
   *
   * @param where what is being read, for the damage: "inside a zip header"
   */
  ByteBuffer take(int n, String where) throws IOException {
    if (peek(n) < n) {
      throw shortOf(where);
    }
    at += n;
    return ByteBuffer.wrap(buffer, at - n, n).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The damage that ended the bytes below if there is one, else that they are truncated here. */
  Damage shortOf(String where) {
    at = end;
    return damage != null ? damage : Damage.truncated(fileOffset(), where);
  }

  /** Whether the bytes below end, or will end, with damage that is already known. */
  boolean isDamaged() {
    return damage != null;
  }

  @Override
  public int read() throws IOException {
    return at < end || fill() ? buffer[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == end) {
      if (length >= buffer.length) {
        int n = readBelow(into, from, length);
        bufferStart += Math.max(n, 0);
        return n;
      }
      if (!fill()) {
        return -1;
      }
    }
    int n = Math.min(length, end - at);
    System.arraycopy(buffer, at, into, from, n);
    at += n;
    return n;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
