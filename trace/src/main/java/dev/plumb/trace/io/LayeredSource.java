package dev.plumb.trace.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The one source: chunks from the topmost of any layers. The first chunk is read by the consumer
 * itself, so that small files need no thread and little memory.
 */
final class LayeredSource implements ByteSource {
  private final String name;
  private final Origin origin;
  private final @Nullable Path path;
  private final ChunkReader reader;
  private final @Nullable Chunk first;
  private boolean firstTaken;
  private @Nullable ReadAhead ahead;
  private boolean closed;

  /**
   * @param path where the content itself lies as a file, if it does
   * @param expectedBytes of content, roughly; −1 if unknown
   */
  LayeredSource(
      String name, Origin origin, @Nullable Path path, ChunkReader reader, long expectedBytes)
      throws IOException {
    this.name = name;
    this.origin = origin;
    this.path = path;
    this.reader = reader;
    this.first = reader.read(Chunk.newArray(firstCapacity(expectedBytes)));
  }

  /** One byte more than expected, to see the end in the same go. */
  private static int firstCapacity(long expectedBytes) {
    return expectedBytes < 0
        ? Chunk.CAPACITY
        : Math.clamp(expectedBytes + 1, MAX_HEAD, Chunk.CAPACITY);
  }

  boolean isEmpty() {
    return first == null;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public @Nullable Chunk next() throws IOException {
    checkOpen();
    if (ahead != null) {
      return ahead.take();
    }
    if (firstTaken) {
      return null;
    }
    firstTaken = true;
    if (!reader.isAtEnd()) {
      ahead = ReadAhead.start(name, reader);
    }
    return first;
  }

  @Override
  public void release(Chunk chunk) {
    if (chunk.release() && ahead != null && chunk.array().length == Chunk.ARRAY_BYTES) {
      ahead.recycle(chunk.array());
    }
  }

  @Override
  public byte[] head(int n) {
    checkOpen();
    if (firstTaken) {
      throw new IllegalStateException("the head of " + name + " has been taken");
    }
    if (n < 0 || n > MAX_HEAD) {
      throw new IllegalArgumentException("head of " + n + " bytes");
    }
    return first == null
        ? new byte[0]
        : Arrays.copyOfRange(
            first.array(), first.from(), first.from() + Math.min(n, first.length()));
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
  }

  @Override
  public @Nullable Path path() {
    return path;
  }

  @Override
  public long compressedSize() {
    return origin.size();
  }

  @Override
  public long compressedRead() {
    return origin.bytesRead();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (ahead == null) {
      reader.close();
      return;
    }
    ahead.stop();
    if (!origin.isStream()) {
      ahead.join();
    }
  }

  /** Closes, and waits until nothing reads from the layers below any more. */
  void closeAndWait() throws IOException {
    close();
    if (ahead != null) {
      ahead.join();
    }
  }

  /** Closes, and then what lies below; without waiting for a thread that is blocked on a stream. */
  void closeWith(Closeable below) throws IOException {
    close();
    if (ahead != null && origin.isStream()) {
      ahead.interruptAndClose(below);
    } else {
      below.close();
    }
  }
}
