package dev.plumb.trace.io;

import java.io.IOException;
import java.io.InputStream;

/** An input stream that is read by the array; every layer below an {@link Inlet} is one. */
abstract class Layer extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** {@inheritDoc} May be short; returns 0 only for a length of 0. */
  @Override
  public abstract int read(byte[] into, int from, int length) throws IOException;
}
