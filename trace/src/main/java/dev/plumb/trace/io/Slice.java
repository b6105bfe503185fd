package dev.plumb.trace.io;

import dev.plumb.trace.ProblemCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;

/** The bytes {@code position} to {@code end} of a file. Closing it leaves the channel open. */
final class Slice extends Layer {
  private final Origin origin;
  private final FileChannel channel;
  private final long end;
  private long position;

  Slice(Origin origin, FileChannel channel, long position, long end) {
    this.origin = origin;
    this.channel = channel;
    this.position = position;
    this.end = end;
  }

  @Override
  int some(byte[] into, int from, int length) throws IOException {
    if (position >= end) {
      return -1;
    }
    int wanted = (int) Math.min(length, end - position);
    int n;
    try {
      n = channel.read(ByteBuffer.wrap(into, from, wanted), position);
    } catch (ClosedByInterruptException e) {
      throw (IOException) new InterruptedIOException("interrupted while reading").initCause(e);
    } catch (IOException e) {
      throw new Damage(
          ProblemCode.READ_FAILED, position, "cannot be read on (" + e.getMessage() + ")");
    }
    if (n < 0) {
      if (position < Math.min(end, origin.size())) {
        throw Damage.truncated(position, "while it was being read");
      }
      return -1;
    }
    position += n;
    origin.countRead(n);
    return n;
  }
}
