package dev.plumb.importers.memsnapshot;

import org.jspecify.annotations.Nullable;

/** JSON of the few settings that are kept as they are. */
final class Texts {
  private static final int MAX_DEPTH = 4;
  private static final int MAX_CHARS = 1 << 16;

  private Texts() {}

  /** A dictionary of plain values as a JSON object; what lies deeper is left out. */
  static String json(Dict dict) {
    StringBuilder text = new StringBuilder();
    append(text, dict, 0);
    return text.toString();
  }

  private static void append(StringBuilder text, @Nullable Object value, int depth) {
    switch (value) {
      case Dict dict when depth < MAX_DEPTH -> {
        String comma = "";
        text.append('{');
        for (String key : dict.keys()) {
          if (text.length() > MAX_CHARS) {
            break;
          }
          text.append(comma);
          quote(text, key);
          text.append(": ");
          append(text, dict.get(key), depth + 1);
          comma = ", ";
        }
        text.append('}');
      }
      case Long number -> text.append(number.longValue());
      case Boolean truth -> text.append(truth.booleanValue());
      case Double number when Double.isFinite(number) -> text.append(number.doubleValue());
      case String string -> quote(text, string);
      case null, default -> text.append("null");
    }
  }

  static void quote(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < Math.min(value.length(), MAX_CHARS); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
