package dev.plumb.profile.combine;

import java.util.Locale;

/** Makes the names that different profilers give to one kernel equal. */
public final class KernelNames {
  private KernelNames() {}

  /**
   * The whole signature without what differs between demanglers: spaces, casts before template
   * arguments ({@code (int)4}, {@code (bool)1}), the return type.
   */
  public static String signature(String name) {
    String text = name.replace("(bool)1", "true").replace("(bool)0", "false");
    text =
        text.replaceAll(
            "\\((?:unsigned |signed )?(?:int|long|short|char|bool)(?: long)?\\)(?=-?\\d)", "");
    text = text.replace("<unnamed>", "(anonymous namespace)");
    if (text.startsWith("void ")) {
      text = text.substring("void ".length());
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != ' ') {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  /** The function's own name: no return type, namespaces, template arguments or parameters. */
  public static String base(String name) {
    String text = signature(name).replace("(anonymousnamespace)::", "");
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '<') {
        if (depth == 0 && i > from) {
          int colons = skipTemplate(text, i);
          if (colons < 0) {
            return text.substring(from, i).toLowerCase(Locale.ROOT);
          }
          i = colons + 1;
          from = colons + 2;
          continue;
        }
        depth++;
      } else if (c == '>') {
        depth--;
      } else if (depth == 0 && c == '(') {
        return text.substring(from, i).toLowerCase(Locale.ROOT);
      } else if (depth == 0 && c == ':' && text.startsWith("::", i)) {
        i++;
        from = i + 1;
      }
    }
    return text.substring(from).toLowerCase(Locale.ROOT);
  }

  /** Index of the colons after the template arguments that begin at {@code at}; −1 if none. */
  private static int skipTemplate(String text, int at) {
    int depth = 0;
    for (int i = at; i < text.length(); i++) {
      if (text.charAt(i) == '<') {
        depth++;
      } else if (text.charAt(i) == '>' && --depth == 0) {
        return text.startsWith("::", i + 1) ? i + 1 : -1;
      }
    }
    return -1;
  }
}
