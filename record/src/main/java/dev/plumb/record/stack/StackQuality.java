package dev.plumb.record.stack;

/** How sure it is that the Python and the native part of a stack belong together. */
public enum StackQuality {
  /** Both were taken at the same instant, by the thread itself, and their frames match. */
  EXACT("exact"),
  /** The Python part was read from outside, a moment after the native one. */
  BY_TIME("by thread and time"),
  /** No Python part: the thread runs none, or it could not be read. */
  NATIVE_ONLY("native only"),
  /** No native part: the kernel's sampler is not available, or the stack could not be walked. */
  PYTHON_ONLY("python only");

  private final String words;

  StackQuality(String words) {
    this.words = words;
  }

  /** For reports. */
  public String words() {
    return words;
  }
}
