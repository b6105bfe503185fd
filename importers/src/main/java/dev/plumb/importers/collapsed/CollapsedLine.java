package dev.plumb.importers.collapsed;

/** The shape of one line: frames with semicolons between them, a space, a count. */
final class CollapsedLine {
  private static final int MAX_DIGITS = 40;

  private CollapsedLine() {}

  /** Where the stack ends and its count follows after white space; −1 if there is no count. */
  static int countAfter(byte[] text, int from, int to) {
    int end = trimmed(text, from, to);
    int at = end;
    boolean digits = false;
    while (at > from && isOfNumber(text[at - 1])) {
      digits |= text[at - 1] >= '0' && text[at - 1] <= '9';
      at--;
    }
    boolean fits = digits && end - at <= MAX_DIGITS && at > from && isSpace(text[at - 1]);
    return fits ? trimmed(text, from, at) : -1;
  }

  /** End of a line without white space at its end. */
  static int trimmed(byte[] text, int from, int to) {
    int end = to;
    while (end > from && isSpace(text[end - 1])) {
      end--;
    }
    return end;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean isOfNumber(byte b) {
    return b >= '0' && b <= '9' || b == '.' || b == '-' || b == '+' || b == 'e' || b == 'E';
  }

  /** Whether there is a letter: rows of numbers are no stacks. */
  static boolean hasName(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      int letter = text[i] | 0x20;
      if (letter >= 'a' && letter <= 'z' || text[i] < 0) {
        return true;
      }
    }
    return false;
  }

  /** Number of frames. */
  static int frames(byte[] text, int from, int to) {
    int frames = 1;
    for (int i = from; i < to; i++) {
      frames += text[i] == ';' ? 1 : 0;
    }
    return frames;
  }
}
