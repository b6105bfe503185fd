package dev.plumb.present.view;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a question is answered with.
 *
 * @param type media type
 * @param content the bytes
 * @param file name under which a browser saves it; null to show it
 */
public record Answer(
    String type, @SuppressWarnings("ArrayRecordComponent") byte[] content, @Nullable String file) {
  private static final String JSON = "application/json";

  static Answer json(byte[] content) {
    return new Answer(JSON, content, null);
  }

  static Answer csv(String text, String file) {
    return new Answer("text/csv; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), file);
  }
}
