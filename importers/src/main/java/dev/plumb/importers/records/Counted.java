package dev.plumb.importers.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Counts the bytes of an input, also those that a parser leaves. */
public final class Counted extends InputStream {
  private final InputStream in;
  private long count;

  /** Counts what is read from {@code in}. */
  public Counted(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    count += b < 0 ? 0 : 1;
    return b;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = in.read(into, offset, length);
    count += Math.max(0, read);
    return read;
  }

  /** Reads what is left. */
  public void drain() throws IOException {
    transferTo(OutputStream.nullOutputStream());
  }

  /** Bytes read so far. */
  public long count() {
    return count;
  }
}
