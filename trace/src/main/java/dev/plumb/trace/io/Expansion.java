package dev.plumb.trace.io;

import java.io.IOException;
import java.io.InputStream;

/** Around every decompressor: counts what comes out, and stops a decompression bomb. */
final class Expansion extends Layer {
  private final Origin origin;
  private final Inlet below;
  private final InputStream decompressor;

  Expansion(Origin origin, Inlet below, InputStream decompressor) {
    this.origin = origin;
    this.below = below;
    this.decompressor = decompressor;
  }

  @Override
  int some(byte[] into, int from, int length) throws IOException {
    origin.checkRatio(below.fileOffset());
    int n = decompressor.read(into, from, length);
    origin.countExpanded(Math.max(n, 0));
    return n;
  }

  @Override
  public void close() throws IOException {
    decompressor.close();
  }
}
