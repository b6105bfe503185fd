package dev.plumb.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Who called, as text. */
final class CallPath {
  /** Frames beyond are left out, from the outer end, and {@link #CUT} stands for them. */
  private static final int MOST_FRAMES = 512;

  private static final String CUT = "[truncated]";
  private static final StackWalker WALKER = StackWalker.getInstance();

  private CallPath() {}

  /**
   * The callers of the wrapped method, or of the scope, that is just entered: outermost first, one
   * a line, each as {@code class.method:line}, with line 0 where it is not known.
   */
  static String ofCaller() {
    List<String> frames = WALKER.walk(CallPath::frames);
    StringBuilder path = new StringBuilder(frames.size() * 60);
    for (int i = frames.size() - 1; i >= 0; i--) {
      path.append(frames.get(i));
      if (i > 0) {
        path.append('\n');
      }
    }
    return path.toString();
  }

  /** Innermost first. */
  private static List<String> frames(Stream<StackWalker.StackFrame> walk) {
    List<String> frames = new ArrayList<>(64);
    walk.filter(frame -> !isOurs(frame.getClassName()))
        .limit(MOST_FRAMES)
        .forEach(frame -> frames.add(text(frame)));
    if (frames.size() == MOST_FRAMES) {
      frames.add(CUT);
    }
    return frames;
  }

  private static boolean isOurs(String name) {
    return name.startsWith("dev.plumb.agent.") || name.startsWith("dev.plumb.api.");
  }

  private static String text(StackWalker.StackFrame frame) {
    return frame.getClassName()
        + '.'
        + frame.getMethodName()
        + ':'
        + Math.max(frame.getLineNumber(), 0);
  }
}
