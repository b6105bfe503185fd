package dev.plumb.record.stack;

/** Native frames of one sample. */
public interface NativeFrames {
  /** Number of frames. */
  int size();

  /** A frame, a row of the tree's frames; 0 is the innermost. */
  int frame(int index);

  /** Whether the outermost function of the thread is among them. */
  boolean isWhole();
}
