package dev.plumb.present.sql;

import dev.plumb.present.text.Plain;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An aligned table for a terminal. Cells never hold what would move the cursor. */
final class TextTable {
  private static final String NULL = "-";

  private final int cellWidth;
  private final List<String> names = new ArrayList<>();
  private final List<Boolean> numbers = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();
  private final List<String> cells = new ArrayList<>();
  private boolean cut;

  TextTable(int cellWidth) {
    this.cellWidth = cellWidth;
  }

  void column(String name, boolean number) {
    String shown = show(name);
    names.add(shown);
    numbers.add(number);
    widths.add(Plain.width(shown));
  }

  void cell(@Nullable String text) {
    int column = cells.size() % names.size();
    String shown = text == null ? NULL : show(text);
    cells.add(shown);
    widths.set(column, Math.max(widths.get(column), Plain.width(shown)));
  }

  boolean cut() {
    return cut;
  }

  void write(Writer out) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      pad(names.get(i), i, line);
    }
    end(line, out);
    for (int i = 0; i < names.size(); i++) {
      line.append(i == 0 ? "" : "  ").append("-".repeat(widths.get(i)));
    }
    end(line, out);
    for (int at = 0; at < cells.size(); at++) {
      int column = at % names.size();
      pad(cells.get(at), column, line);
      if (column == names.size() - 1) {
        end(line, out);
      }
    }
  }

  private void pad(String text, int column, StringBuilder line) {
    if (column > 0) {
      line.append("  ");
    }
    String blanks = " ".repeat(widths.get(column) - Plain.width(text));
    if (numbers.get(column)) {
      line.append(blanks).append(text);
    } else {
      line.append(text).append(blanks);
    }
  }

  private static void end(StringBuilder line, Writer out) throws IOException {
    int length = line.length();
    while (length > 0 && line.charAt(length - 1) == ' ') {
      length--;
    }
    out.append(line, 0, length).append('\n');
    line.setLength(0);
  }

  private String show(String text) {
    // What cannot be seen is not looked at either: cells may hold megabytes.
    int most = cellWidth == 0 ? text.length() : Math.min(text.length(), 4 * cellWidth + 4);
    String shown = Plain.printable(text.substring(0, most));
    boolean tooLong = cellWidth > 0 && (most < text.length() || Plain.width(shown) > cellWidth);
    cut |= tooLong;
    if (tooLong) {
      shown = Plain.beginning(shown, cellWidth - 1);
    }
    return tooLong ? shown + '…' : shown;
  }
}
