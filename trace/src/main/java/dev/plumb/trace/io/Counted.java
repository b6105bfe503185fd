package dev.plumb.trace.io;

import dev.plumb.trace.ProblemCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** A stream from outside. Closing it leaves that one open. */
final class Counted extends Layer {
  private final Origin origin;
  private final InputStream in;

  Counted(Origin origin, InputStream in) {
    this.origin = origin;
    this.in = in;
  }

  @Override
  int some(byte[] into, int from, int length) throws IOException {
    try {
      int n = in.read(into, from, length);
      origin.countRead(Math.max(n, 0));
      return n;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new Damage(
          ProblemCode.READ_FAILED,
          origin.bytesRead(),
          "cannot be read on (" + e.getMessage() + ")");
    }
  }
}
