package dev.plumb.importers.stacks;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.TraceBuilder;
import java.util.Locale;
import java.util.Set;

/**
 * What the text of a frame says about it, for formats that have nothing but the text. Where it says
 * nothing the frame is {@link CodeKind#OTHER}: a name like {@code main} may be anything.
 */
public final class FrameNames {
  private static final Set<String> PYTHON = Set.of("py", "pyx", "pyi", "pxd");
  private static final Set<String> JAVA = Set.of("java", "kt", "scala", "clj", "groovy");
  private static final Set<String> NATIVE =
      Set.of(
          "c", "cc", "cpp", "cxx", "cu", "cuh", "h", "hpp", "hh", "inl", "rs", "go", "s", "f90",
          "m", "mm", "swift", "zig");

  private FrameNames() {}

  /** A frame of which nothing is known. */
  public static int unknown(TraceBuilder out) {
    return out.frames().row(CodeKind.OTHER, out.strings().intern("[unknown]"));
  }

  /** The frame that a text names. */
  public static int row(TraceBuilder out, String text) {
    if (text.length() > 4 && text.endsWith("]") && text.startsWith("_[", text.length() - 4)) {
      String name = text.substring(0, text.length() - 4);
      return row(out, annotated(text.charAt(text.length() - 2), name), name, "", 0, "");
    }
    int open = text.endsWith(")") ? text.lastIndexOf(" (") : -1;
    if (open > 0) {
      int row = inBrackets(out, text.substring(0, open), text, open + 2);
      if (row >= 0) {
        return row;
      }
    }
    int file = text.indexOf(".py(");
    if (file > 0) {
      int row = pythonOfTorch(out, text, file + 3);
      if (row >= 0) {
        return row;
      }
    }
    return row(out, kind(text), text, "", 0, "");
  }

  private static CodeKind annotated(char mark, String name) {
    return switch (mark) {
      case 'k' -> CodeKind.SYSTEM;
      case 'j', '0', '1' -> CodeKind.JAVA;
      case 'i' -> name.indexOf('/') > 0 || name.indexOf('.') > 0 ? CodeKind.JAVA : CodeKind.NATIVE;
      default -> kind(name);
    };
  }

  /** py-spy: {@code name (file.py:12)}, and {@code name (libc.so.6)} for native frames. */
  private static int inBrackets(TraceBuilder out, String name, String text, int from) {
    String place = text.substring(from, text.length() - 1);
    int colon = place.lastIndexOf(':');
    int line = colon < 0 ? -1 : line(place, colon + 1, place.length());
    String file = line < 0 ? place : place.substring(0, colon);
    CodeKind kind = ofFile(file);
    if (kind == CodeKind.OTHER && (file.contains(".so") || file.endsWith(".dylib"))) {
      // Addresses differ from run to run: without a symbol they are all the same unknown.
      String shown = name.matches("0x[0-9a-fA-F]{1,16}") ? "[unknown]" : name;
      return row(out, CodeKind.NATIVE, shown, "", 0, file);
    }
    return kind == CodeKind.OTHER ? Ids.NONE : row(out, kind, name, file, Math.max(line, 0), "");
  }

  /** PyTorch: {@code path/file.py(12): name}. */
  private static int pythonOfTorch(TraceBuilder out, String text, int bracket) {
    int close = text.indexOf("): ", bracket);
    int line = close < 0 ? -1 : line(text, bracket + 1, close);
    if (line < 0) {
      return Ids.NONE;
    }
    String name = text.substring(close + 3);
    return row(out, CodeKind.PYTHON, name, text.substring(0, bracket), line, "");
  }

  private static int line(String text, int from, int to) {
    if (from >= to || to - from > 9) {
      return -1;
    }
    int line = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      line = line * 10 + (c - '0');
    }
    return line;
  }

  /** What a name alone says. */
  public static CodeKind kind(String name) {
    if (name.startsWith("nn.Module: ")) {
      return CodeKind.MODULE;
    }
    if (name.startsWith("aten::")) {
      return CodeKind.OPERATOR;
    }
    boolean plain = name.indexOf(' ') < 0 && name.indexOf('(') < 0 && name.indexOf(':') < 0;
    int slash = name.indexOf('/');
    if (plain && slash > 0 && name.indexOf('.', slash) > 0) {
      return CodeKind.JAVA; // java/lang/String.indexOf
    }
    if (name.startsWith("L") && name.contains(";::")) {
      return CodeKind.JAVA; // Ljava/lang/String;::indexOf
    }
    boolean library = name.startsWith("[") && (name.endsWith(".so]") || name.contains(".so."));
    return library ? CodeKind.NATIVE : CodeKind.OTHER;
  }

  /** What a source file says. */
  public static CodeKind ofFile(String file) {
    if (file.startsWith("<frozen ") || file.equals("<string>") || file.equals("<stdin>")) {
      return CodeKind.PYTHON;
    }
    int dot = file.lastIndexOf('.');
    String end = dot < 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
    return PYTHON.contains(end)
        ? CodeKind.PYTHON
        : JAVA.contains(end)
            ? CodeKind.JAVA
            : NATIVE.contains(end) ? CodeKind.NATIVE : CodeKind.OTHER;
  }

  /** What a name and its source file say. */
  public static CodeKind kind(String name, String file) {
    CodeKind kind = ofFile(file);
    return kind == CodeKind.OTHER ? kind(name) : kind;
  }

  /** The row of a frame; empty texts are unknown. */
  public static int row(
      TraceBuilder out, CodeKind kind, String name, String file, int line, String library) {
    return out.frames()
        .row(
            kind,
            out.strings().intern(name.isEmpty() ? "[unnamed]" : name),
            file.isEmpty() ? Ids.NONE : out.strings().intern(file),
            line,
            library.isEmpty() ? Ids.NONE : out.strings().intern(library),
            Ids.ABSENT);
  }
}
