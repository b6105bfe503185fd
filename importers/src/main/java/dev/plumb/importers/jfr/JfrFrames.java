package dev.plumb.importers.jfr;

import dev.plumb.importers.stacks.FrameNames;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.TraceBuilder;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import org.jspecify.annotations.Nullable;

/** Stack traces to stacks. The JDK's reader gives equal traces of a chunk as one object. */
final class JfrFrames {
  private static final int MAX_KNOWN = 1 << 16;

  private final TraceBuilder out;
  private final Map<RecordedStackTrace, Integer> known = new IdentityHashMap<>();

  JfrFrames(TraceBuilder out) {
    this.out = out;
  }

  /** The stack of a trace; {@link Ids#NONE} if the event has none. */
  int stack(@Nullable RecordedStackTrace trace) {
    if (trace == null) {
      return Ids.NONE;
    }
    Integer before = known.get(trace);
    if (before != null) {
      return before;
    }
    if (known.size() >= MAX_KNOWN) {
      known.clear();
    }
    List<RecordedFrame> frames = trace.getFrames();
    int stack = Ids.NONE;
    if (trace.isTruncated()) {
      stack =
          out.stacks().row(stack, FrameNames.row(out, CodeKind.OTHER, "[truncated]", "", 0, ""));
    }
    for (int i = frames.size() - 1; i >= 0; i--) { // innermost first
      stack = out.stacks().row(stack, frame(frames.get(i)));
    }
    known.put(trace, stack);
    return stack;
  }

  private int frame(RecordedFrame frame) {
    RecordedMethod method = frame.getMethod();
    if (method == null) {
      return FrameNames.unknown(out);
    }
    String type = method.getType() == null ? "" : method.getType().getName();
    String name = method.getName();
    CodeKind kind = kind(frame.getType(), type);
    int line = Math.max(frame.getLineNumber(), 0);
    if (kind == CodeKind.JAVA) {
      String full = type.isEmpty() ? name : ClassNames.readable(type) + "." + name;
      return FrameNames.row(out, kind, full, "", line, "");
    }
    // async-profiler puts the library of a native frame in the place of the class.
    return FrameNames.row(out, kind, name, "", 0, type);
  }

  private static CodeKind kind(@Nullable String frameType, String type) {
    return switch (frameType == null ? "" : frameType) {
      case "Kernel" -> CodeKind.SYSTEM;
      case "C++" -> CodeKind.NATIVE;
      case "Native" ->
          type.contains(".") && !type.contains(".so") ? CodeKind.JAVA : CodeKind.NATIVE;
      default -> CodeKind.JAVA;
    };
  }
}
