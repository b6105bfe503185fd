package dev.plumb.trace.io;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** zstd data in a field of another format. */
public final class ZstdBlock {
  private ZstdBlock() {}

  /**
   * What {@code bytes[from, from + length)} was before it was compressed.
   *
   * @param most longest content
   * @throws IOException if the data is damaged, ends too early, holds more than {@code most} bytes,
   *     or the zstd library cannot be loaded
   */
  public static byte[] decode(byte[] bytes, int from, int length, int most) throws IOException {
    try (InputStream in =
        new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(bytes, from, length))) {
      byte[] plain = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new IOException("more than " + most + " bytes");
      }
      return plain;
    } catch (LinkageError e) {
      throw new IOException("the zstd library cannot be loaded", e);
    }
  }
}
