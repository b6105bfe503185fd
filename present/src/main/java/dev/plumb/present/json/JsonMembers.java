package dev.plumb.present.json;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the members of a JSON object ({@code "a": 1, "b": [2]}) well-formed. Traces keep such texts
 * as their profilers wrote them, and profilers write NaN, raw control characters, Windows paths and
 * commas too many.
 *
 * <p>Repairs: bare words that are no JSON (NaN, Infinity, 0x10) become strings; control characters
 * and unknown escapes inside strings are escaped; superfluous commas go; what is left open at the
 * end is closed. White space between values goes too.
 */
public final class JsonMembers {
  private static final int MAX_DEPTH = 512;

  private enum Expect {
    /** A key, or the end of the object. */
    KEY,
    COLON,
    VALUE,
    /** A comma or the end. */
    NEXT
  }

  private final CharSequence text;
  private final StringBuilder out;

  /** Whether each open container is an array. */
  private final BitSet arrays = new BitSet();

  private int at;
  private int depth;
  private Expect expect = Expect.KEY;

  /** Whether something was written in the innermost container. */
  private final BitSet filled = new BitSet();

  private JsonMembers(CharSequence text) {
    this.text = text;
    this.out = new StringBuilder(text.length() + 16);
  }

  /**
   * The members of {@code text}, well-formed; the empty string if there are none.
   *
   * @return null if the text cannot be understood as members of an object
   */
  public static @Nullable String repair(CharSequence text) {
    JsonMembers members = new JsonMembers(text);
    return members.run() ? members.out.toString() : null;
  }

  /**
   * {@code text} as an object; what cannot be understood stands in it as one string, under {@code
   * "plumb raw args"}.
   */
  public static String object(CharSequence text) {
    String members = repair(text);
    if (members == null) {
      members = "\"plumb raw args\":" + JsonText.quoted(text);
    }
    return "{" + members + "}";
  }

  private boolean run() {
    while (true) {
      skipSpace();
      if (at == text.length()) {
        return finish();
      }
      char c = text.charAt(at);
      boolean understood =
          switch (expect) {
            case KEY -> key(c);
            case COLON -> colon(c);
            case VALUE -> value(c);
            case NEXT -> next(c);
          };
      if (!understood) {
        return false;
      }
    }
  }

  private boolean key(char c) {
    if (c == ',') {
      at++;
      return true;
    }
    if (c == '}' && depth > 0) {
      close(c);
      return true;
    }
    if (c != '"') {
      return false;
    }
    comma();
    expect = Expect.COLON;
    return string();
  }

  private boolean colon(char c) {
    if (c != ':') {
      return false;
    }
    out.append(':');
    at++;
    expect = Expect.VALUE;
    return true;
  }

  private boolean value(char c) {
    boolean inArray = arrays.get(depth);
    if (c == ']' && inArray) {
      close(c);
      return true;
    }
    if (c == ',' && inArray) {
      at++;
      return true;
    }
    if (c == ',' || c == '}' || c == ']' || c == ':') {
      if (inArray || c == ':' || c == ']') {
        return false;
      }
      out.append("null"); // a key without a value
      expect = Expect.NEXT;
      return true;
    }
    if (inArray) {
      comma();
    }
    if (c == '{' || c == '[') {
      return open(c);
    }
    expect = Expect.NEXT;
    return c == '"' ? string() : word();
  }

  private boolean open(char bracket) {
    if (depth == MAX_DEPTH) {
      return false;
    }
    out.append(bracket);
    at++;
    depth++;
    arrays.set(depth, bracket == '[');
    filled.clear(depth);
    expect = bracket == '[' ? Expect.VALUE : Expect.KEY;
    return true;
  }

  private boolean next(char c) {
    if (c == ',') {
      at++;
      expect = arrays.get(depth) ? Expect.VALUE : Expect.KEY;
      return true;
    }
    if (depth > 0 && (c == ']') == arrays.get(depth) && (c == ']' || c == '}')) {
      close(c);
      return true;
    }
    return false;
  }

  private void close(char bracket) {
    out.append(bracket);
    at++;
    depth--;
    expect = Expect.NEXT;
  }

