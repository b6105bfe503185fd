package dev.plumb.importers.jfr;

/** Class names as people write them. */
final class ClassNames {
  private ClassNames() {}

  /** {@code [Ljava.lang.String;} or {@code [B} as {@code java.lang.String[]}, {@code byte[]}. */
  static String readable(String name) {
    int dimensions = 0;
    while (dimensions < name.length() && name.charAt(dimensions) == '[') {
      dimensions++;
    }
    if (dimensions == 0 || dimensions == name.length()) {
      return name.replace('/', '.');
    }
    String element =
        switch (name.charAt(dimensions)) {
          case 'B' -> "byte";
          case 'C' -> "char";
          case 'D' -> "double";
          case 'F' -> "float";
          case 'I' -> "int";
          case 'J' -> "long";
          case 'S' -> "short";
          case 'Z' -> "boolean";
          default ->
              name.substring(
                  dimensions + 1, name.endsWith(";") ? name.length() - 1 : name.length());
        };
    return element.replace('/', '.') + "[]".repeat(Math.min(dimensions, 255));
  }
}
