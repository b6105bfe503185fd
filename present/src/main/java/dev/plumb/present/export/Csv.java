package dev.plumb.present.export;

import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Lines of comma-separated values as RFC 4180 has them: CRLF at the end of each, quotes around what
 * needs them, quotes doubled. A missing value is empty; an empty text is {@code ""}, so that the
 * two can be told apart.
 */
public final class Csv {
  private final Writer out;
  private boolean first = true;

  /** Lines to {@code out}. */
  public Csv(Writer out) {
    this.out = out;
  }

  /** Adds a text, or nothing for null. */
  public void text(@Nullable String value) throws IOException {
    separate();
    if (value == null) {
      return;
    }
    if (isPlain(value)) {
      out.write(value);
      return;
    }
    out.write('"');
    int from = 0;
    for (int quote = value.indexOf('"'); quote >= 0; quote = value.indexOf('"', quote + 1)) {
      out.write(value, from, quote + 1 - from);
      out.write('"');
      from = quote + 1;
    }
    out.write(value, from, value.length() - from);
    out.write('"');
  }

  /** Adds what needs no quotes. */
  void plain(String value) throws IOException {
    separate();
    out.write(value);
  }

  /** Adds a missing value. */
  void nothing() throws IOException {
    separate();
  }

  /** Ends the line. */
  public void endRow() throws IOException {
    out.write("\r\n");
    first = true;
  }

  private void separate() throws IOException {
    if (!first) {
      out.write(',');
    }
    first = false;
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ',' || c == '"' || c < ' ') {
        return false;
      }
    }
    return !value.isEmpty() && value.charAt(0) != ' ' && value.charAt(value.length() - 1) != ' ';
  }
}
