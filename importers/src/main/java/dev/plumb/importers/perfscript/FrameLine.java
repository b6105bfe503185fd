package dev.plumb.importers.perfscript;

/**
 * One frame: {@code address symbol+0xoffset (library)}. The library is in the last pair of
 * brackets, which may hold others: {@code (/memfd:jit (deleted))}; symbols of C++ have them too.
 */
final class FrameLine {
  boolean hasAddress;
  boolean inlined;
  int nameFrom;
  int nameTo;

  /** −1 if there is none. */
  int libraryFrom;

  int libraryTo;

  /** Reads a line; false if nothing is in it. */
  boolean read(byte[] text, int from, int to) {
    int at = from;
    while (at < to && isSpace(text[at])) {
      at++;
    }
    int end = to;
    while (end > at && isSpace(text[end - 1])) {
      end--;
    }
    if (at == end) {
      return false;
    }
    int hex = at;
    while (hex < end && isHex(text[hex])) {
      hex++;
    }
    hasAddress = hex > at && (hex == end || isSpace(text[hex]));
    nameFrom = hasAddress ? hex : at;
    while (nameFrom < end && isSpace(text[nameFrom])) {
      nameFrom++;
    }
    nameTo = end;
    library(text, end);
    withoutOffset(text);
    return hasAddress || nameTo > nameFrom;
  }

  private void library(byte[] text, int end) {
    libraryFrom = -1;
    libraryTo = -1;
    inlined = false;
    if (end == nameFrom || text[end - 1] != ')') {
      return;
    }
    int depth = 0;
    int at = end - 1;
    for (; at >= nameFrom; at--) {
      depth += text[at] == ')' ? 1 : text[at] == '(' ? -1 : 0;
      if (depth == 0) {
        break;
      }
    }
    // "operator()" is a name; a library stands apart.
    if (at < nameFrom || at > nameFrom && !isSpace(text[at - 1])) {
      return;
    }
    libraryFrom = at + 1;
    libraryTo = end - 1;
    nameTo = at;
    while (nameTo > nameFrom && isSpace(text[nameTo - 1])) {
      nameTo--;
    }
    inlined = is(text, "inlined");
    if (inlined || is(text, "[unknown]")) {
      libraryFrom = -1;
    }
  }

  private boolean is(byte[] text, String library) {
    if (libraryTo - libraryFrom != library.length()) {
      return false;
    }
    for (int i = 0; i < library.length(); i++) {
      if (text[libraryFrom + i] != library.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void withoutOffset(byte[] text) {
    int at = nameTo;
    while (at > nameFrom && isHex(text[at - 1])) {
      at--;
    }
    if (at < nameTo && at - nameFrom > 3 && text[at - 1] == 'x' && text[at - 2] == '0') {
      nameTo = text[at - 3] == '+' ? at - 3 : nameTo;
    }
  }

  private static boolean isHex(byte b) {
    return b >= '0' && b <= '9' || b >= 'a' && b <= 'f';
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }
}
