package dev.plumb.importers.xplane;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Works out what an event is; its answer stands in the fields until the next one. */
final class MeaningFinder {
  /**
   * Descriptions longer than this are not repeated for each event that has arguments of its own.
   */
  private static final int LONG_DESCRIPTION = 512;

  private final TraceBuilder out;
  private final EventTypes types;
  private final Contexts contexts;
  private final Stats described;

  /** Type of the events of a line of modules or steps that are the run's steps; else none. */
  private int stepType = Ids.NONE;

  private boolean allAreSteps;

  SliceKind kind = SliceKind.CPU;
  int nameId;
  int argsId;
  int stackRow;
  long bytes;

  /** Whether all arguments of the event could be read. */
  boolean whole;

  MeaningFinder(TraceBuilder out, StatNames names, EventTypes types, Contexts contexts) {
    this.out = out;
    this.types = types;
    this.contexts = contexts;
    this.described = new Stats(names);
  }

  /** Takes the events of type {@code typeRow} on the line of modules as the steps of the run. */
  void modulesAreSteps(int typeRow) {
    stepType = typeRow;
  }

  /** Takes the events of the line of steps as the steps of the run. */
  void stepsAreSteps() {
    allAreSteps = true;
  }

  void find(LineKind line, int typeRow, EventStats stats) {
    described.clear();
    types.addStats(typeRow, described);
    int fromType = described.count;
    whole = described.addAll(stats);
    String name = types.name(typeRow);
    String display = types.displayName(typeRow);
    kind = kind(line, typeRow, name, display);
    String shown = kind == SliceKind.PYTHON ? pythonName(name) : display.isEmpty() ? name : display;
    nameId = out.strings().intern(shown);
    argsId = args(name.equals(display) || display.isEmpty() ? null : name, fromType);
    boolean isInstruction = line == LineKind.OPS || line == LineKind.ASYNC || line == LineKind.HOST;
    stackRow = hasContext(kind, line) ? contexts.of(described, shown, isInstruction) : Ids.NONE;
    bytes = kind == SliceKind.MEMCPY || kind == SliceKind.MEMSET ? copied() : Ids.ABSENT;
  }

  private static boolean hasContext(SliceKind kind, LineKind line) {
    return kind.isDeviceWork() || line == LineKind.ASYNC || kind == SliceKind.OPERATOR;
  }

  private SliceKind kind(LineKind line, int typeRow, String name, String display) {
    return switch (line) {
      case HOST -> ofHost(name, display);
      case STREAM -> ofStream(name);
      case OPS ->
          CoreWork.of(display.isEmpty() ? name : display, described.text(StatKind.HLO_CATEGORY));
      case MODULES -> typeRow == stepType ? SliceKind.STEP : SliceKind.GPU_ANNOTATION;
      case STEPS -> allAreSteps ? SliceKind.STEP : SliceKind.GPU_ANNOTATION;
      case ASYNC -> SliceKind.ASYNC;
      case DERIVED -> SliceKind.GPU_ANNOTATION;
    };
  }

  private SliceKind ofHost(String name, String display) {
    if (name.startsWith("$")) {
      return SliceKind.PYTHON;
    }
    if (described.has(StatKind.STEP_NUM)) {
      return SliceKind.STEP;
    }
    boolean operator = !display.isEmpty() && Scopes.type(name).equals(display);
    return operator || described.has(StatKind.HLO_OP) ? SliceKind.OPERATOR : SliceKind.CPU;
  }

  private SliceKind ofStream(String name) {
    if (described.has(StatKind.KERNEL_DETAILS)) {
      return SliceKind.KERNEL;
    }
    if (described.has(StatKind.ALLOCATION_DETAILS)) {
      return SliceKind.GPU_ANNOTATION;
    }
    if (name.startsWith("Memset") || name.startsWith("memset") || name.startsWith("FillBuffer")) {
      return SliceKind.MEMSET;
    }
    boolean copy =
        name.startsWith("Memcpy") || name.startsWith("memcpy") || name.startsWith("Copy");
    return copy || described.has(StatKind.MEMCPY_DETAILS)
        ? SliceKind.MEMCPY
        : described.has(StatKind.MEMSET_DETAILS) ? SliceKind.MEMSET : SliceKind.KERNEL;
  }

  /** {@code $file.py:130 name} as other Python profilers write it: {@code file.py(130): name}. */
  private static String pythonName(String name) {
    int space = name.indexOf(' ');
    Source source = Source.of(space < 0 ? name.substring(1) : name.substring(1, space));
    return space < 0 || source.line() == 0
        ? name.substring(1)
        : source.file() + "(" + source.line() + "): " + name.substring(space + 1);
  }

  private int args(@Nullable String longName, int fromType) {
    if (described.count == 0 && longName == null) {
      return Ids.NONE;
    }
    StringBuilder members = new StringBuilder();
    if (longName != null) {
      JsonText.quote(JsonText.key(members, "long_name"), longName);
    }
    for (int i = 0; i < fromType; i++) {
      described.appendJson(members, i);
    }
    if (described.count > fromType && members.length() > LONG_DESCRIPTION) {
      members.setLength(0);
    }
    for (int i = fromType; i < described.count; i++) {
      described.appendJson(members, i);
    }
    byte[] text = members.toString().getBytes(StandardCharsets.UTF_8);
    int id = out.args().intern(text, 0, text.length);
    if (id < 0) {
      out.problems().add(ProblemCode.ARGUMENTS_DROPPED, Problems.NO_OFFSET);
    }
    return id;
  }

  /** {@code size:655360} in the details of a copy or fill: {@code num_bytes:} in newer ones. */
  private long copied() {
    String details = described.text(StatKind.MEMCPY_DETAILS);
    details = details == null ? described.text(StatKind.MEMSET_DETAILS) : details;
    if (details == null) {
      return Ids.ABSENT;
    }
    int at = details.indexOf("size:");
    int from = at < 0 ? details.indexOf("num_bytes:") + 10 : at + 5;
    if (from < 10 && at < 0) {
      return Ids.ABSENT;
    }
    int end = from;
    while (end < details.length() && end - from < 18 && Character.isDigit(details.charAt(end))) {
      end++;
    }
    return end == from ? Ids.ABSENT : Long.parseLong(details, from, end, 10);
  }
}
