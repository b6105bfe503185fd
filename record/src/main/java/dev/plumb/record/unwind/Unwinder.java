package dev.plumb.record.unwind;

import org.jspecify.annotations.Nullable;

/**
 * Walks the stack of a sample. Makes no objects once the functions it meets are known. Not
 * thread-safe.
 */
public final class Unwinder {
  /** Frames beyond so many are not walked. */
  public static final int MOST_FRAMES = 512;

  /** Frames that no table describes are left by guessing; so many in one stack. */
  private static final int MOST_GUESSES = 16;

  private final RegisterSet set;
  private final CodeMap code;
  private final StackCopy stack;
  private final Expression expression = new Expression();
  private final FrameGuess guess;

  /** The registers of the frame that is left next. */
  private final long[] registers;

  private final long[] caller;
  private long known;

  /** Whether the frame was interrupted where its pc points to, and did not call from before it. */
  private boolean isInterrupted;

  private final long[] pcs = new long[MOST_FRAMES];
  private final boolean[] interrupted = new boolean[MOST_FRAMES];
  private int size;
  private UnwindEnd end = UnwindEnd.ROOT;
  private boolean isGuessed;

  /** For a process: where its code and its memory are. */
  public Unwinder(RegisterSet set, CodeMap code, StackCopy stack) {
    this.set = set;
    this.code = code;
    this.stack = stack;
    this.registers = new long[set.count()];
    this.caller = new long[set.count()];
    this.guess = new FrameGuess(this, set, code, stack);
  }

  /** The registers of the innermost frame, to be filled before {@link #walk}. */
  public long[] registers() {
    return registers;
  }

  /**
   * Walks from {@link #registers()} outwards.
   *
   * @param known which of the registers are known, a bit each
   * @return number of frames
   */
  public int walk(long known) {
    this.known = known;
    isInterrupted = true;
    isGuessed = false;
    size = 0;
    int guesses = 0;
    while (true) {
      if (size == MOST_FRAMES) {
        end = UnwindEnd.TOO_DEEP;
        return size;
      }
      pcs[size] = registers[set.pc()];
      interrupted[size++] = isInterrupted;
      UnwindEnd result = step();
      if (result == UnwindEnd.NO_TABLE && guesses++ < MOST_GUESSES && guess.leave()) {
        isGuessed = true;
      } else if (result != null) {
        end = result;
        return size;
      }
    }
  }

  /** The code address of a frame of the last walk; 0 is the innermost one. */
  public long pc(int frame) {
    return pcs[frame];
  }

  /** An address in the instruction that a frame is at: a call's, other than its return address. */
  public long instruction(int frame) {
    return interrupted[frame] ? pcs[frame] : pcs[frame] - 1;
  }

  /** Why the last walk ended. */
  public UnwindEnd end() {
    return end;
  }

  /** Whether the last walk left a frame by guessing. */
  public boolean isGuessed() {
    return isGuessed;
  }

  long known() {
    return known;
  }

  boolean isInterrupted() {
    return isInterrupted;
  }

  void set(long[] registers, long known, boolean isInterrupted) {
    System.arraycopy(registers, 0, this.registers, 0, registers.length);
    this.known = known;
    this.isInterrupted = isInterrupted;
  }

  /** Leaves a frame; null if that worked, else why the walk ends. */
  @Nullable UnwindEnd step() {
    long pc = registers[set.pc()];
    CodeRegion region = code.region(pc);
    if (region == null) {
      return pc == 0 ? UnwindEnd.ROOT : UnwindEnd.NO_CODE;
    }
    CfiTable cfi = region.cfi();
    if (cfi == null) {
      return UnwindEnd.NO_TABLE;
    }
    UnwindRow row = cfi.row((isInterrupted ? pc : pc - 1) - region.bias());
    if (row == UnwindRow.NONE) {
      return UnwindEnd.NO_TABLE;
    }
    byte returnRule = row.rules[row.returnRegister];
    if (returnRule == UnwindRow.UNDEFINED) {
      return UnwindEnd.ROOT;
    }
    long frame;
    try {
      frame = frame(row);
    } catch (Unreadable e) {
      return UnwindEnd.NO_TABLE; // its register was lost: what is found on the stack may do
    } catch (IndexOutOfBoundsException | InternalError e) {
      return UnwindEnd.BAD_TABLE;
    }
    try {
      return leave(row, frame);
    } catch (Unreadable e) {
      return UnwindEnd.NO_MEMORY;
    } catch (IndexOutOfBoundsException | InternalError e) {
      return UnwindEnd.BAD_TABLE;
    }
  }

  private long frame(UnwindRow row) {
    if (row.frameRegister == UnwindRow.FRAME_EXPRESSION) {
      return expression.value(
          row.bytes(), row.frameOffset, row.frameLength, registers, known, stack, false, 0);
    }
    return register(row.frameRegister) + row.frameOffset;
  }

  private long register(int register) {
    if (register < 0 || register >= registers.length || (known & 1L << register) == 0) {
      throw Unreadable.INSTANCE;
    }
    return registers[register];
  }

  private @Nullable UnwindEnd leave(UnwindRow row, long frame) {
    long stackPointer = registers[set.stackPointer()];
    int order = Long.compareUnsigned(frame, stackPointer);
    // A frame that does not lie further up would be walked for ever. A handler of signals may have
    // a
    // stack of its own; a function that just began may have no frame yet.
    if (!row.isSignal() && (order < 0 || order == 0 && !isInterrupted)) {
      return UnwindEnd.BAD_TABLE;
    }
    long to = value(row, row.returnRegister, frame) & set.codeMask();
    long keptBits = row.isSignal() ? known : known & set.kept();
    System.arraycopy(registers, 0, caller, 0, registers.length);
    caller[set.stackPointer()] = frame;
    for (int register : row.ruled) {
      try {
        caller[register] = value(row, register, frame);
        keptBits |= 1L << register;
      } catch (Unreadable e) {
        keptBits &=
            ~(1L << register); // matters only if a function further up keeps its frame in it
      }
    }
    caller[set.pc()] = to;
    System.arraycopy(caller, 0, registers, 0, registers.length);
    known = keptBits | 1L << set.pc() | 1L << set.stackPointer();
    isInterrupted = row.isSignal();
    return to == 0 ? UnwindEnd.ROOT : null;
  }

  private long value(UnwindRow row, int register, long frame) {
    long value = row.values[register];
    return switch (row.rules[register]) {
      case UnwindRow.SAME -> register(register);
      case UnwindRow.AT_FRAME -> stack.read(frame + value);
      case UnwindRow.FRAME_PLUS -> frame + value;
      case UnwindRow.REGISTER -> register((int) value);
      case UnwindRow.AT_EXPRESSION -> stack.read(expression(row, register, frame));
      case UnwindRow.EXPRESSION -> expression(row, register, frame);
      default -> throw Unreadable.INSTANCE;
    };
  }

  private long expression(UnwindRow row, int register, long frame) {
    return expression.value(
        row.bytes(),
        row.values[register],
        row.lengths[register],
        registers,
        known,
        stack,
        true,
        frame);
  }
}
