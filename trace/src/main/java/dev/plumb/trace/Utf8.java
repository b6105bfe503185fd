package dev.plumb.trace;

/** Well-formedness of UTF-8 (Unicode 15, table 3-7). */
public final class Utf8 {
  private Utf8() {}

  /** Whether {@code [from, to)} is well-formed UTF-8. */
  public static boolean isWellFormed(byte[] buffer, int from, int to) {
    int at = from;
    while (at < to) {
      int b = buffer[at++];
      if (b >= 0) {
        continue;
      }
      int lead = b & 0xFF;
      int more =
          lead >= 0xC2 && lead < 0xE0
              ? 1
              : lead >= 0xE0 && lead < 0xF0 ? 2 : lead >= 0xF0 && lead < 0xF5 ? 3 : -1;
      if (more < 0 || at + more > to) {
        return false;
      }
      int second = buffer[at] & 0xFF;
      if (lead == 0xE0 && second < 0xA0
          || lead == 0xED && second > 0x9F
          || lead == 0xF0 && second < 0x90
          || lead == 0xF4 && second > 0x8F) {
        return false;
      }
      for (int i = 0; i < more; i++) {
        if ((buffer[at++] & 0xC0) != 0x80) {
          return false;
        }
      }
    }
    return true;
  }
}
