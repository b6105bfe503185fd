package dev.plumb.trace.store;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** The numbers of the file format; see docs/plumb-format.md. All integers are little-endian. */
public final class PlumbFormat {
  /** Version that is written; every version from 1 up to this one is read. */
  public static final int VERSION = 2;

  /** First bytes of every file. */
  static final byte[] MAGIC = {'P', 'L', 'U', 'M', 'B', 0};

  /** First bytes of every section. */
  static final int SECTION_MARK = word("PSEC");

  /** Begins the last {@link #TRAILER_BYTES} bytes of every complete file. */
  static final int END_MARK = word("PEND");

  static final int FILE_HEADER_BYTES = 16;
  static final int SECTION_HEADER_BYTES = 48;
  static final int TRAILER_BYTES = 16;
  static final int NAME_BYTES = 16;

  /** Rows of one section; a longer table has several. */
  static final int MAX_ROWS = 1 << 16;

  /** Bytes of one section, stored or decoded. */
  static final int MAX_SECTION_BYTES = 1 << 28;

  /** Bytes of text after which a writer begins a new section. */
  static final int TEXT_SECTION_BYTES = 1 << 20;

  /**
   * A section stores at least one byte for this many rows (a writer pads), so that a small file
   * cannot ask for large tables.
   */
  static final int MAX_ROWS_PER_BYTE = 8;

  /** Deflate cannot expand more than this. */
  static final int MAX_EXPANSION = 1040;

  /** Content as it is. */
  static final int STORED = 0;

  /** Content deflated, without zlib's header. */
  static final int DEFLATED = 1;

  private PlumbFormat() {}

  /** Whether a file that begins with these bytes is one of ours, of whatever version. */
  public static boolean matches(byte[] head, int length) {
    if (length < MAGIC.length) {
      return false;
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (head[i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private static int word(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    return ascii[0] | ascii[1] << 8 | ascii[2] << 16 | ascii[3] << 24;
  }
}
