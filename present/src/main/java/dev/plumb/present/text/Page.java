package dev.plumb.present.text;

import java.io.PrintWriter;

/**
 * Where a report is printed to.
 *
 * @param width columns that may be used
 */
record Page(PrintWriter out, Style style, int width) {
  /** An empty line and the title of a section. */
  void heading(String title, String note) {
    out.println();
    out.println(style.bold(title) + (note.isEmpty() ? "" : "  " + style.dim(note)));
  }

  void line(String text) {
    out.println(text.stripTrailing());
  }

  /** A value in its unit. */
  static String value(long value, String unit) {
    return switch (unit) {
      case "ns" -> Plain.time(value);
      case "bytes" -> Plain.bytes(value);
      case "" -> Plain.count(value);
      default -> Plain.count(value) + " " + Plain.name(unit, 12);
    };
  }
}
