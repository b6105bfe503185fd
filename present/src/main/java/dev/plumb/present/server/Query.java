package dev.plumb.present.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the part of an address after {@code ?} to pieces. */
final class Query {
  private static final int MOST_PARAMETERS = 64;

  private Query() {}

  /**
   * Parameters by name; null if the text is malformed: a broken percent sign, no UTF-8, a name
   * twice.
   */
  static @Nullable Map<String, String> parse(@Nullable String raw) {
    Map<String, String> parameters = new HashMap<>();
    if (raw == null || raw.isEmpty()) {
      return parameters;
    }
    for (String part : raw.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = decoded(equals < 0 ? part : part.substring(0, equals));
      String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
      if (name == null
          || name.isEmpty()
          || value == null
          || parameters.size() == MOST_PARAMETERS
          || parameters.put(name, value) != null) {
        return null;
      }
    }
    return parameters;
  }

  private static @Nullable String decoded(String text) {
    byte[] bytes = new byte[text.length()];
    int size = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '%') {
        int value = hex(text, at + 1) << 4 | hex(text, at + 2);
        if (value < 0) {
          return null;
        }
        bytes[size++] = (byte) value;
        at += 2;
      } else if (c > ' ' && c < 0x7F) {
        bytes[size++] = (byte) (c == '+' ? ' ' : c);
      } else {
        return null;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, size)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Value of a hexadecimal digit; negative if it is none. */
  private static int hex(String text, int at) {
    if (at >= text.length()) {
      return Integer.MIN_VALUE;
    }
    char c = text.charAt(at);
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    char lower = (char) (c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : Integer.MIN_VALUE;
  }
}
