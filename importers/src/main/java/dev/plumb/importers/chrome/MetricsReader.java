package dev.plumb.importers.chrome;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the hardware metrics that {@code plumb convert} writes with a kernel: an object whose keys
 * are {@code name [unit] #pass} (unit and pass may be missing) and whose values are a number, a
 * text, null, or both in an array.
 */
final class MetricsReader {
  private final TraceBuilder out;
  private final StringPool strings;
  private final Texts texts = new Texts();
  private final Members members = new Members();

  private int nameId;
  private int unitId;
  private int pass;

  MetricsReader(TraceBuilder out) {
    this.out = out;
    this.strings = out.strings();
  }

  /** Reads the object at {@code pos}; the execution is a slice or a sample. */
  void read(byte[] buffer, int pos, int limit, int slice, int sample, long offset) {
    members.open(buffer, pos, limit);
    while (members.next()) {
      key(buffer, members.keyAt(), members.keyEnd());
      double value = Double.NaN;
      int text = Ids.NONE;
      int at = members.valueAt;
      int end = members.valueEnd;
      if (buffer[at] == '[') {
        at = Json.skipSpace(buffer, at + 1, end);
        int next = Json.skipValue(buffer, at, end);
        if (next < 0) {
          continue;
        }
        value = number(buffer, at, next, offset);
        while (next < end && buffer[next] != '"') {
          next++;
        }
        int close = next < end ? Json.endOfString(buffer, next + 1, end) : Json.BROKEN;
        text = close < 0 ? Ids.NONE : text(buffer, next + 1, close);
      } else if (members.isText()) {
        text = text(buffer, members.textAt(), members.textEnd());
      } else if (!members.isNull()) {
        value = number(buffer, at, end, offset);
      }
      out.kernelMetrics().add(slice, sample, nameId, unitId, value, text, pass);
    }
  }

  private double number(byte[] buffer, int from, int to, long offset) {
    try {
      String text = new String(buffer, from, Math.min(to - from, 64), StandardCharsets.ISO_8859_1);
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      out.problems().add(ProblemCode.COUNTER_NOT_A_NUMBER, offset);
      return Double.NaN;
    }
  }

  private int text(byte[] buffer, int from, int to) {
    int length = texts.unescape(buffer, from, to);
    return strings.intern(texts.bytes, 0, length);
  }

  /** Takes the key apart, from its end. */
  private void key(byte[] buffer, int from, int to) {
    int end = texts.unescape(buffer, from, to);
    byte[] key = texts.bytes;
    pass = Ids.NONE;
    unitId = Ids.NONE;
    int digit = end;
    while (digit > 0 && end - digit < 9 && key[digit - 1] >= '0' && key[digit - 1] <= '9') {
      digit--;
    }
    if (digit < end && digit >= 2 && key[digit - 1] == '#' && key[digit - 2] == ' ') {
      pass = Integer.parseInt(new String(key, digit, end - digit, StandardCharsets.US_ASCII));
      end = digit - 2;
    }
    if (end > 0 && key[end - 1] == ']') {
      int open = end - 1;
      while (open > 0 && !(key[open] == '[' && key[open - 1] == ' ')) {
        open--;
      }
      if (open > 0) {
        unitId = open + 1 == end - 1 ? Ids.NONE : strings.intern(key, open + 1, end - 1);
        end = open - 1;
      }
    }
    nameId = strings.intern(key, 0, end);
  }
}
