package dev.plumb.trace.io;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Reads the members of a zip file in the order of the directory at its end. */
final class ZipDirectory implements Archive {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int MAX_COMMENT_BYTES = 0xffff;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int ZIP64_LOCATOR_BYTES = 20;
  private static final int ZIP64_END = 0x06064b50;
  private static final int ZIP64_END_BYTES = 56;

  private final Origin origin;
  private final FileChannel channel;
  private final Problems problems;
  private final Inlet directory;

  /** Bytes in front of the archive, as in a self-extracting one: no offset counts them. */
  private final long base;

  private @Nullable ZipContent content;

  private ZipDirectory(
      Origin origin, FileChannel channel, long start, long end, long base, Problems problems) {
    this.origin = origin;
    this.channel = channel;
    this.base = base;
    this.problems = problems;
    this.directory = Inlet.ofFile(new Slice(origin, channel, start, end), start, end - start);
  }

  /** Null if the file has no usable directory at its end. */
  static @Nullable ZipDirectory find(Origin origin, FileChannel channel, Problems problems)
      throws IOException {
    long fileSize = channel.size();
    long tailStart = Math.max(0, fileSize - END_BYTES - MAX_COMMENT_BYTES);
    ByteBuffer tail = read(origin, channel, tailStart, (int) (fileSize - tailStart));
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      boolean found =
          tail.getInt(at) == END
              && at + END_BYTES + (tail.getShort(at + 20) & 0xffff) <= tail.limit();
      if (found) {
        return at(origin, channel, tailStart + at, problems);
      }
    }
    return null;
  }

  private static @Nullable ZipDirectory at(
      Origin origin, FileChannel channel, long endRecord, Problems problems) throws IOException {
    ByteBuffer record = read(origin, channel, endRecord, END_BYTES);
    long size = record.getInt(12) & 0xffff_ffffL;
    long start = record.getInt(16) & 0xffff_ffffL;
    long end = endRecord;
    long locatorStart = Math.max(0, endRecord - ZIP64_LOCATOR_BYTES);
    ByteBuffer locator = read(origin, channel, locatorStart, ZIP64_LOCATOR_BYTES);
    if (locator.getInt(0) == ZIP64_LOCATOR) {
      end = locator.getLong(8);
      ByteBuffer wide = read(origin, channel, Math.max(0, end), ZIP64_END_BYTES);
      if (wide.limit() < ZIP64_END_BYTES || wide.getInt(0) != ZIP64_END) {
        return null;
      }
      size = wide.getLong(40);
      start = wide.getLong(48);
    }
    long actualStart = end - size;
    if (size < 0 || start < 0 || actualStart < start) {
      return null;
    }
    return new ZipDirectory(origin, channel, actualStart, end, actualStart - start, problems);
  }

  /** Up to {@code n} bytes at {@code position}, little-endian; fewer at the end of the file. */
  private static ByteBuffer read(Origin origin, FileChannel channel, long position, int n)
      throws IOException {
    byte[] bytes = new Slice(origin, channel, position, position + n).readNBytes(n);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public @Nullable Member next() throws IOException {
    free();
    while (directory.peek(4) == 4) {
      long start = directory.fileOffset();
      if (directory.peekInt() != ZipHeader.CENTRAL) {
        throw Damage.corrupt(start, "corrupt zip directory");
      }
      ZipHeader header = ZipHeader.central(directory);
      Member member = header.isRegular() ? member(header, start) : null;
      if (member != null) {
        return member;
      }
    }
    return null;
  }

  /** Null, and a problem, if the content cannot be decoded. */
  private @Nullable Member member(ZipHeader header, long start) throws IOException {
    String obstacle = header.obstacle();
    if (obstacle != null) {
      problems.add(ProblemCode.MEMBER_UNREADABLE, start, header.path() + " " + obstacle);
      return null;
    }
    long local = base + header.offset();
    // A corrupt offset may even overflow.
    ByteBuffer fixed = read(origin, channel, Math.max(0, local), ZipHeader.LOCAL_BYTES);
    if (local < 0 || fixed.limit() < ZipHeader.LOCAL_BYTES || fixed.getInt(0) != ZipHeader.LOCAL) {
      problems.add(
          ProblemCode.COMPRESSED_DATA_CORRUPT, start, header.path() + ": corrupt zip header");
      return null;
    }
    int nameLength = fixed.getShort(26) & 0xffff;
    int extraLength = fixed.getShort(28) & 0xffff;
    long dataStart = local + ZipHeader.LOCAL_BYTES + nameLength + extraLength;
    long dataEnd = dataStart + header.compressedSize();
    Inlet data =
        Inlet.ofFile(
            new Slice(origin, channel, dataStart, dataEnd), dataStart, header.compressedSize());
    content = new ZipContent(header, data, null);
    return new Member(
        header.path(), Inlet.above(data, new Expansion(origin, data, content)), header.size());
  }

  private void free() {
    if (content != null) {
      content.free();
      content = null;
    }
  }

  @Override
  public void close() throws IOException {
    free();
  }
}
