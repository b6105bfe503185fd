package dev.plumb.cli;

import dev.plumb.present.text.Style;

/** What the launcher script found out about the terminal. */
final class Terminal {
  private static final int DEFAULT_WIDTH = 100;

  private Terminal() {}

  /** Colours only on a terminal, and not where the user asked for none (no-color.org). */
  static Style style() {
    String noColour = System.getenv("NO_COLOR");
    boolean wanted = noColour == null || noColour.isEmpty();
    return wanted && "1".equals(System.getenv("PLUMB_STDOUT_IS_TERMINAL"))
        ? Style.COLOUR
        : Style.PLAIN;
  }

  /** Columns. */
  static int width() {
    String columns = System.getenv("PLUMB_COLUMNS");
    if (columns == null || !columns.matches("[1-9][0-9]{0,3}")) {
      return DEFAULT_WIDTH;
    }
    return Integer.parseInt(columns);
  }
}
