package dev.plumb.record.stack;

import dev.plumb.record.python.PythonStack;
import dev.plumb.record.symbols.Symbolizer;

/**
 * Puts Python and native frames of a sample together. Each interpreter frame on the native stack
 * stands for the Python functions that run in it; where their numbers agree, each is replaced by
 * those. What C++ code does between two of them stays; what the interpreter itself does between
 * them does not, nor how the thread was begun.
 */
public final class Stitcher {
  private final Symbolizer symbolizer;
  private long unmatched;

  /** For a process. */
  public Stitcher(Symbolizer symbolizer) {
    this.symbolizer = symbolizer;
  }

  /** Samples whose Python and native frames cannot have been there at the same time. */
  public long unmatched() {
    return unmatched;
  }

  /** Interpreter frames of a native stack: each is one that C called. */
  public int interpreters(NativeStack stack) {
    int count = 0;
    for (int i = 0; i < stack.size(); i++) {
      count += symbolizer.isInterpreter(stack.frame(i)) ? 1 : 0;
    }
    return count;
  }

  /** Adds the frames of a thread without Python. */
  public void nativeOnly(NativeStack from, SampledStack out) {
    for (int i = from.size() - 1; i >= 0; i--) {
      out.add(from.frame(i));
    }
    out.setQuality(StackQuality.NATIVE_ONLY);
    out.setTruncated(!from.isWhole());
  }

  /** Adds the frames of a thread of which only Python is known. */
  public void pythonOnly(PythonStack python, int[] frames, SampledStack out) {
    for (int i = python.size() - 1; i >= 0; i--) {
      out.add(frames[i]);
    }
    out.beginNative();
    out.setQuality(StackQuality.PYTHON_ONLY);
  }

  /**
   * Adds both.
   *
   * @param frames of the tree for each frame of {@code python}
   * @param isSameInstant whether both were taken while the thread did nothing else
   */
  public void join(
      NativeStack from, PythonStack python, int[] frames, boolean isSameInstant, SampledStack out) {
    int interpreters = interpreters(from);
    int entries = python.entries();
    out.setTruncated(!from.isWhole());
    boolean isMatched =
        entries == interpreters && from.isWhole()
            || entries >= interpreters && (!from.isWhole() || python.isCut());
    if (!isMatched) {
      unmatched++;
    }
    out.setQuality(isMatched && isSameInstant ? StackQuality.EXACT : StackQuality.BY_TIME);
    int suffix =
        isMatched
            ? matched(from, python, frames, interpreters, out)
            : sideBySide(from, python, frames, out);
    out.beginNative();
    for (int i = suffix; i >= 0; i--) {
      out.add(from.frame(i));
    }
  }

  /** All Python frames; index of the outermost frame inside of the innermost interpreter frame. */
  private int sideBySide(NativeStack from, PythonStack python, int[] frames, SampledStack out) {
    for (int i = python.size() - 1; i >= 0; i--) {
      out.add(frames[i]);
    }
    int suffix = 0;
    while (suffix < from.size() && !symbolizer.isInterpreter(from.frame(suffix))) {
      suffix++;
    }
    return suffix - 1;
  }

  private int matched(
      NativeStack from, PythonStack python, int[] frames, int interpreters, SampledStack out) {
    int function = python.size() - 1;
    // Outer Python functions whose native frames could not be reached.
    for (int left = python.entries() - interpreters; left > 0; left--) {
      function = segment(python, frames, function, out);
    }
    boolean isOutside = true;
    int begin = from.size() - 1; // outermost native frame since the last interpreter frame
    for (int i = begin; i >= 0; i--) {
      int frame = from.frame(i);
      if (symbolizer.isInterpreter(frame)) {
        function = segment(python, frames, function, out);
        isOutside = false;
        begin = i - 1;
      } else if (interpreters > 0
          && !symbolizer.isMachinery(frame)
          && !(isOutside && symbolizer.isSystemLibrary(frame))
          && isBeforeInterpreter(from, i)) {
        out.add(frame);
      }
    }
    return begin;
  }

  private boolean isBeforeInterpreter(NativeStack from, int index) {
    for (int i = index - 1; i >= 0; i--) {
      if (symbolizer.isInterpreter(from.frame(i))) {
        return true;
      }
    }
    return false;
  }

  /** Adds the Python functions of one interpreter frame; index of the first one that is left. */
  private static int segment(PythonStack python, int[] frames, int function, SampledStack out) {
    int at = function;
    boolean isFirst = true;
    while (at >= 0 && (isFirst || !python.isEntry(at))) {
      out.add(frames[at--]);
      isFirst = false;
    }
    return at;
  }
}
