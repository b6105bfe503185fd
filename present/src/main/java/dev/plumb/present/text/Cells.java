package dev.plumb.present.text;

/**
 * How many columns of a terminal a text takes: Chinese, Japanese and Korean characters and emoji
 * take two, accents that combine with the character before them none.
 */
final class Cells {
  private static final int FIRST_WIDE = 0x1100;

  /** First and last of the ranges that Unicode's EastAsianWidth calls wide or full-width. */
  private static final int[] WIDE = {
    0x1100, 0x115F, // Hangul, first letters
    0x2E80, 0x303E, // radicals, punctuation
    0x3041, 0x4DBF, // Hiragana, Katakana, Bopomofo, squared words, ideographs A
    0x4E00, 0xA4CF, // ideographs, Yi
    0xA960, 0xA97F, // Hangul, more first letters
    0xAC00, 0xD7A3, // Hangul syllables
    0xF900, 0xFAFF, // compatible ideographs
    0xFE30, 0xFE6F, // vertical and small forms
    0xFF01, 0xFF60, // full-width forms
    0xFFE0, 0xFFE6,
    0x20000, 0x3FFFD // ideographs B and later
  };

  private Cells() {}

  /** Columns of a text without what moves the cursor. */
  static int width(String text) {
    int width = 0;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      width += width(c);
      at += Character.charCount(c);
    }
    return width;
  }

  /** The longest beginning that takes at most {@code cells} columns. */
  static String head(String text, int cells) {
    int left = cells;
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      left -= width(c);
      if (left < 0) {
        break;
      }
      at += Character.charCount(c);
    }
    return text.substring(0, at);
  }

  /**
   * The longest end that takes at most {@code cells} columns, and does not begin with an accent.
   */
  static String tail(String text, int cells) {
    int left = cells;
    int from = text.length();
    int at = from;
    while (at > 0) {
      int c = text.codePointBefore(at);
      left -= width(c);
      if (left < 0) {
        break;
      }
      at -= Character.charCount(c);
      from = width(c) > 0 ? at : from;
    }
    return text.substring(from);
  }

  private static int width(int c) {
    if (c < FIRST_WIDE) {
      return c < 0x300 || !isMark(c) ? 1 : 0;
    }
    if (isMark(c)) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    boolean jamo = c >= 0x1160 && c <= 0x11FF; // vowels and finals, drawn into the first
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || jamo;
  }

  private static boolean isWide(int c) {
    for (int i = 0; i < WIDE.length; i += 2) {
      if (c >= WIDE[i] && c <= WIDE[i + 1]) {
        return true;
      }
    }
    return Character.isEmojiPresentation(c);
  }
}
