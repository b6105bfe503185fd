package dev.plumb.trace.io;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.plumb.trace.ProblemCode;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decodes zstd with zstd-jni, the one decoder on Maven Central that is quiet on JDK 25:
 * aircompressor 2 is pure Java, but its Unsafe makes the JDK print warnings, and aircompressor 3 is
 * not there. Its native library is loaded when the first zstd input is opened, and needs {@code
 * --enable-native-access} to stay quiet.
 */
final class ZstdStream extends Layer {
  private final Inlet in;
  private final InputStream decoder;

  /** The inlet must stand at the magic bytes. */
  ZstdStream(Inlet in) throws IOException {
    this.in = in;
    try {
      this.decoder = new ZstdInputStreamNoFinalizer(new ZstdPieces(in));
    } catch (LinkageError e) {
      throw new Damage(
          ProblemCode.MEMBER_UNREADABLE,
          in.fileOffset(),
          "is zstd data, and the zstd library cannot be loaded here (" + e.getMessage() + ")",
          "Unpack it first with zstd -d.");
    }
  }

  @Override
  int some(byte[] into, int from, int length) throws IOException {
    try {
      return decoder.read(into, from, length);
    } catch (ZstdIOException e) {
      throw damage(e);
    }
  }

  private Damage damage(ZstdIOException e) {
    long code = e.getErrorCode();
    if (code == Zstd.errChecksumWrong()) {
      return new Damage(
          ProblemCode.CHECKSUM_MISMATCH,
          in.fileOffset(),
          "content does not match its zstd checksum");
    }
    if (code == Zstd.errFrameParameterWindowTooLarge()) {
      return new Damage(
          ProblemCode.MEMBER_UNREADABLE,
          in.fileOffset(),
          "was compressed with a zstd window above 128 MiB",
          "Unpack it first with zstd -d --long=31.");
    }
    return Damage.corrupt(in.fileOffset(), "corrupt zstd data (" + e.getMessage() + ")");
  }

  @Override
  public void close() throws IOException {
    decoder.close();
  }
}
