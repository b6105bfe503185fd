package dev.plumb.importers.ncu;

import org.jspecify.annotations.Nullable;

/**
 * A table of metrics in a log: three columns, whose places a line of dashes tells. Values that are
 * wider than their column push the others; then two spaces separate them.
 */
final class PrintedTable {
  private static final int COLUMNS = 3;

  private final int[] from = new int[COLUMNS];
  private final int[] to = new int[COLUMNS];
  private int columns;

  /** Whether a line is one of dashes, which then says where the columns are. */
  boolean dashes(String line) {
    if (!line.startsWith("    -")) {
      return false;
    }
    int found = 0;
    int at = 4;
    while (at < line.length()) {
      int end = at;
      while (end < line.length() && line.charAt(end) == '-') {
        end++;
      }
      if (end == at || (end < line.length() && line.charAt(end) != ' ')) {
        return false;
      }
      if (found < COLUMNS) {
        from[found] = at;
        to[found] = end;
      }
      found++;
      at = end + 1;
    }
    columns = found;
    return true;
  }

  /** No table any more, until the next line of dashes. */
  void close() {
    columns = 0;
  }

  boolean isOpen() {
    return columns == COLUMNS;
  }

  /** Name, unit and value of a row; null if it is none. */
  String @Nullable [] row(String line) {
    String text = line.stripTrailing();
    boolean fits = text.length() > from[2] && text.length() <= to[2];
    for (int i = 1; fits && i < COLUMNS; i++) {
      fits = text.charAt(from[i] - 1) == ' ';
    }
    if (fits) {
      return new String[] {
        text.substring(from[0], to[0]).strip(),
        text.substring(from[1], to[1]).strip(),
        text.substring(from[2]).strip()
      };
    }
    return bySpaces(text.strip());
  }

  private static String @Nullable [] bySpaces(String text) {
    int end = text.indexOf("  ");
    int start = text.lastIndexOf("  ");
    if (end < 0) {
      return null;
    }
    String unit = start > end ? text.substring(end, start).strip() : "";
    if (unit.contains("  ")) {
      return null;
    }
    return new String[] {text.substring(0, end), unit, text.substring(start + 2).strip()};
  }
}
