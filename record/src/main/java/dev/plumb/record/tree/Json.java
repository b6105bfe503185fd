package dev.plumb.record.tree;

import java.util.List;

/** Writes the few JSON values that a recording keeps about itself. */
public final class Json {
  private Json() {}

  /** A text. */
  public static String text(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  /** A list of texts. */
  public static String array(List<String> values) {
    return "[" + String.join(",", values.stream().map(Json::text).toList()) + "]";
  }
}
