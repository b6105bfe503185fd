package dev.plumb.importers.ncu;

import dev.plumb.trace.Ids;
import dev.plumb.trace.TraceBuilder;

/**
 * String ids of what Nsight Compute knows of an execution besides metrics. They are kept as metrics
 * too, under the names that its tables give them, so that all its outputs look alike.
 */
final class Facts {
  final int function;
  final int mangled;
  final int grid;
  final int block;
  final int context;
  final int stream;
  final int device;
  final int capability;
  final int process;
  final int processName;
  final int host;
  final int time;

  Facts(TraceBuilder out) {
    function = out.strings().intern("Function Name");
    mangled = out.strings().intern("Mangled Name");
    grid = out.strings().intern("Grid Size");
    block = out.strings().intern("Block Size");
    context = out.strings().intern("Context");
    stream = out.strings().intern("Stream");
    device = out.strings().intern("Device");
    capability = out.strings().intern("CC");
    process = out.strings().intern("Process ID");
    processName = out.strings().intern("Process Name");
    host = out.strings().intern("Host Name");
    time = out.strings().intern("Kernel Time");
  }

  /** The function of a demangled name: without return type, scope, template and parameters. */
  static String base(String name) {
    int end = endOfName(name);
    int depth = 0;
    int from = end;
    while (from > 0) {
      char c = name.charAt(from - 1);
      if (c == '>' || c == ')' || c == ']') {
        depth++;
      } else if (c == '<' || c == '(' || c == '[') {
        depth--;
      } else if (depth == 0 && (c == ' ' || c == ':')) {
        break;
      }
      from--;
    }
    return from < end ? name.substring(from, end) : name;
  }

  /** Where the parameters of the template or of the call begin. */
  private static int endOfName(String name) {
    int at = 0;
    while (at < name.length()) {
      char c = name.charAt(at);
      if (c == '<' && !name.startsWith("<unnamed>", at)) {
        return at;
      }
      if (c == '(' && !name.startsWith("(anonymous namespace)", at)) {
        return at;
      }
      at += c == '<' ? "<unnamed>".length() : c == '(' ? "(anonymous namespace)".length() : 1;
    }
    return name.length();
  }

  /** Adds a whole number as a metric unless it is absent. */
  static void add(Execution to, int nameId, long value) {
    if (value != Ids.ABSENT) {
      to.number(nameId, Ids.NONE, value);
    }
  }
}
