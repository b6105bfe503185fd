package dev.plumb.importers.records;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The arguments of one row, as JSON members without the enclosing braces. One is used for all rows:
 * numbers and sizes allocate nothing.
 */
public final class ArgsText {
  private byte[] bytes = new byte[512];
  private int length;

  /** Forgets what was added. */
  public ArgsText clear() {
    length = 0;
    return this;
  }

  /** Adds a number, unless it is {@link Ids#ABSENT}. */
  public ArgsText number(String key, long value) {
    if (value != Ids.ABSENT) {
      key(key);
      digits(value);
    }
    return this;
  }

  /** Adds three sizes as an array, unless the first is {@link Ids#ABSENT}. */
  public ArgsText sizes(String key, long x, long y, long z) {
    if (x == Ids.ABSENT) {
      return this;
    }
    key(key);
    put('[');
    digits(x);
    if (y != Ids.ABSENT && z != Ids.ABSENT) {
      put(',');
      digits(y);
      put(',');
      digits(z);
    }
    put(']');
    return this;
  }

  /** Adds a value that is JSON already. */
  public ArgsText raw(String key, String json) {
    key(key);
    for (byte b : json.getBytes(StandardCharsets.UTF_8)) {
      put((char) (b & 0xFF));
    }
    return this;
  }

  /** Adds a text, unless it is empty. */
  public ArgsText text(String key, String value) {
    if (!value.isEmpty()) {
      key(key);
      quoted(value);
    }
    return this;
  }

  /** Interns what was added; {@link Ids#NONE} if that is nothing, or if there is no room. */
  public int intern(TraceBuilder out) {
    if (length == 0) {
      return Ids.NONE;
    }
    int id = out.args().intern(bytes, 0, length);
    if (id < 0) {
      out.problems().add(ProblemCode.ARGUMENTS_DROPPED, Problems.NO_OFFSET);
    }
    return id;
  }

  /** What was added, as a JSON object. */
  public String object() {
    return "{" + new String(bytes, 0, length, StandardCharsets.UTF_8) + "}";
  }

  /** A text as a JSON string. */
  public static String json(String text) {
    ArgsText one = new ArgsText();
    one.quoted(text);
    return new String(one.bytes, 0, one.length, StandardCharsets.UTF_8);
  }

  private void key(String key) {
    if (length > 0) {
      put(',');
    }
    if (!plain(key)) {
      quoted(key);
    } else {
      put('"');
      for (int i = 0; i < key.length(); i++) {
        put(key.charAt(i));
      }
      put('"');
    }
    put(':');
  }

  private static boolean plain(String key) {
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private void quoted(String value) {
    put('"');
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b == '"' || b == '\\') {
        put('\\');
        put((char) b);
      } else if (b >= 0 && b < ' ') {
        for (char c : String.format("\\u%04x", b).toCharArray()) {
          put(c);
        }
      } else {
        put((char) (b & 0xFF));
      }
    }
    put('"');
  }

  private void digits(long value) {
    if (value < 0) {
      put('-');
    }
    int from = length;
    do {
      put((char) ('0' + Math.abs(value % 10)));
      value /= 10;
    } while (value != 0);
    for (int i = from, j = length - 1; i < j; i++, j--) {
      byte swapped = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swapped;
    }
  }

  private void put(char c) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, length * 2);
    }
    bytes[length++] = (byte) c;
  }
}
