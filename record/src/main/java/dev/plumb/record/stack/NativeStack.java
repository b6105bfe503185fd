package dev.plumb.record.stack;

import dev.plumb.record.os.Memory;
import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.symbols.AddressSpace;
import dev.plumb.record.symbols.JitNames;
import dev.plumb.record.symbols.Symbolizer;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.record.unwind.RegisterSet;
import dev.plumb.record.unwind.StackCopy;
import dev.plumb.record.unwind.UnwindEnd;
import dev.plumb.record.unwind.Unwinder;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Native frames of a process's threads, from registers and stack to frames of the tree. Reused. */
public final class NativeStack implements NativeFrames {
  /**
   * Mappings are not looked at more often than this, however much code is unknown: soon again if
   * the last look found something, because libraries come several at a time.
   */
  private static final long MOST_WAIT_NS = 100_000_000;

  private static final long LEAST_WAIT_NS = 10_000_000;

  private final AddressSpace space;
  private final StackCopy copy;
  private final Unwinder unwinder;
  private final Symbolizer symbolizer;
  private final RegisterSet set;
  private final long[] first;
  private final int[] frames = new int[Unwinder.MOST_FRAMES + 1];
  private int size;
  private long refreshedNs;
  private long waitNs = LEAST_WAIT_NS;

  /**
   * Of a process.
   *
   * @param memory of the process; null if it cannot be read
   */
  public NativeStack(
      ProcessFiles files, @Nullable Memory memory, RegisterSet set, ContextTree tree) {
    this.set = set;
    this.space = new AddressSpace(files, memory);
    this.copy = new StackCopy(memory);
    this.unwinder = new Unwinder(set, space, copy);
    this.symbolizer = new Symbolizer(tree, space, new JitNames(files), files.root());
    this.first = new long[set.count()];
    // The space is as it was when somebody began to read it, which takes a while at first: samples
    // that have waited meanwhile may be of newer libraries.
    this.refreshedNs = System.nanoTime() - MOST_WAIT_NS;
  }

  /** Where code is. */
  public AddressSpace space() {
    return space;
  }

  /** Names of code. */
  public Symbolizer symbolizer() {
    return symbolizer;
  }

  /** Begins a stack with the frame of an address of the operating system's kernel, or with none. */
  public void begin(long kernelAddress) {
    size = 0;
    if (kernelAddress < 0) {
      frames[size++] = symbolizer.frame(kernelAddress);
    }
  }

  /**
   * Adds the frames of a thread.
   *
   * @param registers as DWARF numbers them
   * @param stack holds a copy of the stack from the stack pointer on, {@code bytes} long
   */
  public void walk(long[] registers, MemorySegment stack, long at, long bytes) {
    System.arraycopy(registers, 0, first, 0, first.length);
    copy.set(stack, at, registers[set.stackPointer()], bytes);
    walk(set.all());
  }

  /**
   * Adds the frames of a thread that waits, of which only stack pointer and program counter are
   * known, with its memory as it is now.
   */
  public void walkWaiting(long stackPointer, long pc) {
    first[set.stackPointer()] = stackPointer;
    first[set.pc()] = pc;
    copy.setLive();
    walk(1L << set.stackPointer() | 1L << set.pc());
  }

  private void walk(long known) {
    long[] registers = unwinder.registers();
    System.arraycopy(first, 0, registers, 0, first.length);
    int count = unwinder.walk(known);
    if (unwinder.end() == UnwindEnd.NO_CODE && mayRefresh()) {
      // A library that was loaded since.
      waitNs = space.refresh() ? LEAST_WAIT_NS : Math.min(2 * waitNs, MOST_WAIT_NS);
      System.arraycopy(first, 0, registers, 0, first.length);
      count = unwinder.walk(known);
    }
    for (int i = 0; i < count; i++) {
      // What a walk ends at may be no code at all.
      if (i == 0 || i + 1 < count || space.region(unwinder.instruction(i)) != null) {
        frames[size++] = symbolizer.frame(unwinder.instruction(i));
      }
    }
  }

  private boolean mayRefresh() {
    long now = System.nanoTime();
    boolean may = now - refreshedNs > waitNs;
    refreshedNs = may ? now : refreshedNs;
    return may;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int frame(int index) {
    return frames[index];
  }

  @Override
  public boolean isWhole() {
    return unwinder.end() == UnwindEnd.ROOT;
  }

  /** Why the last walk ended. */
  public UnwindEnd end() {
    return unwinder.end();
  }

  /** Bytes of stacks that were read because copies did not reach so far. */
  public long livePages() {
    return copy.livePages();
  }
}
