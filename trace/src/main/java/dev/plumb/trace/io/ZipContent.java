package dev.plumb.trace.io;

import dev.plumb.trace.ProblemCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one member of a zip, and checks it against its header or the descriptor behind it.
 * Closing does nothing: the archive may yet have to read to the end of it, and calls {@link
 * #free()}.
 */
final class ZipContent extends Layer {
  // The descriptor is 12 bytes, 8 more with wide sizes, 4 more with a signature, and says neither:
  // only the next header does, by where it begins.
  private static final int[] DESCRIPTOR_LENGTHS = {16, 12, 24, 20};

  private final ZipHeader header;
  private final Inlet data;
  private final @Nullable Inlet descriptorIn;
  private final @Nullable Inflation inflation;
  private final CRC32 storedCrc = new CRC32();
  private long storedBytes;
  private boolean ended;

  /**
   * @param data ends with the content if that is stored
   * @param descriptorIn stands at the descriptor once {@code data} is consumed; null if the header
   *     is complete
   */
  ZipContent(ZipHeader header, Inlet data, @Nullable Inlet descriptorIn) {
    this.header = header;
    this.data = data;
    this.descriptorIn = descriptorIn;
    this.inflation = header.method() == ZipHeader.DEFLATED ? new Inflation(data) : null;
  }

  @Override
  int some(byte[] into, int from, int length) throws IOException {
    if (ended) {
      return -1;
    }
    int n = inflation != null ? inflation.read(into, from, length) : stored(into, from, length);
    if (n < 0) {
      ended = true;
      finish();
    }
    return n;
  }

  private int stored(byte[] into, int from, int length) throws IOException {
    int n = data.read(into, from, length);
    if (n > 0) {
      storedCrc.update(into, from, n);
      storedBytes += n;
    }
    return n;
  }

  private void finish() throws IOException {
    int crc = header.crc();
    long size = header.size();
    if (descriptorIn != null) {
      if (data != descriptorIn) {
        data.drain();
      }
      ByteBuffer descriptor = descriptor(descriptorIn);
      int length = descriptor.limit();
      boolean signed = length == 16 || length == 24;
      crc = descriptor.getInt(signed ? 4 : 0);
      size = length >= 20 ? descriptor.getLong(length - 8) : descriptor.getInt(length - 4);
    }
    long written = inflation != null ? inflation.written() : storedBytes;
    int actual = inflation != null ? inflation.crc() : (int) storedCrc.getValue();
    // The low half is what all descriptors have.
    if (crc != actual || (int) size != (int) written) {
      throw new Damage(
          ProblemCode.CHECKSUM_MISMATCH,
          data.fileOffset(),
          "content does not match its zip checksum");
    }
  }

  /** Consumes the descriptor at which the inlet stands. */
  static ByteBuffer descriptor(Inlet in) throws IOException {
    for (int length : DESCRIPTOR_LENGTHS) {
      if (in.peek(length + 2) == length + 2
          && in.buffer[in.at + length] == 'P'
          && in.buffer[in.at + length + 1] == 'K') {
        return in.take(length, "inside a zip descriptor");
      }
    }
    if (in.peek(26) < 26) {
      throw in.shortOf("inside a zip descriptor");
    }
    throw Damage.corrupt(in.fileOffset(), "corrupt zip descriptor");
  }

  /** Whether all was decoded, and the descriptor consumed. */
  boolean isAtEnd() {
    return ended;
  }

  void free() {
    if (inflation != null) {
      inflation.close();
    }
  }
}
