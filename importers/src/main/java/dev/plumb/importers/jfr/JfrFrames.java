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

  private final Map<RecordedMethod, Names> methods = new IdentityHashMap<>();

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
    Names names = methods.get(method);
    if (names == null) {
      if (methods.size() >= MAX_KNOWN) {
        methods.clear();
      }
      names = names(method);
      methods.put(method, names);
    }
    CodeKind kind = kind(frame.getType(), names.type);
    if (kind == CodeKind.JAVA) {
      int line = Math.max(frame.getLineNumber(), 0);
      return out.frames().row(kind, names.full, Ids.NONE, line, Ids.NONE, Ids.ABSENT);
    }
    // async-profiler puts the library of a native frame in the place of the class.
    return out.frames().row(kind, names.plain, Ids.NONE, 0, names.library, Ids.ABSENT);
  }

  /** What a method is called, as string ids: with its class, and without. */
  private record Names(String type, int full, int plain, int library) {}

  private Names names(RecordedMethod method) {
    String type = method.getType() == null ? "" : method.getType().getName();
    String name = method.getName() == null ? "" : method.getName();
    String plain = name.isEmpty() ? "[unnamed]" : name;
    return new Names(
        type,
        out.strings().intern(type.isEmpty() ? plain : ClassNames.readable(type) + "." + plain),
        out.strings().intern(plain),
        type.isEmpty() ? Ids.NONE : out.strings().intern(type));
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
