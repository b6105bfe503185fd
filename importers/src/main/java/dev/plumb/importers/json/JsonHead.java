package dev.plumb.importers.json;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The outline of a JSON document's beginning: the names of the members of its outermost object and
 * of the objects right in it, with their scalar values. Cheap: nothing deeper is looked at.
 */
public final class JsonHead {
  private static final int DEPTH = 2;

  private final byte[] text;
  private final int length;
  private int at;

  /** Value by path; what is no scalar has the value "{" or "[". */
  private final Map<String, String> values = new HashMap<>();

  private JsonHead(byte[] text, int length) {
    this.text = text;
    this.length = length;
  }

  /** The outline of what may be JSON; empty if it is not. */
  public static JsonHead of(byte[] head, int length) {
    JsonHead outline = new JsonHead(head, length);
    if (length >= 3 && (head[0] & 0xFF) == 0xEF) {
      outline.at = 3;
    }
    if (outline.peek() == '{') {
      outline.object();
    }
    return outline;
  }

  /** Whether there is a member of this path, {@code "a"} or {@code "a.b"}. */
  public boolean has(String path) {
    return values.containsKey(path);
  }

  /** The scalar, "{" or "[" at a path; "" if there is none. */
  public String value(String path) {
    return values.getOrDefault(path, "");
  }

  private int peek() {
    while (at < length && text[at] >= 0 && text[at] <= ' ') {
      at++;
    }
    return at < length ? text[at] : -1;
  }

  /** Walks the two outer levels; stops where the text ends or is no JSON. */
  private void object() {
    String[] prefix = new String[DEPTH + 1];
    prefix[1] = "";
    int depth = 1;
    at++;
    while (depth > 0) {
      int c = peek();
      if (c == '}') {
        at++;
        depth--;
      } else if (c == ',') {
        at++;
      } else if (c != '"') {
        return;
      } else {
        String path = prefix[depth] + string();
        if (peek() != ':') {
          return;
        }
        at++;
        c = peek();
        if (c == '{' && depth < DEPTH) {
          values.put(path, "{");
          at++;
          depth++;
          prefix[depth] = path + ".";
        } else {
          values.put(path, value(c));
        }
      }
    }
  }

  private String value(int first) {
    if (first == '"') {
      return string();
    }
    if (first == '{' || first == '[') {
      skipNested();
      return Character.toString(first);
    }
    int from = at;
    while (at < length && ",}] \n\r\t".indexOf(text[at]) < 0) {
      at++;
    }
    return new String(text, from, at - from, StandardCharsets.ISO_8859_1);
  }

  private void skipNested() {
    int open = 0;
    do {
      int c = peek();
      if (c < 0) {
        return;
      }
      if (c == '"') {
        string();
        continue;
      }
      open += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      at++;
    } while (open > 0 && at < length);
  }

  /** The text of a string without decoding its escapes. */
  private String string() {
    int from = ++at;
    while (at < length && text[at] != '"') {
      at += text[at] == '\\' ? 2 : 1;
    }
    int to = Math.min(at, length);
    at = Math.min(at + 1, length);
    return to - from > 200 ? "" : new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
