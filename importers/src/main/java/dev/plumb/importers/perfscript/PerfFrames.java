package dev.plumb.importers.perfscript;

import dev.plumb.importers.stacks.FrameNames;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;

/** Names and libraries to frames; the same bytes are understood once. */
final class PerfFrames {
  private final TraceBuilder out;

  /** Names and libraries as the lines have them, with the address and its offset left out. */
  private final StringPool texts = new StringPool();

  private final IntColumn rows = new IntColumn();
  private byte[] key = new byte[256];

  PerfFrames(TraceBuilder out) {
    this.out = out;
  }

  int row(byte[] text, FrameLine line) {
    int name = line.nameTo - line.nameFrom;
    int library = line.libraryFrom < 0 ? 0 : line.libraryTo - line.libraryFrom;
    int length = name + library + 2;
    if (length > key.length) {
      key = new byte[length * 2];
    }
    key[0] = (byte) (line.inlined ? 'i' : 'f');
    System.arraycopy(text, line.nameFrom, key, 1, name);
    key[1 + name] = 0;
    if (library > 0) {
      System.arraycopy(text, line.libraryFrom, key, 2 + name, library);
    }
    int id = texts.intern(key, 0, length);
    if (id == rows.size()) {
      String both = texts.get(id);
      int zero = both.indexOf('\0');
      rows.add(frame(both.substring(1, zero), both.substring(zero + 1)));
    }
    return rows.get(id);
  }

  private int frame(String name, String library) {
    if (name.startsWith("py::")) { // Python's own perf map: py::name:path
      int colon = name.indexOf(':', 4);
      if (colon > 0) {
        String file = name.substring(colon + 1);
        return FrameNames.row(out, CodeKind.PYTHON, name.substring(4, colon), file, 0, "");
      }
    }
    String shown = name.isEmpty() ? "[unknown]" : name;
    return FrameNames.row(out, kind(name, library), shown, "", 0, library);
  }

  private static CodeKind kind(String name, String library) {
    boolean kernel = library.startsWith("[kernel") || library.startsWith("[guest.kernel");
    if (kernel || library.endsWith(".ko") || library.contains(".ko.") || isModule(library)) {
      return CodeKind.SYSTEM;
    }
    if (library.contains("/perf-") && library.endsWith(".map")) {
      return ofMap(name);
    }
    if (name.equals("[unknown]") && library.isEmpty()) {
      return CodeKind.OTHER;
    }
    return CodeKind.NATIVE;
  }

  /** {@code [nvidia]}, but not the pages that the system maps into programs, nor stack and heap. */
  private static boolean isModule(String library) {
    return library.startsWith("[")
        && library.endsWith("]")
        && switch (library) {
          case "[unknown]", "[vdso]", "[vsyscall]", "[heap]", "[stack]", "[uprobes]" -> false;
          default -> true;
        };
  }

  private static CodeKind ofMap(String name) {
    boolean script =
        name.contains(":~")
            || name.contains(":*")
            || name.startsWith("JS:")
            || name.contains(".js");
    return script || name.equals("[unknown]") ? CodeKind.OTHER : CodeKind.JAVA;
  }
}
