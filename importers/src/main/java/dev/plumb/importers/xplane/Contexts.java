package dev.plumb.importers.xplane;

import dev.plumb.importers.xplane.HloModules.Module;
import dev.plumb.importers.xplane.HloModules.Place;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.FrameTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.StackTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calling context of a kernel or an HLO instruction, outermost first: the Python functions that
 * traced it, the framework's scopes, the framework's operation, the HLO instruction.
 */
final class Contexts {
  /** Stacks deeper than this are cut: nobody's program nests so deep, but damaged files may. */
  static final int MOST_FRAMES = 256;

  private final StringPool strings;
  private final FrameTable frames;
  private final StackTable stacks;
  private final HloModules modules;

  Contexts(TraceBuilder out, HloModules modules) {
    this.strings = out.strings();
    this.frames = out.frames();
    this.stacks = out.stacks();
    this.modules = modules;
  }

  /**
   * The stack of an event.
   *
   * @param ownName name of the slice
   * @param isInstruction whether the slice is the HLO instruction, and so no frame of its own stack
   * @return {@link Ids#NONE} if nothing is known
   */
  int of(Stats stats, String ownName, boolean isInstruction) {
    String instruction = stats.text(StatKind.HLO_OP);
    String moduleName = stats.text(StatKind.HLO_MODULE);
    Place place =
        modules.find(
            stats.text(StatKind.PROGRAM_ID),
            moduleName,
            instruction == null ? ownName : instruction);
    String scope = scope(stats);
    String source = stats.text(StatKind.SOURCE);
    String sourceStack = stats.text(StatKind.SOURCE_STACK);
    if (place != null) {
      scope = scope == null && !place.opName().isEmpty() ? place.opName() : scope;
      source =
          source == null && !place.file().isEmpty() ? place.file() + ":" + place.line() : source;
    }
    int stack = place == null ? Ids.NONE : callers(place); // these have the functions' names
    if (stack < 0 && sourceStack != null) {
      stack = callers(sourceStack);
    }
    stack = scopes(stack, scope, source);
    if (instruction != null && !isInstruction) {
      stack =
          push(stack, CodeKind.OPERATOR, instruction, scope == null ? source : null, moduleName);
    }
    return stack;
  }

  /** The name that the framework gave; kernels of XLA have one that says nothing. */
  private static @Nullable String scope(Stats stats) {
    String operation = stats.text(StatKind.TF_OP);
    if (operation != null && !operation.isEmpty() && !operation.equals("XlaModule:")) {
      return operation;
    }
    return stats.text(StatKind.LEVEL);
  }

  private int scopes(int stack, @Nullable String scope, @Nullable String source) {
    if (scope == null) {
      return stack;
    }
    List<String> pieces = Scopes.split(scope);
    for (int i = 0; i < pieces.size(); i++) {
      boolean last = i == pieces.size() - 1;
      CodeKind kind = last ? CodeKind.OPERATOR : CodeKind.SCOPE;
      stack = push(stack, kind, pieces.get(i), last ? source : null, null);
    }
    return stack;
  }

  /** From a text, outermost first: {@code file:line:column} on each line. */
  private int callers(String sourceStack) {
    int stack = Ids.NONE;
    int depth = 0;
    for (int at = 0; at < sourceStack.length() && depth < MOST_FRAMES; depth++) {
      int end = sourceStack.indexOf('\n', at);
      end = end < 0 ? sourceStack.length() : end;
      Source place = Source.of(sourceStack.substring(at, end));
      if (!place.file().isEmpty()) {
        stack = python(stack, place.baseName() + ":" + place.line(), place.file(), place.line());
      }
      at = end + 1;
    }
    return stack;
  }

  private int callers(Place place) {
    Module module = place.module();
    int stack = Ids.NONE;
    for (int location : module.locations(place.stackFrame()).reversed()) {
      String file = module.text(module.fileNames, module.locationFiles.get(location));
      String name = module.text(module.functionNames, module.locationFunctions.get(location));
      stack = python(stack, name, file, module.locationLines.get(location));
    }
    return stack;
  }

  private int python(int stack, String name, String file, int line) {
    int frame =
        frames.row(
            CodeKind.PYTHON,
            strings.intern(name),
            strings.intern(file),
            line,
            Ids.NONE,
            Ids.ABSENT);
    return stacks.row(stack, frame);
  }

  private int push(
      int stack, CodeKind kind, String name, @Nullable String source, @Nullable String library) {
    Source place = Source.of(source == null ? "" : source);
    int frame =
        frames.row(
            kind,
            strings.intern(name),
            place.file().isEmpty() ? Ids.NONE : strings.intern(place.file()),
            place.line(),
            library == null ? Ids.NONE : strings.intern(library),
            Ids.ABSENT);
    return stacks.row(stack, frame);
  }
}
