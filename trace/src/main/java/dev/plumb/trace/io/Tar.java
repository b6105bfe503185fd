package dev.plumb.trace.io;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the regular files of a tar archive: ustar, with the GNU and pax ways to write long names
 * and large sizes. An archive without its closing zeros is as good: many programs leave them out.
 */
final class Tar implements Archive {
  private static final int MAX_METADATA_BYTES = 1 << 20;

  private final Inlet in;
  private final Problems problems;
  private @Nullable Bounded current;
  private int padding;
  // What extension headers said about the next file.
  private @Nullable String path;
  private long size = -1;
  private boolean sparse;

  Tar(Inlet in, Problems problems) {
    this.in = in;
    this.problems = problems;
  }

  @Override
  public @Nullable Member next() throws IOException {
    while (true) {
      skipCurrent();
      if (in.peek(TarHeader.BLOCK) == 0 && !in.fill()) {
        return null;
      }
      long start = in.fileOffset();
      in.take(TarHeader.BLOCK, "inside a tar header");
      if (TarHeader.isZero(in.buffer, in.at - TarHeader.BLOCK)) {
        // To the end, where a compressed archive has its checksum.
        in.drain();
        return null;
      }
      TarHeader header = TarHeader.parse(in.buffer, in.at - TarHeader.BLOCK);
      if (header == null || header.size() < 0) {
        throw Damage.corrupt(start, "corrupt tar header");
      }
      Member member = entry(header, start);
      if (member != null) {
        return member;
      }
    }
  }

  private void skipCurrent() throws IOException {
    if (current != null) {
      current.skipRest();
      current = null;
      new Bounded(in, padding).skipRest();
    }
  }

  /** The member that the header begins, or null if it is not for us. */
  private @Nullable Member entry(TarHeader header, long start) throws IOException {
    boolean extension = "LKxg".indexOf(header.type()) >= 0;
    long length = !header.hasContent() ? 0 : extension || size < 0 ? header.size() : size;
    Bounded content = new Bounded(in, length);
    current = content;
    padding = TarHeader.padding(length);
    if (extension) {
      extend(header, content, start);
      return null;
    }
    String name = path != null ? path : header.path();
    boolean holes = sparse || header.type() == 'S';
    path = null;
    size = -1;
    sparse = false;
    if (holes) {
      problems.add(ProblemCode.MEMBER_UNREADABLE, start, name + ": is sparse");
      return null;
    }
    return header.isRegular() ? new Member(name, Inlet.above(in, content), length) : null;
  }

  private void extend(TarHeader header, Bounded content, long start) throws IOException {
    boolean forNextFile = header.type() == 'L' || header.type() == 'x';
    if (!forNextFile) {
      return;
    }
    if (header.size() > MAX_METADATA_BYTES) {
      throw Damage.corrupt(start, "oversized tar header");
    }
    byte[] bytes = content.readNBytes((int) header.size());
    if (header.type() == 'L') {
      path = TarHeader.text(bytes, 0, bytes.length);
    } else {
      pax(bytes, start);
    }
  }

  /** Records such as {@code 17 path=a/b.json\n}; the length counts all of it, in bytes. */
  private void pax(byte[] records, long start) throws Damage {
    int at = 0;
    while (at < records.length && records[at] != 0) {
      int blank = at;
      int length = 0;
      while (blank < records.length && records[blank] >= '0' && records[blank] <= '9') {
        length = Math.min(length * 10 + records[blank++] - '0', MAX_METADATA_BYTES);
      }
      int end = at + length;
      if (end <= blank + 1 || end > records.length) {
        throw Damage.corrupt(start, "corrupt extended tar header");
      }
      paxRecord(new String(records, blank + 1, end - blank - 2, StandardCharsets.UTF_8), start);
      at = end;
    }
  }

  private void paxRecord(String record, long start) throws Damage {
    int key = record.indexOf('=');
    if (key > 0) {
      paxValue(record.substring(0, key), record.substring(key + 1), start);
    }
  }

  private void paxValue(String key, String value, long start) throws Damage {
    if (key.equals("path")) {
      path = value;
    } else if (key.startsWith("GNU.sparse.")) {
      sparse = true;
    } else if (key.equals("size")) {
      try {
        size = Long.parseLong(value);
      } catch (NumberFormatException e) {
        throw Damage.corrupt(start, "corrupt size in a tar header");
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
