package dev.plumb.importers.laps;

import dev.plumb.importers.ImportSession;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Reads line by line, wherever the chunks end. Keeps one line, and a track for each thread. */
final class LapsSession implements ImportSession {
  private static final int LONGEST_LINE = 1 << 16;

  private final TraceBuilder out;
  private final Map<String, Integer> tracks = new HashMap<>();
  private byte[] line = new byte[256];
  private int length;
  private boolean tooLong;

  /** Offset in the text of the byte that comes next, and of the line that it belongs to. */
  private long offset;

  private long lineOffset;

  LapsSession(TraceBuilder out) {
    this.out = out;
  }

  @Override
  public void accept(byte[] buffer, int from, int to) {
    for (int at = from; at < to; at++) {
      offset++;
      if (buffer[at] == '\n') {
        endLine();
      } else if (length == LONGEST_LINE) {
        tooLong = true;
      } else {
        if (length == line.length) {
          line = Arrays.copyOf(line, length * 2);
        }
        line[length++] = buffer[at];
      }
    }
  }

  @Override
  public void finish() {
    if (length > 0) { // its end is missing, and so perhaps the end of a number
      out.problems().add(ProblemCode.TEXT_TRUNCATED, lineOffset);
    }
    out.setBytes(offset);
  }

  private void endLine() {
    String text = new String(line, 0, length, StandardCharsets.UTF_8);
    if (tooLong || lineOffset > 0 && !text.isBlank() && !lap(text.split(",", 4))) {
      out.problems().add(ProblemCode.EVENT_BROKEN, lineOffset);
    }
    length = 0;
    tooLong = false;
    lineOffset = offset;
  }

  /** Appends one lap; false if the line is none. */
  private boolean lap(String[] fields) {
    if (fields.length < 4) {
      return false;
    }
    long startNs;
    long durNs;
    try {
      startNs = Math.multiplyExact(Long.parseLong(fields[1]), 1000);
      durNs = Math.multiplyExact(Long.parseLong(fields[2]), 1000);
    } catch (NumberFormatException | ArithmeticException e) {
      return false;
    }
    if (durNs < 0) {
      out.problems().add(ProblemCode.DURATION_NEGATIVE, lineOffset);
      durNs = 0;
    }
    int name = out.strings().intern(fields[3]);
    out.countEvent(Ids.NONE);
    out.slices()
        .add(
            startNs,
            durNs,
            SliceKind.CPU,
            name,
            Ids.NONE,
            tracks.computeIfAbsent(fields[0], this::track),
            Ids.NONE,
            Ids.NONE);
    return true;
  }

  private int track(String thread) {
    return out.tracks().add(out.strings().intern("laps"), out.strings().intern(thread));
  }
}
