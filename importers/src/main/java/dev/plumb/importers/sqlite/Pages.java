package dev.plumb.importers.sqlite;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The pages of a database file, read through a small cache of larger blocks. */
final class Pages implements Closeable {
  private static final int BLOCK = 1 << 16;
  private static final int SLOTS = 32;

  private final FileChannel channel;
  private final long fileBytes;
  private final byte[][] blocks = new byte[SLOTS][];
  private final long[] numbers = new long[SLOTS];
  private final int[] lengths = new int[SLOTS];
  private int pageSize = 512;

  Pages(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
    fileBytes = channel.size();
    java.util.Arrays.fill(numbers, -1);
  }

  void setPageSize(int bytes) {
    pageSize = bytes;
  }

  int pageSize() {
    return pageSize;
  }

  long fileBytes() {
    return fileBytes;
  }

  /** Whole pages in the file; what its header says does not count. */
  long count() {
    return fileBytes / pageSize;
  }

  /** Where a page starts in the file; the first page is number 1. */
  long offset(long page) {
    return (page - 1) * pageSize;
  }

  /** Copies a page; false if the file does not have all of it. */
  boolean read(long page, byte[] into) throws IOException {
    return page >= 1 && page <= count() && copy(offset(page), into, pageSize) == pageSize;
  }

  /** Copies up to {@code length} bytes from {@code offset}; returns how many there were. */
  int copy(long offset, byte[] into, int length) throws IOException {
    int done = 0;
    while (done < length) {
      long block = (offset + done) / BLOCK;
      int slot = slot(block);
      int at = (int) ((offset + done) % BLOCK);
      int count = Math.min(length - done, lengths[slot] - at);
      if (count <= 0) {
        break;
      }
      System.arraycopy(blocks[slot], at, into, done, count);
      done += count;
    }
    return done;
  }

  private int slot(long block) throws IOException {
    int slot = (int) (block % SLOTS);
    if (numbers[slot] != block) {
      if (blocks[slot] == null) {
        blocks[slot] = new byte[BLOCK];
      }
      numbers[slot] = -1;
      lengths[slot] = 0;
      ByteBuffer buffer = ByteBuffer.wrap(blocks[slot]);
      while (buffer.hasRemaining()
          && channel.read(buffer, block * BLOCK + buffer.position()) > 0) {}
      lengths[slot] = buffer.position();
      numbers[slot] = block;
    }
    return slot;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
