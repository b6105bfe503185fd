package dev.plumb.trace.io;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a zip from front to back, by the headers in front of its members: one that arrives on a
 * stream or inside another container, or has lost the directory at its end.
 */
final class ZipStream implements Archive {
  private static final int DIRECTORY_END = 0x06054b50;
  private static final int ZIP64_DIRECTORY_END = 0x06064b50;
  private static final int EXTRA_DATA = 0x08064b50;

  private final Origin origin;
  private final Inlet in;
  private final Problems problems;
  private @Nullable ZipHeader header;
  private @Nullable Bounded bounded;
  private @Nullable ZipContent content;
  private @Nullable Inlet decoded;

  ZipStream(Origin origin, Inlet in, Problems problems) {
    this.origin = origin;
    this.in = in;
    this.problems = problems;
  }

  @Override
  public @Nullable Member next() throws IOException {
    while (true) {
      skipCurrent();
      if (in.peek(4) < 4) {
        throw in.shortOf("before the end of the zip");
      }
      long start = in.fileOffset();
      switch (in.peekInt()) {
        case ZipHeader.LOCAL -> {
          Member member = entry(ZipHeader.local(in), start);
          if (member != null) {
            return member;
          }
        }
        case ZipHeader.CENTRAL, DIRECTORY_END, ZIP64_DIRECTORY_END, EXTRA_DATA -> {
          in.drain();
          return null;
        }
        default -> throw Damage.corrupt(start, "corrupt zip header");
      }
    }
  }

  /** The member that the header begins, or null if it is not for us. */
  private @Nullable Member entry(ZipHeader next, long start) throws IOException {
    String obstacle = next.obstacle();
    boolean stored = next.method() == ZipHeader.STORED;
    boolean sizeUnknown =
        next.hasDescriptor()
            && next.compressedSize() == 0
            && !(stored && next.path().endsWith("/"));
    if (sizeUnknown && (stored || obstacle != null)) {
      // Nothing says where the next member begins.
      throw new Damage(
          ProblemCode.MEMBER_UNREADABLE,
          start,
          next.path() + " " + (obstacle == null ? "has no size in front of it" : obstacle),
          "Save the zip to a file and pass that.");
    }
    header = next;
    bounded = sizeUnknown ? null : new Bounded(in, next.compressedSize());
    if (obstacle != null) {
      problems.add(ProblemCode.MEMBER_UNREADABLE, start, next.path() + " " + obstacle);
      return null;
    }
    Inlet data = bounded == null ? in : Inlet.above(in, bounded);
    content = new ZipContent(next, data, next.hasDescriptor() ? in : null);
    decoded = Inlet.above(in, new Expansion(origin, in, content));
    return next.isRegular()
        ? new Member(next.path(), decoded, sizeUnknown ? -1 : next.size())
        : null;
  }

  private void skipCurrent() throws IOException {
    if (bounded != null) {
      bounded.skipRest();
      boolean atDescriptor = content == null || !content.isAtEnd();
      if (atDescriptor && header != null && header.hasDescriptor()) {
        ZipContent.descriptor(in);
      }
    } else if (decoded != null) {
      drainToDescriptor(decoded);
    }
    free();
  }

  private void drainToDescriptor(Inlet member) throws IOException {
    try {
      member.drain();
    } catch (Damage e) {
      // After a wrong checksum the next header follows all the same.
      if (content == null || !content.isAtEnd()) {
        throw e;
      }
    }
  }

  private void free() {
    if (content != null) {
      content.free();
    }
    header = null;
    bounded = null;
    content = null;
    decoded = null;
  }

  @Override
  public void close() throws IOException {
    free();
    in.close();
  }
}
