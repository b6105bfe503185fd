package dev.plumb.record.symbols;

/** What native frames are for, by their rows in the tree. */
public interface FrameRoles {
  /** Whether a frame runs Python code: it stands for one function of Python, or several. */
  boolean isInterpreter(int frame);

  /** Whether a frame belongs to the interpreter's program or library. */
  boolean isMachinery(int frame);

  /** Whether a frame belongs to the C library, which begins processes and threads. */
  boolean isSystemLibrary(int frame);

  /** Whether a frame belongs to Plumb's own library. */
  boolean isPlumb(int frame);
}
