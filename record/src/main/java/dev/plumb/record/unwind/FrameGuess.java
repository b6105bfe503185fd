package dev.plumb.record.unwind;

/**
 * Leaves frames that no table describes: code that a JIT made, or whose registers are lost. Looks
 * up the stack for return addresses behind calls, tries each with the ways in which code may have
 * saved registers, and takes the first one from which the tables lead to the outermost function;
 * else the one from which they lead furthest.
 */
final class FrameGuess {
  /** Words of the stack that are looked at: JIT kernels have frames of up to 128 KiB. */
  private static final int MOST_WORDS = 1 << 14;

  private static final int MOST_CANDIDATES = 12;

  /** What a way must lead through to be believed without reaching the outermost function. */
  private static final int FEWEST_FRAMES = 3;

  /** Frames that are walked to try a way. */
  private static final int PROBE = Unwinder.MOST_FRAMES;

  /**
   * Registers in the order in which the JIT of oneDNN (xbyak) pushes them on x86-64, which most of
   * the time of a convolution is spent in: rbx rbp r12 r13 r14 r15 in PyTorch 1.13, rbp rbx r12 r13
   * r14 r15 in 2.13.
   */
  private static final int[][] PUSHED = {{3, 6, 12, 13, 14, 15}, {6, 3, 12, 13, 14, 15}};

  private static final int UNCHANGED = 0;
  private static final int FRAME_POINTER = 1;

  /** The first of the ways of {@link #PUSHED}. */
  private static final int PUSHES = 2;

  private static final int WAYS = PUSHES + PUSHED.length;

  private final Unwinder unwinder;
  private final RegisterSet set;
  private final CodeMap code;
  private final StackCopy stack;
  private final long[] from;
  private final long[] best;
  private final long[] trial;

  FrameGuess(Unwinder unwinder, RegisterSet set, CodeMap code, StackCopy stack) {
    this.unwinder = unwinder;
    this.set = set;
    this.code = code;
    this.stack = stack;
    this.from = new long[set.count()];
    this.best = new long[set.count()];
    this.trial = new long[set.count()];
  }

  /** Brings the unwinder into the caller's frame; false, and nothing changed, if none is found. */
  boolean leave() {
    System.arraycopy(unwinder.registers(), 0, from, 0, from.length);
    final long known = unwinder.known();
    final boolean interrupted = unwinder.isInterrupted();
    long stackPointer = from[set.stackPointer()];
    CodeRegion here = code.region(from[set.pc()]);
    // Code that is made while running is called through pointers.
    boolean isMade = here != null && here.image() == null;
    int furthest = 0;
    long bestKnown = 0;
    int candidates = 0;
    if (set == RegisterSet.AARCH64 && interrupted && isReturn(from[30], isMade)) {
      // A leaf may not have saved its return address at all.
      long trialKnown = begin(known, from[30], stackPointer);
      int reached = probe(trialKnown);
      if (reached > furthest) {
        furthest = reached;
        bestKnown = trialKnown;
        System.arraycopy(trial, 0, best, 0, best.length);
      }
    }
    try {
      long address = stackPointer + 7 & -8;
      for (int word = 0;
          word < MOST_WORDS && candidates < MOST_CANDIDATES && furthest < Integer.MAX_VALUE;
          word++, address += 8) {
        long to = stack.read(address) & set.codeMask();
        if (!isReturn(to, isMade)) {
          continue;
        }
        candidates++;
        for (int way = 0; way < WAYS && furthest < Integer.MAX_VALUE; way++) {
          long trialKnown = trial(way, known, to, address);
          int reached = trialKnown == 0 ? 0 : probe(trialKnown);
          if (reached > furthest) {
            furthest = reached;
            bestKnown = trialKnown;
            trial(way, known, to, address);
            System.arraycopy(trial, 0, best, 0, best.length);
          }
        }
      }
    } catch (Unreadable e) {
      // the end of the stack
    }
    boolean found = furthest >= FEWEST_FRAMES;
    unwinder.set(found ? best : from, found ? bestKnown : known, !found && interrupted);
    return found;
  }

  private boolean isReturn(long to, boolean mustBeIndirect) {
    CodeRegion region = to == 0 ? null : code.region(to);
    if (region == null) {
      return false;
    }
    return switch (ReturnAddress.before(set, region, stack, to)) {
      case NONE -> false;
      case DIRECT -> !mustBeIndirect || region.image() == null;
      case INDIRECT -> true;
    };
  }

  private long begin(long known, long to, long stackPointer) {
    System.arraycopy(from, 0, trial, 0, trial.length);
    trial[set.pc()] = to;
    trial[set.stackPointer()] = stackPointer;
    return known & set.kept() | 1L << set.pc() | 1L << set.stackPointer();
  }

  /** Registers of the caller if they were saved in a way; 0 if they cannot have been. */
  private long trial(int way, long known, long to, long address) {
    final long stackPointer = from[set.stackPointer()];
    final int framePointer = set.framePointer();
    // On AArch64 the frame record is {caller's record, return address} too.
    long trialKnown = begin(known, to, address + 8);
    switch (way) {
      case FRAME_POINTER -> {
        if ((known & 1L << framePointer) == 0 || from[framePointer] != address - 8) {
          return 0;
        }
        trial[framePointer] = stack.read(address - 8);
      }
      case UNCHANGED -> {}
      default -> {
        int[] pushed = PUSHED[way - PUSHES];
        if (set != RegisterSet.X86_64 || address - stackPointer < 8L * pushed.length) {
          return 0;
        }
        for (int i = 0; i < pushed.length; i++) {
          trial[pushed[i]] = stack.read(address - 8L * (i + 1));
          trialKnown |= 1L << pushed[i];
        }
      }
    }
    return trialKnown;
  }

  /** How many frames can be left from the trial on; the largest number if to the outermost one. */
  private int probe(long known) {
    unwinder.set(trial, known, false);
    for (int frames = 0; frames < PROBE; frames++) {
      UnwindEnd end = unwinder.step();
      if (end == UnwindEnd.ROOT) {
        return Integer.MAX_VALUE;
      }
      if (end != null) {
        return frames;
      }
      long[] registers = unwinder.registers();
      if (!unwinder.isInterrupted() && !isReturn(registers[set.pc()], false)) {
        return frames; // tables lead there, but nobody called from there
      }
    }
    return PROBE;
  }
}
