package dev.plumb.importers.ncu;

import java.io.IOException;
import java.io.InputStream;

/** A part of a stream, of known length; ends early where the stream does. */
final class Part extends InputStream {
  private final InputStream in;
  private long offset;
  private long end;
  private boolean cut;

  Part(InputStream in) {
    this.in = in;
  }

  /** Begins the next part of the stream. */
  void begin(long length) {
    end = offset + length;
  }

  /** Offset in the input of the next byte. */
  long offset() {
    return offset;
  }

  /** Bytes of the part that were not read yet. */
  long left() {
    return end - offset;
  }

  /** Whether the input ended inside a part. */
  boolean isCut() {
    return cut;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (offset >= end) {
      return -1;
    }
    int count = in.read(into, from, (int) Math.min(length, end - offset));
    if (count < 0) {
      cut = true;
      return -1;
    }
    offset += count;
    return count;
  }

  /** Reads what is left of the part and forgets it. */
  void drain() throws IOException {
    byte[] waste = new byte[(int) Math.min(1 << 13, Math.max(left(), 0))];
    while (left() > 0 && read(waste, 0, waste.length) >= 0) {
      // nothing of interest
    }
  }
}
