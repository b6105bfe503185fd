package dev.plumb.importers.gecko;

import dev.plumb.importers.stacks.FrameNames;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.TraceBuilder;

/**
 * Frames of one thread. Processed profiles have functions with a file and a resource; raw ones a
 * text: {@code 0x7f12}, {@code name (https://page/file.js:12:3)}, {@code name (in library)}.
 */
final class GeckoFrames {
  private final TraceBuilder out;
  private final GeckoProfile process;
  private final GeckoThread tables;

  /** Where strings are: threads that share tables share strings too. */
  private final GeckoThread texts;

  GeckoFrames(TraceBuilder out, GeckoProfile process, GeckoThread thread) {
    this.out = out;
    this.process = process;
    tables = thread.frames.size() > 0 ? thread : process.shared;
    texts = thread.strings.size() > 0 ? thread : process.shared;
  }

  /** The row of the frame of this index of the frame table. */
  int row(long index) {
    if (index < 0 || index >= tables.frames.size()) {
      return FrameNames.unknown(out);
    }
    long line = tables.frames.get("line", index);
    int shown = line <= 0 || line > Integer.MAX_VALUE ? 0 : (int) line;
    return tables.frames.has("func")
        ? function(tables.frames.get("func", index), shown)
        : location(text(tables.frames.get("location", index)), shown);
  }

  private String text(long cell) {
    int id = texts.stringId(cell);
    return id == Ids.NONE ? "" : out.strings().get(id);
  }

  private int function(long function, int line) {
    GeckoTable functions = tables.functions;
    if (function < 0 || function >= functions.size()) {
      return FrameNames.unknown(out);
    }
    String name = text(functions.get("name", function));
    String file = text(functions.get("fileName", function));
    if (file.isEmpty() && functions.has("source")) {
      long source = functions.get("source", function);
      file = text(process.shared.sources.get("filename", source));
    }
    String library = library(functions.get("resource", function));
    return FrameNames.row(out, kind(name, file, library), readable(name), file, line, library);
  }

  private String library(long resource) {
    int lib = tables.resources.index("lib", resource);
    return lib < 0 || lib >= process.libraries.size() ? "" : process.libraries.get(lib).name();
  }

  private static CodeKind kind(String name, String file, String library) {
    if (library.startsWith("[kernel") || library.endsWith(".ko")) {
      return CodeKind.SYSTEM;
    }
    CodeKind kind = FrameNames.kind(name, file);
    return kind == CodeKind.OTHER && !library.isEmpty() ? CodeKind.NATIVE : kind;
  }

  /** Addresses without a symbol are all the same unknown: they differ from run to run. */
  private static String readable(String name) {
    return isAddress(name) ? "[unknown]" : name;
  }

  private static boolean isAddress(String name) {
    return name.matches("0x[0-9a-fA-F]{1,16}");
  }

  private int location(String text, int line) {
    if (isAddress(text)) {
      String library = libraryAt(Long.parseUnsignedLong(text.substring(2), 16));
      CodeKind kind = library.isEmpty() ? CodeKind.OTHER : kind("", "", library);
      return FrameNames.row(out, kind, "[unknown]", "", 0, library);
    }
    int open = text.endsWith(")") ? text.lastIndexOf(" (") : -1;
    if (open < 0) {
      return FrameNames.row(out, FrameNames.kind(text), text, "", line, "");
    }
    String name = text.substring(0, open);
    String place = text.substring(open + 2, text.length() - 1);
    if (place.startsWith("in ")) {
      String library = place.substring(3);
      return FrameNames.row(out, kind(name, "", library), name, "", 0, library);
    }
    String file = place.replaceFirst("(:\\d{1,9}){1,2}$", "");
    int atLine = line;
    if (atLine == 0 && file.length() < place.length()) {
      atLine = Integer.parseInt(place.substring(file.length() + 1).replaceFirst(":.*", ""));
    }
    return FrameNames.row(out, FrameNames.kind(name, file), name, file, atLine, "");
  }

  private String libraryAt(long address) {
    for (GeckoProfile.Library library : process.libraries) {
      if (address >= library.start() && address < library.end()) {
        return library.name();
      }
    }
    return "";
  }
}
