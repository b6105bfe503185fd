package dev.plumb.importers;

import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;

/**
 * A session for parsers that pull their input from a stream: libraries for JSON, CSV, protobuf. The
 * parser runs on a virtual thread of its own and sees the pieces as one {@link InputStream}; it and
 * the caller take turns, so that nothing is copied and nothing is shared between two running
 * threads.
 */
public abstract class PullSession implements ImportSession {
  /** Bytes {@code [from, to)} of the caller's array; {@code last} for the end of the input. */
  private static final class Piece {
    private final byte[] buffer;
    private final int from;
    private final int to;
    private final boolean last;

    Piece(byte[] buffer, int from, int to, boolean last) {
      this.buffer = buffer;
      this.from = from;
      this.to = to;
      this.last = last;
    }
  }

  private final SynchronousQueue<Piece> pieces = new SynchronousQueue<>();
  private final SynchronousQueue<Object> taken = new SynchronousQueue<>();
  private @Nullable Thread reader;
  private volatile boolean over;
  private volatile @Nullable Throwable failure;

  /**
   * Reads the input. The stream is already buffered: {@code read(byte[], int, int)} copies from the
   * piece at hand. Returning before its end means that the rest is of no interest. Whatever the
   * content is, only {@link UnreadableInputException} may be thrown, and only if nothing can be
   * saved; an {@link IOException} of the parser is damage and becomes a problem.
   */
  protected abstract void read(InputStream in) throws IOException;

  @Override
  public final void accept(byte[] buffer, int from, int to) throws UnreadableInputException {
    if (from < to) {
      give(new Piece(buffer, from, to, false));
    }
  }

  @Override
  public final void finish() throws UnreadableInputException {
    give(new Piece(new byte[0], 0, 0, true));
    rethrow();
    finished();
  }

  /** Called on the caller's thread after {@link #read} came to its end. */
  protected void finished() throws UnreadableInputException {}

  private void give(Piece piece) throws UnreadableInputException {
    if (reader == null) {
      reader = Thread.ofVirtual().name("import").unstarted(this::run);
      reader.start();
    }
    try {
      if (!over) {
        pieces.put(piece); // a reader that is over keeps taking until the last piece
        taken.take();
      }
    } catch (InterruptedException e) {
      reader.interrupt();
      Thread.currentThread().interrupt();
      throw new UnreadableInputException("input", -1, "interrupted while reading", "Try again.");
    }
    rethrow();
  }

  private void rethrow() throws UnreadableInputException {
    switch (failure) {
      case null -> {}
      case UnreadableInputException unreadable -> throw unreadable;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      case Throwable other -> throw new IllegalStateException(other);
    }
  }

  private void run() {
    Pieces in = new Pieces();
    try {
      read(in);
    } catch (Throwable e) { // handed to the thread that waits for us
      failure = e;
    }
    over = true;
    try {
      in.drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The pieces as one stream, on the reader's thread. */
  private final class Pieces extends InputStream {
    private @Nullable Piece piece;
    private int at;

    @Override
    public int read() throws IOException {
      return more() ? java.util.Objects.requireNonNull(piece).buffer[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!more()) {
        return -1;
      }
      Piece now = java.util.Objects.requireNonNull(piece);
      int count = Math.min(length, now.to - at);
      System.arraycopy(now.buffer, at, into, offset, count);
      at += count;
      return count;
    }

    @Override
    public int available() {
      return piece == null ? 0 : piece.to - at;
    }

    private boolean more() throws IOException {
      try {
        while (piece == null || !piece.last && at == piece.to) {
          if (piece != null) {
            taken.put(piece);
          }
          piece = pieces.take();
          at = piece.from;
        }
        return !piece.last;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    /** Gives back the piece at hand, if any: the caller waits for it. */
    private void drain() throws InterruptedException {
      if (piece == null) {
        piece = pieces.take();
      }
      taken.put(piece);
    }
  }
}
