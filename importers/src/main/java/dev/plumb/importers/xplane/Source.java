package dev.plumb.importers.xplane;

/**
 * A place in source code.
 *
 * @param line from 1; 0 if unknown
 */
record Source(String file, int line) {
  /** Reads {@code file:line} or {@code file:line:column}; the file's name may hold colons. */
  static Source of(String text) {
    int end = numberBefore(text, text.length());
    if (end < 0) {
      return new Source(text, 0);
    }
    int outer = numberBefore(text, end);
    int from = outer < 0 ? end : outer;
    int to = outer < 0 ? text.length() : end;
    return new Source(text.substring(0, from), Integer.parseInt(text, from + 1, to, 10));
  }

  /** The colon before the number that ends at {@code end}; −1 if no number ends there. */
  private static int numberBefore(String text, int end) {
    int at = end;
    while (at > 0 && end - at < 9 && text.charAt(at - 1) >= '0' && text.charAt(at - 1) <= '9') {
      at--;
    }
    return at < end && at > 0 && text.charAt(at - 1) == ':' ? at - 1 : -1;
  }

  String baseName() {
    return file.substring(file.lastIndexOf('/') + 1);
  }
}
