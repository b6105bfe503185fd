package dev.plumb.record.sample;

import dev.plumb.record.elf.Bytes;
import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.os.ProcessMemory;
import dev.plumb.record.python.PythonReader;
import dev.plumb.record.python.PythonStack;
import dev.plumb.record.python.PythonThreads;
import dev.plumb.record.stack.NativeStack;
import dev.plumb.record.stack.SampledStack;
import dev.plumb.record.stack.Stitcher;
import dev.plumb.record.stack.ThreadState;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.record.unwind.RegisterSet;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Stacks of samples that the sampler inside of a process took: {@code docs/recording-internals.md}
 * has its records. Needs neither perf events nor, if code objects are told, another process's
 * memory.
 */
public final class InsideStacks {
  /** What a record of a sample begins with. */
  public static final int KIND = 5;

  private static final int HEADER_BYTES = 48;
  private static final int TID = 16;
  private static final int PYTHON_CUT = 1;

  private final StackSink sink;
  private final NativeStack natives;
  private final RegisterSet set;
  private final PythonThreads python;
  private final PythonFrames frames;
  private final Stitcher stitcher;
  private final long[] registers;
  private final PythonStack chain = new PythonStack();
  private final SampledStack stack = new SampledStack();
  private final Tally tally = new Tally();
  private long dropped;
  private long malformed;

  /** The shortest time that a sample stood for; others stand for several periods. */
  private long periodNs = Long.MAX_VALUE;

  /** Names Python frames of records. */
  @FunctionalInterface
  public interface PythonFrames {
    /**
     * Frames of the tree for a chain, innermost first; null if they are not known.
     *
     * <p>The array may be used again by the next call.
     */
    int @Nullable [] frames(int tid, PythonStack chain);
  }

  /**
   * For a process whose code objects are read from outside.
   *
   * @param pid the process
   */
  public InsideStacks(int pid, ContextTree tree, StackSink sink) {
    this(pid, tree, sink, null);
  }

  /**
   * For a process that tells its code objects.
   *
   * @param known names Python frames; null to read them from outside
   */
  public InsideStacks(int pid, ContextTree tree, StackSink sink, @Nullable PythonFrames known) {
    RegisterSet here = RegisterSet.here();
    this.set = here == null ? RegisterSet.X86_64 : here;
    this.sink = sink;
    ProcessFiles files = new ProcessFiles(pid);
    ProcessMemory memory = new ProcessMemory(pid);
    this.natives = new NativeStack(files, memory, set, tree);
    this.python = new PythonThreads(files, memory, natives.space(), tree);
    this.frames = known == null ? (tid, chain) -> read(chain) : known;
    this.stitcher = new Stitcher(natives.symbolizer());
    this.registers = new long[set.count()];
  }

  private int @Nullable [] read(PythonStack stack) {
    PythonReader reader = python.reader();
    return reader == null ? null : reader.frames(stack);
  }

  /**
   * Takes a record and hands on its stack.
   *
   * @param record all of it
   */
  public void accept(MemorySegment record) {
    accept(record.byteSize() < HEADER_BYTES ? 0 : Bytes.i32(record, TID), record);
  }

  /**
   * Takes a record of a thread that has another number here than it has for itself.
   *
   * @param tid its number here
   */
  public void accept(int tid, MemorySegment record) {
    try {
      take(tid, record);
    } catch (IndexOutOfBoundsException e) {
      malformed++;
    }
  }

  private void take(int tid, MemorySegment record) {
    long bytes = Bytes.u32(record, 4);
    int registerCount = Bytes.u16(record, 20);
    long pythonCount = Bytes.u32(record, 40);
    long stackBytes = Bytes.u32(record, 44);
    long pythonAt = HEADER_BYTES + 8L * registerCount;
    long stackAt = pythonAt + 16 * pythonCount;
    if (Bytes.i32(record, 0) != KIND
        || bytes > record.byteSize()
        || registerCount != set.count()
        || pythonCount > PythonStack.MOST_FRAMES
        || stackAt + stackBytes > bytes) {
      malformed++;
      return;
    }
    for (int i = 0; i < registerCount; i++) {
      registers[i] = Bytes.i64(record, HEADER_BYTES + 8L * i);
    }
    dropped = Math.max(dropped, Bytes.i64(record, 32));
    long value = Bytes.i64(record, 24);
    periodNs = value > 0 ? Math.min(periodNs, value) : periodNs;
    stack.begin(tid, Bytes.i64(record, 8), value, ThreadState.RUNNING);
    natives.begin(0);
    natives.walk(registers, record, stackAt, stackBytes);
    readChain(record, pythonAt, (int) pythonCount, Bytes.u16(record, 22));
    int[] named = chain.size() == 0 ? null : frames.frames(tid, chain);
    if (named == null) {
      stitcher.nativeOnly(natives, stack);
    } else {
      stitcher.join(natives, chain, named, true, stack);
    }
    tally.add(stack);
    sink.accept(stack);
  }

  private void readChain(MemorySegment record, long at, int count, int flags) {
    chain.clear();
    for (int i = 0; i < count; i++) {
      long code = Bytes.i64(record, at + 16L * i);
      chain.add(code & -8, Bytes.i64(record, at + 16L * i + 8), (code & 1) != 0);
    }
    if ((flags & PYTHON_CUT) != 0) {
      chain.setCut();
    }
  }

  /**
   * Says that the program could not keep samples of a thread: it has run for their time. Before the
   * first sample it is not known how long that is, and they are only counted.
   *
   * @return the time that they stood for, ns
   */
  public long lost(int tid, long count) {
    long ns = periodNs == Long.MAX_VALUE ? 0 : count * periodNs;
    if (ns > 0) {
      sink.unseen(tid, ns);
    }
    return ns;
  }

  /** What became of the samples so far. */
  public SamplingCounts counts() {
    return tally.counts(dropped, python.torn(), malformed);
  }
}
