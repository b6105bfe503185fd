package dev.plumb.importers.xplane;

import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.StringPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the compiler knew about the instructions of the profile's HLO modules: the framework's name
 * scope and the source. Instructions without either are left out.
 */
final class HloModules {
  /** One instruction, or rather where to find it. */
  record Place(Module module, int row) {
    String opName() {
      return module.texts.get(module.opNames.get(row));
    }

    String file() {
      return module.texts.get(module.files.get(row));
    }

    int line() {
      return module.lines.get(row);
    }

    /** From 1, in the module's stack frames; 0 if unknown. */
    int stackFrame() {
      return module.frames.get(row);
    }
  }

  /** The instructions of one module. */
  static final class Module {
    final StringPool texts = new StringPool();
    final LongRows byName = new LongRows();
    final IntColumn opNames = new IntColumn();
    final IntColumn files = new IntColumn();
    final IntColumn lines = new IntColumn();
    final IntColumn frames = new IntColumn();

    /** Text ids of the stack frame index: file names, function names. */
    final IntColumn fileNames = new IntColumn();

    final IntColumn functionNames = new IntColumn();

    /** Locations: file and function, both from 1, and line. */
    final IntColumn locationFiles = new IntColumn();

    final IntColumn locationFunctions = new IntColumn();
    final IntColumn locationLines = new IntColumn();

    /** Frames: location and caller, both from 1; a caller of 0 ends the stack. */
    final IntColumn frameLocations = new IntColumn();

    final IntColumn frameParents = new IntColumn();

    void addInstruction(int nameId, int opNameId, int fileId, int line, int frame) {
      if (byName.find(nameId) < 0) {
        byName.add(nameId);
        opNames.add(opNameId);
        files.add(fileId);
        lines.add(line);
        frames.add(frame);
      }
    }

    /** Locations from the innermost outwards; cut where a hostile index goes round in circles. */
    List<Integer> locations(int frame) {
      List<Integer> found = new ArrayList<>();
      int at = frame;
      while (at > 0 && at <= frameLocations.size() && found.size() < Contexts.MOST_FRAMES) {
        int location = frameLocations.get(at - 1);
        if (location > 0 && location <= locationLines.size()) {
          found.add(location - 1);
        }
        at = frameParents.get(at - 1);
      }
      return found;
    }

    /** Text of an entry that is counted from 1; empty if there is none. */
    String text(IntColumn column, int number) {
      return number > 0 && number <= column.size() ? texts.get(column.get(number - 1)) : "";
    }
  }

  private final Map<String, Module> modules = new HashMap<>();

  /** Makes a module known by its program's id and by its name, with and without that id. */
  void add(String programId, String name, Module module) {
    modules.put(programId, module);
    modules.putIfAbsent(name, module);
    int id = name.indexOf('(');
    modules.putIfAbsent(id > 0 ? name.substring(0, id) : name, module);
  }

  int size() {
    return modules.size();
  }

  /** The instruction, by what an event says about its module; null if it is not known. */
  @Nullable Place find(
      @Nullable String programId, @Nullable String moduleName, String instruction) {
    Module module = modules.get(programId);
    if (module == null) {
      module = modules.get(moduleName);
    }
    if (module == null) {
      return null;
    }
    int name = module.texts.find(instruction);
    int row = name < 0 ? Ids.NONE : module.byName.find(name);
    return row < 0 ? null : new Place(module, row);
  }
}
