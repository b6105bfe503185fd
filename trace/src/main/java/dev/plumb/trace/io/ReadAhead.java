package dev.plumb.trace.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Reads chunks in a thread of its own into a short queue, so that decompressing and parsing
 * overlap. Arrays are recycled; one that does not come back is replaced, so that a consumer that
 * keeps chunks costs memory but never waits for itself.
 */
final class ReadAhead {
  /** Evens out a parser and an inflater whose speeds differ from chunk to chunk. */
  private static final int QUEUE_CHUNKS = 4;

  private final ChunkReader reader;
  private final Thread thread;

  // All guarded by this.
  private final ArrayDeque<Chunk> queue = new ArrayDeque<>();
  private final ArrayDeque<byte[]> free = new ArrayDeque<>();
  private boolean ended;
  private boolean stopped;
  private @Nullable Throwable failure;
  private @Nullable Closeable closedLast;

  private ReadAhead(String name, ChunkReader reader) {
    this.reader = reader;
    this.thread = Thread.ofPlatform().daemon().name("plumb-read " + name).unstarted(this::run);
  }

  /** From now on the reader belongs to the new thread, which also closes it. */
  static ReadAhead start(String name, ChunkReader reader) {
    ReadAhead ahead = new ReadAhead(name, reader);
    ahead.thread.start();
    return ahead;
  }

  private void run() {
    try (reader) {
      Chunk chunk;
      do {
        byte[] array = array();
        chunk = array == null ? null : reader.read(array);
      } while (chunk != null && offer(chunk));
    } catch (Throwable e) {
      // Given to the consumer: nobody else would ever see it.
      fail(e);
    } finally {
      end();
    }
  }

  /** Null once stopped. */
  private synchronized byte @Nullable [] array() {
    if (stopped) {
      return null;
    }
    byte[] array = free.poll();
    return array != null ? array : Chunk.newArray(Chunk.CAPACITY);
  }

  private synchronized boolean offer(Chunk chunk) throws InterruptedException {
    while (queue.size() == QUEUE_CHUNKS && !stopped) {
      wait();
    }
    queue.add(chunk);
    notifyAll();
    return !stopped;
  }

  private synchronized void fail(Throwable e) {
    failure = e;
  }

  private void end() {
    Closeable last;
    synchronized (this) {
      ended = true;
      notifyAll();
      last = closedLast;
    }
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        // The consumer has gone, and everything was read that anybody wanted.
        return;
      }
    }
  }

  /** The next chunk, or null at the end. */
  synchronized @Nullable Chunk take() throws IOException {
    try {
      while (queue.isEmpty() && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while reading").initCause(e);
    }
    Chunk chunk = queue.poll();
    notifyAll();
    if (chunk == null && failure != null) {
      rethrow(failure);
    }
    return chunk;
  }

  private static void rethrow(Throwable failure) throws IOException {
    switch (failure) {
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  synchronized void recycle(byte[] array) {
    if (!ended && free.size() < QUEUE_CHUNKS) {
      free.push(array);
    }
  }

  /** Ends the thread as soon as it has finished its chunk. */
  synchronized void stop() {
    stopped = true;
    queue.clear();
    free.clear();
    notifyAll();
  }

  /**
   * Closes what the thread reads from once it has ended, without waiting for that. Closing it under
   * a thread that is blocked in a decoder would wait for that decoder's lock.
   */
  void interruptAndClose(Closeable below) throws IOException {
    synchronized (this) {
      if (!ended) {
        closedLast = below;
        // For streams only: it would close the channel of a file.
        thread.interrupt();
        return;
      }
    }
    below.close();
  }

  /** Waits until the thread has closed its reader and ended; even if the caller is interrupted. */
  void join() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
