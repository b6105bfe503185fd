package dev.plumb.importers.pprof;

import dev.plumb.importers.stacks.FrameNames;
import dev.plumb.importers.stacks.OwnExport;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Strings, functions, mappings and locations. Any may name others that come later. */
final class PprofCode {
  private final TraceBuilder out;

  /** String ids of the profile's string table. */
  private final IntColumn strings = new IntColumn();

  private final LongMap functions = new LongMap();
  private final LongColumn functionNames = new LongColumn();
  private final LongColumn functionFiles = new LongColumn();
  private final LongColumn functionSystemNames = new LongColumn();

  /** Whether Plumb wrote the profile: system names begin with layers. */
  private boolean ours;

  private final List<String> layers = new ArrayList<>();

  private final LongMap mappings = new LongMap();
  private final LongColumn mappingFiles = new LongColumn();

  private final LongMap locations = new LongMap();

  /** Of the location of each index; −1 in {@link #firstLine} until it is described. */
  private final IntColumn firstLine = new IntColumn();

  private final IntColumn lineCount = new IntColumn();
  private final LongColumn locationMappings = new LongColumn();
  private final LongColumn lineFunctions = new LongColumn();
  private final LongColumn lineNumbers = new LongColumn();

  PprofCode(TraceBuilder out) {
    this.out = out;
  }

  void string(byte[] buffer, int from, int to) {
    strings.add(out.strings().intern(buffer, from, to));
  }

  /** A text of the string table; "" if there is none. */
  String text(long index) {
    return index <= 0 || index >= strings.size() ? "" : out.strings().get(strings.get((int) index));
  }

  void function(WireReader in) throws IOException {
    long id = 0;
    long name = 0;
    long system = 0;
    long file = 0;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> id = in.number();
        case 2 -> name = in.number();
        case 3 -> system = in.number();
        case 4 -> file = in.number();
        default -> in.skip();
      }
    }
    if (functions.index(id) == functionNames.size()) {
      functionNames.add(name == 0 ? system : name);
      functionFiles.add(file);
      functionSystemNames.add(system);
    }
  }

  void mapping(WireReader in) throws IOException {
    long id = 0;
    long file = 0;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> id = in.number();
        case 5 -> file = in.number();
        default -> in.skip();
      }
    }
    if (mappings.index(id) == mappingFiles.size()) {
      mappingFiles.add(file);
    }
  }

  /** The index of a location, described or not. */
  int locationIndex(long id) {
    int index = locations.index(id);
    if (index == firstLine.size()) {
      firstLine.add(Ids.NONE);
      lineCount.add(0);
      locationMappings.add(0);
    }
    return index;
  }

  void location(WireReader in) throws IOException {
    long id = 0;
    long mapping = 0;
    int first = lineFunctions.size();
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> id = in.number();
        case 2 -> mapping = in.number();
        case 4 -> line(in);
        default -> in.skip();
      }
    }
    int index = locationIndex(id);
    if (firstLine.get(index) < 0) {
      firstLine.set(index, first);
      lineCount.set(index, lineFunctions.size() - first);
      locationMappings.set(index, mapping);
    }
  }

  private void line(WireReader in) throws IOException {
    long function = 0;
    long line = 0;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> function = in.number();
        case 2 -> line = in.number();
        default -> in.skip();
      }
    }
    lineFunctions.add(function);
    lineNumbers.add(line);
  }

  /** The stack of a location; its lines are inlined calls, the innermost first. */
  int stack(int parentRow, int location) {
    int first = firstLine.get(location);
    if (first < 0) {
      return Ids.NONE;
    }
    int mapping = mappings.get(locationMappings.get(location));
    String library = mapping < 0 ? "" : text(mappingFiles.get(mapping));
    int count = lineCount.get(location);
    if (count == 0) {
      CodeKind kind = library.isEmpty() ? CodeKind.OTHER : kind("", "", library);
      int frame = FrameNames.row(out, kind, "[unknown]", "", 0, library);
      return out.stacks().row(parentRow, frame);
    }
    int stack = parentRow;
    for (int i = first + count - 1; i >= first; i--) {
      stack = out.stacks().row(stack, frame(i, library));
    }
    return stack;
  }

  void setOurs(boolean value) {
    ours = value;
  }

  /** The layer of a location of a profile that Plumb wrote; "" if it does not say. */
  String layer(int location) {
    int line = firstLine.get(location);
    return line < 0 || lineCount.get(location) == 0 ? "" : layerOfFunction(lineFunctions.get(line));
  }

  private String layerOfFunction(long id) {
    int function = functions.get(id);
    if (function < 0) {
      return "";
    }
    while (layers.size() <= function) {
      layers.add(OwnExport.layerOf(text(functionSystemNames.get(layers.size()))));
    }
    return layers.get(function);
  }

  private int frame(int lineRow, String library) {
    int function = functions.get(lineFunctions.get(lineRow));
    if (function < 0) {
      return FrameNames.unknown(out);
    }
    String name = text(functionNames.get(function));
    String file = text(functionFiles.get(function));
    long line = lineNumbers.get(lineRow);
    int shown = line < 0 || line > Integer.MAX_VALUE ? 0 : (int) line;
    CodeKind told = ours ? OwnExport.kind(layerOfFunction(lineFunctions.get(lineRow))) : null;
    CodeKind kind = told == null ? kind(name, file, library) : told;
    return FrameNames.row(out, kind, name, file, shown, library);
  }

  private static CodeKind kind(String name, String file, String library) {
    if (library.startsWith("[kernel")) {
      return CodeKind.SYSTEM;
    }
    CodeKind kind = FrameNames.kind(name, file);
    boolean binary = library.startsWith("/") || library.contains(".so");
    return kind == CodeKind.OTHER && binary ? CodeKind.NATIVE : kind;
  }
}
