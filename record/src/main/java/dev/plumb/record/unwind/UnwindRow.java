package dev.plumb.record.unwind;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** How the caller's registers are found from those of a function, at one instruction. */
final class UnwindRow {
  /** There is none. */
  static final UnwindRow NONE = new UnwindRow(MemorySegment.NULL, 0, false);

  // Rules of registers.
  static final byte SAME = 0;
  static final byte UNDEFINED = 1;

  /** Stands in memory at the frame's address plus the value. */
  static final byte AT_FRAME = 2;

  /** Is the frame's address plus the value. */
  static final byte FRAME_PLUS = 3;

  /** Is in the register that the value is the number of. */
  static final byte REGISTER = 4;

  /** Stands in memory at what an expression says; the value is its place in the file. */
  static final byte AT_EXPRESSION = 5;

  /** Is what an expression says. */
  static final byte EXPRESSION = 6;

  /** The frame's address is an expression instead of a register plus an offset. */
  static final int FRAME_EXPRESSION = -1;

  /** Nothing says where the frame is. */
  static final int FRAME_UNKNOWN = -2;

  private final MemorySegment bytes;
  private final boolean isSignal;
  int frameRegister = FRAME_UNKNOWN;

  /** What is added, or the place of the expression in the file. */
  long frameOffset;

  int frameLength;
  byte[] rules;
  long[] values;
  int[] lengths;
  int returnRegister;

  /** Registers that have a rule other than SAME. */
  int[] ruled = {};

  UnwindRow(MemorySegment bytes, int registers, boolean isSignal) {
    this.bytes = bytes;
    this.isSignal = isSignal;
    this.rules = new byte[registers];
    this.values = new long[registers];
    this.lengths = new int[registers];
  }

  UnwindRow copy() {
    UnwindRow copy = new UnwindRow(bytes, 0, isSignal);
    copy.set(this);
    return copy;
  }

  void set(UnwindRow other) {
    setFrame(other);
    rules = other.rules.clone();
    values = other.values.clone();
    lengths = other.lengths.clone();
    returnRegister = other.returnRegister;
  }

  private void setFrame(UnwindRow other) {
    frameRegister = other.frameRegister;
    frameOffset = other.frameOffset;
    frameLength = other.frameLength;
  }

  void rule(int register, byte rule, long value, int length) {
    if (register >= 0 && register < rules.length) {
      rules[register] = rule;
      values[register] = value;
      lengths[register] = length;
    }
  }

  /** Makes it ready for use. */
  UnwindRow seal() {
    int[] found = new int[rules.length];
    int count = 0;
    for (int i = 0; i < rules.length; i++) {
      if (rules[i] != SAME && i != returnRegister) {
        found[count++] = i;
      }
    }
    ruled = Arrays.copyOf(found, count);
    return this;
  }

  /** The file, in which expressions stand. */
  MemorySegment bytes() {
    return bytes;
  }

  /** Whether the caller was interrupted and did not call. */
  boolean isSignal() {
    return isSignal;
  }
}
