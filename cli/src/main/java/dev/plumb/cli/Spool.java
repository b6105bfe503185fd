package dev.plumb.cli;

import dev.plumb.importers.ImportSession;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.io.ByteSource;
import dev.plumb.trace.io.Chunk;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The content of one source, in order or as a file: a plain file is itself, and what comes
 * compressed, from an archive or from a pipe is written to a temporary file when somebody asks for
 * one.
 */
final class Spool implements Closeable {
  private static final int PIECE_BYTES = 1 << 16;

  private final ByteSource source;
  private byte @Nullable [] head;
  private @Nullable Path temporary;

  Spool(ByteSource source) {
    this.source = source;
  }

  /** The first bytes. */
  byte[] head() {
    if (head == null) {
      head = source.head(ByteSource.MAX_HEAD);
    }
    return head;
  }

  /** The whole content as a plain file. */
  Path file() throws IOException {
    Path path = source.path();
    if (path != null) {
      return path;
    }
    if (temporary == null) {
      head();
      temporary = Files.createTempFile("plumb-", ".input"); // readable by its owner only
      temporary.toFile().deleteOnExit(); // also after Ctrl-C
      try (OutputStream out = Files.newOutputStream(temporary)) {
        Chunk chunk;
        while ((chunk = source.next()) != null) {
          out.write(chunk.array(), chunk.from(), chunk.to() - chunk.from());
          source.release(chunk);
        }
      } catch (IOException e) {
        if (e instanceof UnreadableInputException) {
          throw e;
        }
        throw new UnreadableInputException(
            source.name(),
            source.compressedRead(),
            "cannot be unpacked to " + temporary + ": " + e.getMessage(),
            "Make room there, unpack it yourself, or name another folder with"
                + " PLUMB_JAVA_OPTS=-Djava.io.tmpdir=DIR.");
      }
    }
    return temporary;
  }

  /** Feeds a session with all pieces; {@code step} runs after each. */
  void feed(ImportSession session, Runnable step) throws IOException {
    if (temporary != null) {
      byte[] piece = new byte[PIECE_BYTES];
      try (InputStream in = Files.newInputStream(temporary)) {
        int count;
        while ((count = in.read(piece)) > 0) {
          session.accept(piece, 0, count);
        }
      }
      return;
    }
    Chunk chunk;
    while ((chunk = source.next()) != null) {
      session.accept(chunk.array(), chunk.from(), chunk.to());
      source.release(chunk);
      step.run();
    }
  }

  @Override
  public void close() throws IOException {
    if (temporary != null) {
      Files.deleteIfExists(temporary);
    }
  }
}