  private void comma() {
    if (filled.get(depth)) {
      out.append(',');
    }
    filled.set(depth);
  }

  private boolean finish() {
    if (expect == Expect.COLON) {
      out.append(":null");
    } else if (expect == Expect.VALUE && !arrays.get(depth)) {
      out.append("null");
    }
    while (depth > 0) {
      out.append(arrays.get(depth--) ? ']' : '}');
    }
    return true;
  }

  /** A number or literal; anything else becomes a string. */
  private boolean word() {
    int from = at;
    while (at < text.length() && !endsWord(text.charAt(at))) {
      at++;
    }
    if (at == from) {
      return false;
    }
    String word = text.subSequence(from, at).toString();
    if (word.equals("true") || word.equals("false") || word.equals("null") || isNumber(word)) {
      out.append(word);
    } else {
      JsonText.quote(word, out);
    }
    return true;
  }

  private static boolean endsWord(char c) {
    return c <= ' ' || c == ',' || c == '}' || c == ']' || c == '{' || c == '[' || c == '"'
        || c == ':';
  }

  /** The grammar of JSON, by hand: a regular expression would recurse on long digits. */
  static boolean isNumber(String word) {
    int end = word.length();
    int at = word.startsWith("-") ? 1 : 0;
    int digits = digits(word, at);
    if (digits == at || word.charAt(at) == '0' && digits > at + 1) {
      return false;
    }
    at = digits;
    if (at < end && word.charAt(at) == '.') {
      digits = digits(word, at + 1);
      if (digits == at + 1) {
        return false;
      }
      at = digits;
    }
    if (at < end && (word.charAt(at) == 'e' || word.charAt(at) == 'E')) {
      at++;
      if (at < end && (word.charAt(at) == '+' || word.charAt(at) == '-')) {
        at++;
      }
      digits = digits(word, at);
      if (digits == at) {
        return false;
      }
      at = digits;
    }
    return at == end;
  }

  private static int digits(String word, int at) {
    while (at < word.length() && word.charAt(at) >= '0' && word.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /** The string that starts here, closed at the end of the text if nobody else closes it. */
  private boolean string() {
    out.append('"');
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        out.append('"');
        return true;
      }
      if (c == '\\') {
        escape();
      } else if (c < ' ' || c == 0x7F) {
        JsonText.unicode(c, out);
      } else if (Character.isSurrogate(c)) {
        surrogate(c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
    return true;
  }

  private void surrogate(char c) {
    if (Character.isHighSurrogate(c)
        && at < text.length()
        && Character.isLowSurrogate(text.charAt(at))) {
      out.append(c).append(text.charAt(at++));
    } else {
      out.append("\\ufffd");
    }
  }

  private void escape() {
    if (at == text.length()) {
      out.append("\\\\");
      return;
    }
    char c = text.charAt(at);
    if ("\"\\/bfnrt".indexOf(c) >= 0) {
      out.append('\\').append(c);
      at++;
    } else if (c == 'u' && isHex(at + 1)) {
      unicode();
    } else {
      out.append("\\\\"); // what was meant is the backslash
    }
  }

  /** Half a surrogate pair is no character: parsers differ about it, so it does not pass. */
  private void unicode() {
    char unit = unit(at + 1);
    if (!Character.isSurrogate(unit)) {
      out.append(text, at - 1, at + 5);
      at += 5;
    } else if (Character.isHighSurrogate(unit)
        && at + 6 < text.length()
        && text.charAt(at + 5) == '\\'
        && text.charAt(at + 6) == 'u'
        && isHex(at + 7)
        && Character.isLowSurrogate(unit(at + 7))) {
      out.append(text, at - 1, at + 11);
      at += 11;
    } else {
      out.append("\\ufffd");
      at += 5;
    }
  }

  private char unit(int from) {
    return (char) Integer.parseInt(text, from, from + 4, 16);
  }

  private boolean isHex(int from) {
    if (from + 4 > text.length()) {
      return false;
    }
    for (int i = from; i < from + 4; i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F')) {
        return false;
      }
    }
    return true;
  }

  private void skipSpace() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
  }
}
