package dev.plumb.trace.io;

import dev.plumb.trace.ProblemCode;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Decodes gzip (RFC 1952): any number of members one after another, then zeros (tapes pad with
 * them) or bytes that are not ours.
 */
final class GzipStream extends Layer {
  private static final byte MAGIC_1 = 0x1f;
  private static final byte MAGIC_2 = (byte) 0x8b;
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final String IN_HEADER = "inside a gzip header";

  private final Inlet in;
  private final Inflation inflation;
  private boolean inMember;
  private boolean ended;

  /** The inlet must stand at the magic bytes. */
  GzipStream(Inlet in) {
    this.in = in;
    this.inflation = new Inflation(in);
  }

  @Override
  int some(byte[] into, int from, int length) throws IOException {
    while (!ended) {
      if (!inMember) {
        header();
        inflation.restart();
        inMember = true;
      }
      int n = inflation.read(into, from, length);
      if (n > 0) {
        return n;
      }
      trailer();
      inMember = false;
      ended = !hasAnotherMember();
    }
    return -1;
  }

  private void header() throws IOException {
    long start = in.fileOffset();
    ByteBuffer fixed = in.take(10, IN_HEADER);
    int flags = fixed.get(3);
    if (fixed.get(2) != DEFLATE || (flags & RESERVED) != 0) {
      throw Damage.corrupt(start, "corrupt gzip header");
    }
    if ((flags & EXTRA) != 0) {
      in.take(in.take(2, IN_HEADER).getShort(0) & 0xffff, IN_HEADER);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      in.take(2, IN_HEADER);
    }
  }

  private void skipText() throws IOException {
    int b;
    do {
      b = in.read();
      if (b < 0) {
        throw in.shortOf(IN_HEADER);
      }
    } while (b != 0);
  }

  private void trailer() throws IOException {
    long start = in.fileOffset();
    ByteBuffer trailer = in.take(8, "inside a gzip trailer");
    if (trailer.getInt(0) != inflation.crc() || trailer.getInt(4) != (int) inflation.written()) {
      throw new Damage(
          ProblemCode.CHECKSUM_MISMATCH, start, "content does not match its gzip checksum");
    }
  }

  private boolean hasAnotherMember() throws IOException {
    while (in.at < in.end || in.fill()) {
      if (in.buffer[in.at] != 0) {
        if (in.peek(2) == 2 && in.buffer[in.at] == MAGIC_1 && in.buffer[in.at + 1] == MAGIC_2) {
          return true;
        }
        throw new Damage(
            ProblemCode.TRAILING_BYTES, in.fileOffset(), "bytes after the end of the gzip data");
      }
      in.at++;
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    inflation.close();
    in.close();
  }
}
