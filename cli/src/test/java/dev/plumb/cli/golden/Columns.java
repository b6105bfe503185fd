package dev.plumb.cli.golden;

import java.util.ArrayList;
import java.util.List;

/** Text in columns that line up, for people to read and to diff. */
final class Columns {
  private final List<String[]> rows = new ArrayList<>();

  Columns row(Object... cells) {
    String[] texts = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      texts[i] = String.valueOf(cells[i]);
    }
    rows.add(texts);
    return this;
  }

  /** The rows under a title, or nothing when there is only the head. */
  String under(String title) {
    if (rows.size() < 2) {
      return "";
    }
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    StringBuilder text = new StringBuilder(title).append('\n');
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < row.length; i++) {
        line.append(' ').append(row[i]).append(" ".repeat(widths[i] - row[i].length()));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.append('\n').toString();
  }

  /** A text in quotes, with what a terminal or an editor would not show written as escapes. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          if (c < ' ' || c == 0x7F || c >= 0x80 && c < 0xA0 || c >= 0xD800 && c < 0xE000) {
            quoted.append(String.format("\\u%04x", c));
          } else {
            quoted.appendCodePoint(c);
          }
        });
    // A gigantic name would make the file unreadable.
    if (quoted.length() > 200) {
      return quoted.substring(0, 160) + "…\" (" + text.length() + " chars)";
    }
    return quoted.append('"').toString();
  }
}
