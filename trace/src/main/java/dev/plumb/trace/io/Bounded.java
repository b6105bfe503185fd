package dev.plumb.trace.io;

import java.io.IOException;

/** The next so many bytes of an inlet: a member of an archive. Closing it leaves that one open. */
final class Bounded extends Layer {
  private final Inlet in;
  private long left;

  Bounded(Inlet in, long length) {
    this.in = in;
    this.left = length;
  }

  @Override
  int some(byte[] into, int from, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int n = in.read(into, from, (int) Math.min(length, left));
    if (n < 0) {
      throw in.shortOf("inside a file of the archive");
    }
    left -= n;
    return n;
  }

  /** Consumes what nobody wanted. */
  void skipRest() throws IOException {
    while (left > 0) {
      if (in.at == in.end && !in.fill()) {
        throw in.shortOf("inside a file of the archive");
      }
      int n = (int) Math.min(left, in.end - in.at);
      in.at += n;
      left -= n;
    }
  }
}
