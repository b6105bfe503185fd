package dev.plumb.trace.io;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.Closeable;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Fills chunks from the topmost layer, up to the end or the first damage. */
final class ChunkReader implements Closeable {
  private final String label;
  private final Origin origin;
  private final Inlet in;
  private final Problems problems;
  private long offset;
  private boolean ended;
  private @Nullable Damage damage;

  /**
   * @param label what the details of problems begin with: the path inside an archive, or nothing
   */
  ChunkReader(String label, Origin origin, Inlet in, Problems problems) {
    this.label = label;
    this.origin = origin;
    this.in = in;
    this.problems = problems;
  }

  /** The next chunk, as full as possible, or null at the end. */
  @Nullable Chunk read(byte[] array) throws IOException {
    int from = Chunk.HEADROOM;
    int limit = array.length - Chunk.SLACK;
    int to = from;
    while (to < limit && !ended) {
      to += some(array, to, limit - to);
    }
    long start = offset;
    offset += to - from;
    // Damage before any content is not counted here: then the whole file is unreadable.
    if (damage != null && offset > 0) {
      count(damage);
    }
    return to == from ? null : new Chunk(array, to, start);
  }

  /** 0 only at the end. */
  private int some(byte[] array, int from, int length) throws IOException {
    int n;
    try {
      n = in.read(array, from, length);
    } catch (Damage e) {
      damage = e;
      n = -1;
    }
    long allowance = origin.allowance();
    if (n > allowance) {
      damage =
          new Damage(
              ProblemCode.EXPANSION_SIZE_LIMIT,
              in.fileOffset(),
              String.format(
                  Locale.ROOT,
                  "holds more than %,d bytes",
                  origin.limits().maxUncompressedBytes()));
      n = (int) allowance;
      ended = true;
    }
    if (n < 0) {
      ended = true;
      return 0;
    }
    origin.countDelivered(n);
    return n;
  }

  private void count(Damage met) {
    if (met.firstCount()) {
      String kept = String.format(Locale.ROOT, "; %,d bytes of content kept", offset);
      problems.add(met.code(), met.offset(), label + met.reason() + kept);
    }
  }

  /** Whether {@link #read} will return null; may still be false when nothing is left. */
  boolean isAtEnd() {
    return ended;
  }

  /** What ended the content, if it was not its end. */
  @Nullable Damage damage() {
    return damage;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
