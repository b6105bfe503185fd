package dev.plumb.present.text;

import dev.plumb.explain.base.Texts;
import java.util.Locale;

/** Numbers and names as people read them on a terminal. */
public final class Plain {
  private Plain() {}

  /** A duration with three significant digits: "18.4 ms". */
  public static String time(long ns) {
    if (ns < 0) {
      return "-" + time(-ns);
    }
    if (ns < 1_000) {
      return ns + " ns";
    }
    if (ns < 999_500) {
      return digits(ns / 1e3) + " us";
    }
    if (ns < 999_500_000L) {
      return digits(ns / 1e6) + " ms";
    }
    if (ns < 120_000_000_000L) {
      return digits(ns / 1e9) + " s";
    }
    if (ns < 120 * 60_000_000_000L) {
      return digits(ns / 60e9) + " min";
    }
    return ns < 48 * 3_600_000_000_000L
        ? digits(ns / 3600e9) + " h"
        : digits(ns / (24 * 3600e9)) + " d";
  }

  private static String digits(double value) {
    return String.format(
        Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
  }

  /** Bytes in binary units: "53.1 MiB". */
  public static String bytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    while (Math.abs(value) >= 1000 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : digits(value) + " " + units[unit];
  }

  /** A count with thousands separators. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A count with its noun: {@code 1 kernel}, {@code 1,024 kernels}. */
  public static String count(long count, String one) {
    return count(count) + " " + Texts.plural(count, one);
  }

  /** A share: "12.3 %"; "<0.1 %" for little, so that something never looks like nothing. */
  public static String share(long part, long whole) {
    if (whole <= 0) {
      return "";
    }
    double percent = 100.0 * part / whole;
    if (part > 0 && percent < 0.05) {
      return "<0.1 %";
    }
    return String.format(Locale.ROOT, "%.1f %%", percent);
  }

  /**
   * A name from a trace, fit for a terminal: control characters and characters that change the
   * direction of text become "?", and the middle is left out beyond {@code width} columns.
   */
  public static String name(String name, int width) {
    int most = name.offsetByCodePoints(0, Math.min(4000, name.codePointCount(0, name.length())));
    String text = printable(name.substring(0, most));
    if (Cells.width(text) <= width) {
      return text;
    }
    String head = Cells.head(text, (width - 1) * 2 / 3);
    return head + "…" + Cells.tail(text, width - 1 - Cells.width(head));
  }

  /** A kernel's name without what all C++ kernels have in common, and without its parameters. */
  public static String kernel(String name) {
    String text = name.startsWith("void ") ? name.substring(5) : name;
    text = text.replace("(anonymous namespace)::", "");
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '<') {
        depth++;
      } else if (c == '>') {
        depth--;
      } else if (c == '(' && depth <= 0 && i > 0 && text.endsWith(")") && !text.startsWith("Mem")) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  /** A text of one line without what moves the cursor or changes the direction of text. */
  public static String printable(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints().forEach(c -> plain.appendCodePoint(isPrintable(c) ? c : '?'));
    return plain.toString();
  }

  private static boolean isPrintable(int c) {
    return !Character.isISOControl(c)
        && switch (Character.getType(c)) {
          case Character.FORMAT,
              Character.SURROGATE,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              false;
          default -> true;
        };
  }

  /** Columns of a terminal that a printable text takes. */
  public static int width(String text) {
    return Cells.width(text);
  }

  /** The beginning of a printable text, at most {@code width} columns. */
  public static String beginning(String text, int width) {
    return Cells.head(text, width);
  }

  /** Pads on the right to a width in columns of a terminal. */
  public static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - Cells.width(text)));
  }

  /** Pads on the left to a width in columns of a terminal. */
  public static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - Cells.width(text))) + text;
  }
}
