package dev.plumb.record.stack;

import dev.plumb.record.python.PythonStack;
import dev.plumb.record.symbols.FrameRoles;

/**
 * Puts Python and native frames of a sample together. Each interpreter frame on the native stack
 * stands for the Python functions that run in it; where their numbers agree, each is replaced by
 * those. What other libraries do between two of them stays; what the interpreter itself does
 * between them does not, nor how the thread was begun.
 */
public final class Stitcher {
  private final FrameRoles roles;
  private long unmatched;

  /** For a process. */
  public Stitcher(FrameRoles roles) {
    this.roles = roles;
  }

  /** Samples whose Python and native frames cannot have been there at the same time. */
  public long unmatched() {
    return unmatched;
  }

  /** Adds the frames of a thread without Python. */
  public void nativeOnly(NativeFrames from, SampledStack out) {
    for (int i = from.size() - 1; i >= 0; i--) {
      out.add(from.frame(i));
    }
    out.setQuality(StackQuality.NATIVE_ONLY);
    out.setTruncated(!from.isWhole());
  }

  /** Adds what is inside of the innermost interpreter frame, and a frame in place of Python's. */
  public void nativeInside(NativeFrames from, int instead, SampledStack out) {
    int innermost = from.size();
    for (int i = from.size() - 1; i >= 0; i--) {
      innermost = roles.isInterpreter(from.frame(i)) ? i : innermost;
    }
    out.add(instead);
    out.beginNative();
    for (int i = innermost - 1; i >= 0; i--) {
      out.add(from.frame(i));
    }
    out.setQuality(StackQuality.NATIVE_ONLY);
    out.setTruncated(!from.isWhole());
  }

  /** Adds the frames of a thread of which only Python is known. */
  public void pythonOnly(PythonStack python, int[] frames, SampledStack out) {
    functions(python, frames, python.size() - 1, -1, out);
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
      NativeFrames from,
      PythonStack python,
      int[] frames,
      boolean isSameInstant,
      SampledStack out) {
    int innermost = from.size();
    int interpreters = 0;
    for (int i = from.size() - 1; i >= 0; i--) {
      if (roles.isInterpreter(from.frame(i))) {
        interpreters++;
        innermost = i;
      }
    }
    int missing = python.entries() - interpreters;
    // Of a stack that could not be walked to its end, the outer interpreter frames are missing.
    boolean isMatched = missing == 0 || missing > 0 && !from.isWhole();
    unmatched += isMatched ? 0 : 1;
    out.setQuality(isMatched && isSameInstant ? StackQuality.EXACT : StackQuality.BY_TIME);
    out.setTruncated(!from.isWhole());
    if (isMatched && interpreters > 0) {
      replace(from, innermost, python, frames, missing, out);
    } else {
      functions(python, frames, python.size() - 1, -1, out);
    }
    out.beginNative();
    for (int i = innermost - 1; i >= 0; i--) {
      out.add(from.frame(i));
    }
  }

  /** Adds native frames down to the innermost interpreter frame, with Python's in their places. */
  private void replace(
      NativeFrames from,
      int innermost,
      PythonStack python,
      int[] frames,
      int missing,
      SampledStack out) {
    int function = python.size() - 1;
    for (int i = 0; i < missing; i++) {
      function = called(python, frames, function, out);
    }
    boolean isBefore = true;
    for (int i = from.size() - 1; i >= innermost; i--) {
      int frame = from.frame(i);
      if (roles.isInterpreter(frame)) {
        function = called(python, frames, function, out);
        isBefore = false;
      } else if (!roles.isMachinery(frame) && !(isBefore && roles.isSystemLibrary(frame))) {
        out.add(frame);
      }
    }
  }

  /** Adds a function that C called and those that it called without C; index of what is left. */
  private static int called(PythonStack python, int[] frames, int function, SampledStack out) {
    int to = function - 1;
    while (to >= 0 && !python.isEntry(to)) {
      to--;
    }
    functions(python, frames, function, to, out);
    return to;
  }

  private static void functions(
      PythonStack python, int[] frames, int from, int to, SampledStack out) {
    for (int i = Math.min(from, python.size() - 1); i > to; i--) {
      out.add(frames[i]);
    }
  }
}
