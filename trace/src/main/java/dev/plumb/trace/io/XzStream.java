package dev.plumb.trace.io;

import dev.plumb.trace.ProblemCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.XZInputStream;

/**
 * Decodes xz with org.tukaani:xz, pure Java. Of the LZMA chunk that damage lies in, at most 64 KiB
 * of the file, nothing is delivered.
 */
final class XzStream extends Layer {
  /** {@code xz -9} needs 65 MiB to decode; a header may ask for 4 GiB. */
  private static final int MAX_MEMORY_KIB = 256 << 10;

  /** When a call fails, the decoder forgets what it had decoded in the same call. */
  private static final int BYTES_A_CALL = 4 << 10;

  private final Inlet in;
  private @Nullable InputStream decoder;

  /** The inlet must stand at the magic bytes. */
  XzStream(Inlet in) {
    this.in = in;
  }

  @Override
  int some(byte[] into, int from, int length) throws IOException {
    try {
      if (decoder == null) {
        decoder = new XZInputStream(in, MAX_MEMORY_KIB);
      }
      return decoder.read(into, from, Math.min(length, BYTES_A_CALL));
    } catch (Damage | InterruptedIOException e) {
      throw e;
    } catch (EOFException e) {
      throw in.shortOf("inside xz data");
    } catch (MemoryLimitException | UnsupportedOptionsException e) {
      throw new Damage(
          ProblemCode.MEMBER_UNREADABLE,
          in.fileOffset(),
          "uses xz options that are not supported (" + e.getMessage() + ")",
          "Unpack it first with xz -d.");
    } catch (IOException e) {
      throw Damage.corrupt(in.fileOffset(), "corrupt xz data (" + e.getMessage() + ")");
    }
  }

  @Override
  public void close() throws IOException {
    if (decoder != null) {
      decoder.close();
    }
    in.close();
  }
}
