package dev.plumb.importers.chrome;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the hardware metrics that {@code plumb convert} writes with a kernel: an object whose keys
 * are {@code name [unit] #pass} (unit and pass may be missing) and whose values are a number, a
 * text, null, or both as {@code [number, text]}; a metric that is there several times has an array
 * of such arrays.
 */
final class MetricsReader {
  private final TraceBuilder out;
  private final StringPool strings;
  private final Texts texts = new Texts();
  private final Members members = new Members();

  private int slice;
  private int sample;
  private long offset;
  private int nameId;
  private int unitId;
  private int pass;
  private double value;
  private int textId;

  MetricsReader(TraceBuilder out) {
    this.out = out;
    this.strings = out.strings();
  }

  /** Reads the object at {@code pos}; the execution is a slice or a sample. */
  void read(byte[] buffer, int pos, int limit, int slice, int sample, long offset) {
    this.slice = slice;
    this.sample = sample;
    this.offset = offset;
    members.open(buffer, pos, limit);
    while (members.next()) {
      key(buffer, members.keyAt(), members.keyEnd());
      values(buffer, members.valueAt, members.valueEnd);
    }
  }

  private void values(byte[] buffer, int from, int to) {
    if (buffer[from] != '[') {
      begin();
      value(buffer, from, to);
      add();
      return;
    }
    int at = Json.skipSpace(buffer, from + 1, to);
    if (buffer[at] != '[') {
      pair(buffer, from, to);
      return;
    }
    while (at < to && buffer[at] == '[') {
      int end = Json.skipValue(buffer, at, to);
      if (end < 0) {
        return;
      }
      pair(buffer, at, end);
      at = Json.skipSpace(buffer, end, to);
      at = at < to && buffer[at] == ',' ? Json.skipSpace(buffer, at + 1, to) : to;
    }
  }

  /** An array of a number or null and perhaps a text. */
  private void pair(byte[] buffer, int from, int to) {
    begin();
    int at = Json.skipSpace(buffer, from + 1, to);
    while (at < to && buffer[at] != ']') {
      int end = buffer[at] == ',' ? at + 1 : Json.skipValue(buffer, at, to);
      if (end < 0) {
        break;
      }
      if (buffer[at] != ',') {
        value(buffer, at, end);
      }
      at = Json.skipSpace(buffer, end, to);
    }
    add();
  }

  private void begin() {
    value = Double.NaN;
    textId = Ids.NONE;
  }

  private void value(byte[] buffer, int from, int to) {
    if (buffer[from] == '"') {
      textId = text(buffer, from + 1, to - 1);
    } else if (buffer[from] != 'n') {
      value = number(buffer, from, to);
    }
  }

  private void add() {
    out.kernelMetrics().add(slice, sample, nameId, unitId, value, textId, pass);
  }

  private double number(byte[] buffer, int from, int to) {
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
