package dev.plumb.trace.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a zip says about one member, in front of it (local) or in its directory (central).
 *
 * @param compressedSize in bytes, as {@code size}; in a local header with a descriptor often 0
 * @param offset of the local header in the archive; 0 in a local header
 * @param mode the Unix file mode, or 0 if unknown
 */
record ZipHeader(
    String path,
    int flags,
    int method,
    int crc,
    long compressedSize,
    long size,
    long offset,
    int mode) {
  static final int LOCAL = 0x04034b50;
  static final int CENTRAL = 0x02014b50;
  static final int LOCAL_BYTES = 30;
  static final int STORED = 0;
  static final int DEFLATED = 8;

  private static final int ENCRYPTED = 1;
  private static final int DESCRIPTOR = 8;
  private static final int ZIP64 = 1;
  private static final long FULL = 0xffff_ffffL;
  private static final int UNIX = 3;
  private static final int TYPE_MASK = 0xf000;
  private static final int REGULAR = 0x8000;
  private static final String IN_HEADER = "inside a zip header";

  /** Consumes a local header; the inlet stands at its signature. */
  static ZipHeader local(Inlet in) throws IOException {
    ByteBuffer b = in.take(LOCAL_BYTES, IN_HEADER);
    int nameLength = u16(b, 26);
    int extraLength = u16(b, 28);
    ZipHeader plain =
        new ZipHeader("", u16(b, 6), u16(b, 8), b.getInt(14), u32(b, 18), u32(b, 22), 0, 0);
    return plain.completed(in, nameLength, extraLength);
  }

  /** Consumes a directory entry; the inlet stands at its signature. */
  static ZipHeader central(Inlet in) throws IOException {
    ByteBuffer b = in.take(46, IN_HEADER);
    int nameLength = u16(b, 28);
    int extraLength = u16(b, 30);
    int commentLength = u16(b, 32);
    int mode = u16(b, 4) >> 8 == UNIX ? u16(b, 40) : 0;
    ZipHeader plain =
        new ZipHeader(
            "", u16(b, 8), u16(b, 10), b.getInt(16), u32(b, 20), u32(b, 24), u32(b, 42), mode);
    ZipHeader header = plain.completed(in, nameLength, extraLength);
    in.take(commentLength, IN_HEADER);
    return header;
  }

  private ZipHeader completed(Inlet in, int nameLength, int extraLength) throws IOException {
    String name = StandardCharsets.UTF_8.decode(in.take(nameLength, IN_HEADER)).toString();
    ByteBuffer wide = zip64(in.take(extraLength, IN_HEADER));
    // In this order, and each is there only if the narrow field is full.
    long wideSize = widened(size, wide);
    long wideCompressedSize = widened(compressedSize, wide);
    long wideOffset = widened(offset, wide);
    if (wideSize < 0 || wideCompressedSize < 0 || wideOffset < 0) {
      throw Damage.corrupt(in.fileOffset(), "corrupt zip header");
    }
    return new ZipHeader(name, flags, method, crc, wideCompressedSize, wideSize, wideOffset, mode);
  }

  /** The content of the zip64 extra field; empty if there is none. */
  private static ByteBuffer zip64(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = extra.getShort() & 0xffff;
      int length = Math.min(extra.getShort() & 0xffff, extra.remaining());
      if (id == ZIP64) {
        return extra.limit(extra.position() + length);
      }
      extra.position(extra.position() + length);
    }
    return extra.position(extra.limit());
  }

  private static long widened(long narrow, ByteBuffer wide) {
    return narrow == FULL && wide.remaining() >= 8 ? wide.getLong() : narrow;
  }

  boolean isRegular() {
    int type = mode & TYPE_MASK;
    return !path.endsWith("/") && (type == 0 || type == REGULAR);
  }

  boolean hasDescriptor() {
    return (flags & DESCRIPTOR) != 0;
  }

  /** Why the content cannot be decoded, or null if it can. */
  @Nullable String obstacle() {
    if ((flags & ENCRYPTED) != 0) {
      return "is encrypted";
    }
    return method == STORED || method == DEFLATED
        ? null
        : "uses zip compression method " + method + ", which is not supported";
  }

  private static int u16(ByteBuffer b, int at) {
    return b.getShort(at) & 0xffff;
  }

  private static long u32(ByteBuffer b, int at) {
    return b.getInt(at) & 0xffff_ffffL;
  }
}
