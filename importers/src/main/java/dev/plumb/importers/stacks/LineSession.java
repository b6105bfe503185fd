package dev.plumb.importers.stacks;

import dev.plumb.importers.ImportSession;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.Utf8;
import java.util.Arrays;

/** Cuts pieces of text into lines; holds one unfinished line. */
public abstract class LineSession implements ImportSession {
  /** Longer lines are skipped. */
  private static final int LONGEST = 64 << 20;

  /** Where the rows go. */
  protected final TraceBuilder out;

  private byte[] line = new byte[1024];
  private int length;
  private long offset;
  private long lineOffset;
  private boolean skipping;

  protected LineSession(TraceBuilder out) {
    this.out = out;
  }

  /**
   * Takes a line without its end.
   *
   * @param offset of its first byte in the input
   */
  protected abstract void line(byte[] buffer, int from, int to, long offset);

  /** Called after the last line. */
  protected abstract void end() throws UnreadableInputException;

  /** Whether a last line without an end is whole: what has a number at its end may be cut there. */
  protected abstract boolean wholeWithoutEnd(byte[] buffer, int from, int to);

  /** Whether the beginning of an input is no text: it has bytes that texts never have. */
  public static boolean isBinary(byte[] head, int length) {
    for (int i = 0; i < Math.min(length, 4096); i++) {
      if (head[i] == 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public final void accept(byte[] buffer, int from, int to) {
    int start = from;
    for (int at = from; at < to; at++) {
      if (buffer[at] == '\n') {
        endLine(buffer, start, at);
        start = at + 1;
        lineOffset = offset + start - from;
      }
    }
    keep(buffer, start, to);
    offset += to - from;
  }

  private void endLine(byte[] buffer, int start, int at) {
    if (skipping) {
      skipping = false;
    } else if (length == 0) {
      give(buffer, start, at);
    } else {
      keep(buffer, start, at);
      if (!skipping) {
        give(line, 0, length);
      }
    }
    length = 0;
    skipping = false;
  }

  private void give(byte[] buffer, int from, int to) {
    int end = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
    int start = from;
    boolean mark = lineOffset == 0 && end - from >= 3 && buffer[from] == (byte) 0xEF;
    if (mark && buffer[from + 1] == (byte) 0xBB && buffer[from + 2] == (byte) 0xBF) {
      start += 3;
    }
    if (!Utf8.isWellFormed(buffer, start, end)) {
      out.problems().add(ProblemCode.INVALID_UTF8, lineOffset);
    }
    line(buffer, start, end, lineOffset);
  }

  private void keep(byte[] buffer, int from, int to) {
    int count = to - from;
    if (skipping || count == 0) {
      return;
    }
    if (length + count > LONGEST) {
      skipping = true;
      length = 0;
      out.problems().add(ProblemCode.EVENT_TOO_LARGE, lineOffset);
      return;
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, Math.min(line.length * 2, LONGEST)));
    }
    System.arraycopy(buffer, from, line, length, count);
    length += count;
  }

  @Override
  public final void finish() throws UnreadableInputException {
    if (length > 0) {
      if (wholeWithoutEnd(line, 0, length)) {
        give(line, 0, length);
      } else {
        out.problems().add(ProblemCode.TEXT_TRUNCATED, lineOffset);
      }
    }
    out.setBytes(offset);
    end();
  }
}
