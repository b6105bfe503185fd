package dev.plumb.importers.ncu;

import dev.plumb.importers.wire.WireReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Texts of messages, and texts as JSON. */
final class Texts {
  private Texts() {}

  /** The text of a length-delimited field, of which {@code most} bytes are kept. */
  static String read(WireReader in, int most) throws IOException {
    int length = in.bytes(most);
    return new String(in.buffer(), in.start(), length, StandardCharsets.UTF_8);
  }

  /** A text as a JSON string. */
  static String json(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
