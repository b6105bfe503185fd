package dev.plumb.importers.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A part of a file as a stream that skips without reading. Does not move the channel's position.
 */
final class FileRange extends InputStream {
  private final FileChannel file;
  private final long to;
  private long at;

  FileRange(FileChannel file, long from, long to) {
    this.file = file;
    this.at = from;
    this.to = to;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int most = (int) Math.min(length, to - at);
    int read = most <= 0 ? -1 : file.read(ByteBuffer.wrap(into, offset, most), at);
    at += Math.max(read, 0);
    return read;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.clamp(count, 0, to - at);
    at += skipped;
    return skipped;
  }
}
