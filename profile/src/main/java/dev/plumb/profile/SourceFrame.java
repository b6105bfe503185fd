package dev.plumb.profile;

import org.jspecify.annotations.Nullable;

/**
 * A frame's name taken apart: PyTorch calls Python frames {@code path/file.py(12): function}.
 *
 * @param function name to show; the whole name if there is no file in it
 * @param file path, or null
 * @param line line of the function's beginning, 0 if unknown
 */
public record SourceFrame(String function, @Nullable String file, int line) {
  private static final int MAX_DIGITS = 9;

  /** What is known about a frame of a tree: as it was recorded, or else from its name. */
  public static SourceFrame of(CallingContextTree tree, int frameRow) {
    String file = tree.frameFile(frameRow);
    String name = tree.frameName(frameRow);
    return file == null ? of(name) : new SourceFrame(name, file, tree.frameLine(frameRow));
  }

  /** Takes a name apart, from its end: paths may hold brackets and colons themselves. */
  public static SourceFrame of(String name) {
    for (int colon = name.lastIndexOf("): ");
        colon > 0;
        colon = name.lastIndexOf("): ", colon - 1)) {
      int digit = colon;
      while (digit > 0 && isDigit(name.charAt(digit - 1))) {
        digit--;
      }
      boolean number = digit < colon && colon - digit <= MAX_DIGITS;
      if (number && digit > 1 && name.charAt(digit - 1) == '(' && colon + 3 < name.length()) {
        return new SourceFrame(
            name.substring(colon + 3),
            name.substring(0, digit - 1),
            Integer.parseInt(name.substring(digit, colon)));
      }
    }
    return new SourceFrame(name, null, 0);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
