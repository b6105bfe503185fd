package dev.plumb.record.python;

import java.util.Arrays;

/** Python frames of a thread, innermost first, before they have names. Reused. */
public final class PythonStack {
  /** Frames beyond so many are not read. */
  public static final int MOST_FRAMES = 512;

  private long[] codes = new long[64];
  private long[] instructions = new long[64];
  private boolean[] entries = new boolean[64];
  private int size;
  private boolean isCut;

  /** An empty one. */
  public PythonStack() {}

  /** Takes all frames away. */
  public void clear() {
    size = 0;
    isCut = false;
  }

  /**
   * Adds the caller of those before.
   *
   * @param code address of the code object
   * @param instruction address of the instruction, or its index in older versions
   * @param isEntry whether a C function called it: it has an interpreter frame of its own
   */
  public void add(long code, long instruction, boolean isEntry) {
    if (size == codes.length) {
      codes = Arrays.copyOf(codes, size * 2);
      instructions = Arrays.copyOf(instructions, size * 2);
      entries = Arrays.copyOf(entries, size * 2);
    }
    codes[size] = code;
    instructions[size] = instruction;
    entries[size++] = isEntry;
  }

  /** Becomes a copy of another. */
  public void copy(PythonStack from) {
    if (from.size > codes.length) {
      codes = new long[from.codes.length];
      instructions = new long[from.codes.length];
      entries = new boolean[from.codes.length];
    }
    size = from.size;
    isCut = from.isCut;
    System.arraycopy(from.codes, 0, codes, 0, size);
    System.arraycopy(from.instructions, 0, instructions, 0, size);
    System.arraycopy(from.entries, 0, entries, 0, size);
  }

  /** Takes innermost frames away. */
  void dropInner(int count) {
    if (count > 0) {
      size -= count;
      System.arraycopy(codes, count, codes, 0, size);
      System.arraycopy(instructions, count, instructions, 0, size);
      System.arraycopy(entries, count, entries, 0, size);
    }
  }

  void setLastEntry() {
    if (size > 0) {
      entries[size - 1] = true;
    }
  }

  /** Says that outer frames are missing. */
  public void setCut() {
    isCut = true;
  }

  /** Whether outer frames are missing. */
  public boolean isCut() {
    return isCut;
  }

  /** Number of frames. */
  public int size() {
    return size;
  }

  /** Address of a frame's code object. */
  public long code(int frame) {
    return codes[frame];
  }

  /** Addresses of the code objects; only the first {@link #size()} count. */
  long[] codes() {
    return codes;
  }

  /** Address of the instruction that a frame is at, or its index in older versions. */
  public long instruction(int frame) {
    return instructions[frame];
  }

  /** Whether a C function called it. */
  public boolean isEntry(int frame) {
    return entries[frame];
  }

  /** How many frames C functions called: that many interpreter frames are on the native stack. */
  public int entries() {
    int count = 0;
    for (int i = 0; i < size; i++) {
      count += entries[i] ? 1 : 0;
    }
    return count;
  }
}
