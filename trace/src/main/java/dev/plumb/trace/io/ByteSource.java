package dev.plumb.trace.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The uncompressed content of one file, in order, as chunks. For one consumer thread; only {@link
 * #compressedRead()} may be called from any thread.
 *
 * <p>Content beyond the first chunk is read and decompressed ahead by a thread of its own, at most
 * a few MiB ahead of the consumer.
 *
 * <p>Damage never throws: the source ends at it, after all bytes before it, and the {@link
 * dev.plumb.trace.Problems} of the input tell.
 */
public interface ByteSource extends Closeable {
  /** The input as the user named it, with {@code !member} for a file inside an archive. */
  String name();

  /**
   * The next chunk, or null at the end. The consumer owns it until {@link #release}; one that it
   * never releases costs memory only.
   *
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits; it stays
   *     marked as interrupted, and the source can only be closed
   * @throws IllegalStateException after {@link #close}
   */
  @Nullable Chunk next() throws IOException;

  /** Gives the array of a chunk back for recycling; a second time does nothing. */
  void release(Chunk chunk);

  /** The most that {@link #head} shows. */
  int MAX_HEAD = 64 << 10;

  /**
   * The first bytes of the content, without consuming them.
   *
   * @param n how many, at most {@link #MAX_HEAD}
   * @return a copy; shorter than {@code n} only if the whole content is
   * @throws IllegalStateException once the first chunk was taken, or after {@link #close}
   */
  byte[] head(int n);

  /**
   * The file itself when it is plain, for consumers that map it or need random access; null when it
   * is compressed, a member of an archive or a stream.
   */
  @Nullable Path path();

  /** Size in bytes of the whole input as it lies on disk; −1 for a stream. */
  long compressedSize();

  /**
   * Bytes of the input read so far, for progress. Members of one archive share the count. May run
   * some MiB ahead of the consumer.
   */
  long compressedRead();

  /**
   * Stops reading and frees everything, from any state. Waits for the reading thread unless that
   * one may be blocked on a stream, which nothing can end: then it ends by itself.
   */
  @Override
  void close() throws IOException;
}
