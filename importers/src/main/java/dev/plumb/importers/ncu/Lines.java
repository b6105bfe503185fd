package dev.plumb.importers.ncu;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The lines of a log. A line of more than 1 MiB is cut off there. */
final class Lines {
  private static final int LONGEST = 1 << 20;

  private final InputStream in;
  private final Problems problems;
  private final byte[] piece = new byte[1 << 13];
  private int at;
  private int limit;
  private byte[] line = new byte[256];
  private int length;
  private long offset;
  private long next;
  private boolean closed;

  Lines(InputStream in, Problems problems) {
    this.in = in;
    this.problems = problems;
  }

  /** Moves to the next line; false at the end of the input. */
  boolean next() throws IOException {
    length = 0;
    closed = false;
    offset = next;
    boolean cut = false;
    while (at < limit || fill()) {
      byte b = piece[at++];
      next++;
      if (b == '\n') {
        closed = true;
        break;
      }
      cut |= length == LONGEST;
      append(b);
    }
    if (cut) {
      problems.add(ProblemCode.TEXT_CUT, offset);
    }
    return next > offset;
  }

  private void append(byte b) {
    if (length == LONGEST) {
      return;
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, length * 2);
    }
    line[length++] = b;
  }

  private boolean fill() throws IOException {
    limit = Math.max(in.read(piece, 0, piece.length), 0);
    at = 0;
    return limit > 0;
  }

  /** The line, without its end. */
  String text() {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    return new String(line, 0, end, StandardCharsets.UTF_8);
  }

  /** Whether the line has an end; if not, something of it may be missing. */
  boolean isClosed() {
    return closed;
  }

  /** Offset of the line in the input. */
  long offset() {
    return offset;
  }

  /** Offset in the input of what comes after the line. */
  long end() {
    return next;
  }

  /** The line at hand and everything after it. */
  InputStream rest() {
    byte[] known = Arrays.copyOf(line, length + 1 + limit - at);
    known[length] = '\n';
    System.arraycopy(piece, at, known, length + 1, limit - at);
    at = limit;
    return new SequenceInputStream(new ByteArrayInputStream(known), in);
  }
}
