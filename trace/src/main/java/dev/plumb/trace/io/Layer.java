package dev.plumb.trace.io;

import java.io.IOException;
import java.io.InputStream;

/** An input stream that is read by the array; every layer below an {@link Inlet} is one. */
abstract class Layer extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return some(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final int read(byte[] into, int from, int length) throws IOException {
    return length == 0 ? 0 : some(into, from, length);
  }

  /** At least one and at most {@code length} bytes, which is at least 1; −1 at the end. */
  abstract int some(byte[] into, int from, int length) throws IOException;
}
