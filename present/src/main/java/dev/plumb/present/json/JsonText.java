package dev.plumb.present.json;

/** Strings as JSON text. */
public final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonText() {}

  /**
   * Appends {@code text} in quotes; half a surrogate pair is replaced, because it is no character
   * and parsers differ about it.
   */
  public static void quote(CharSequence text, StringBuilder out) {
    out.append('"');
    escape(text, 0, text.length(), out);
    out.append('"');
  }

  /** {@code text} in quotes. */
  public static String quoted(CharSequence text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    quote(text, out);
    return out.toString();
  }

  private static void escape(CharSequence text, int from, int to, StringBuilder out) {
    int plain = from;
    for (int at = from; at < to; at++) {
      char c = text.charAt(at);
      if (c >= ' ' && c != '"' && c != '\\' && c != 0x7F && !Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && at + 1 < to
          && Character.isLowSurrogate(text.charAt(at + 1))) {
        at++;
        continue;
      }
      out.append(text, plain, at);
      plain = at + 1;
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> unicode(Character.isSurrogate(c) ? '\uFFFD' : c, out);
      }
    }
    out.append(text, plain, to);
  }

  static void unicode(char c, StringBuilder out) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX[c >>> shift & 15]);
    }
  }
}
