package dev.plumb.trace.io;

import java.util.HexFormat;

/** What the first bytes of some content say that it is. */
enum Format {
  GZIP("1f8b"),
  ZSTD("28b52ffd"),
  XZ("fd377a585a00"),
  ZIP("504b0304"),
  /** A zip without members. */
  EMPTY_ZIP("504b0506"),
  TAR(""),
  BZIP2("425a68"),
  LZ4("04224d18"),
  SEVEN_ZIP("377abcaf271c"),
  RAR("526172211a07"),
  COMPRESS("1f9d"),
  PLAIN("");

  /** Bytes needed to tell. */
  static final int HEAD_BYTES = TarHeader.BLOCK;

  private static final String BZIP2_BLOCK = "314159265359";

  /** In hexadecimal. */
  private final String magic;

  Format(String magic) {
    this.magic = magic;
  }

  /** Looks at up to {@link #HEAD_BYTES}, of which there may be fewer. */
  static Format of(byte[] bytes, int from, int to) {
    for (Format format : values()) {
      if (format.matches(bytes, from, to)) {
        return format;
      }
    }
    return PLAIN;
  }

  private boolean matches(byte[] bytes, int from, int to) {
    return switch (this) {
      case TAR -> TarHeader.isAt(bytes, from, to);
      case PLAIN -> true;
      case ZSTD -> startsWith(magic, bytes, from, to) || isSkippableZstd(bytes, from, to);
      // The letters alone may begin a text.
      case BZIP2 ->
          startsWith(magic, bytes, from, to) && startsWith(BZIP2_BLOCK, bytes, from + 4, to);
      default -> startsWith(magic, bytes, from, to);
    };
  }

  private static boolean isSkippableZstd(byte[] bytes, int from, int to) {
    return to - from >= 4
        && (bytes[from] & 0xf0) == 0x50
        && bytes[from + 1] == 0x2a
        && bytes[from + 2] == 0x4d
        && bytes[from + 3] == 0x18;
  }

  private static boolean startsWith(String magic, byte[] bytes, int from, int to) {
    int end = from + magic.length() / 2;
    return end <= to && HexFormat.of().formatHex(bytes, from, end).equals(magic);
  }
}
