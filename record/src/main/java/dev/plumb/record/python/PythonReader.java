package dev.plumb.record.python;

import dev.plumb.record.elf.Bytes;
import dev.plumb.record.os.Memory;
import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.symbols.AddressSpace;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.LongMap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads Python stacks of a process from outside, while it runs. What changes while it is read is
 * noticed, counted as torn and not handed on. Not thread-safe.
 */
public final class PythonReader {
  /** {@code FRAME_OWNED_BY_GENERATOR}, the same from 3.11 on. */
  private static final int GENERATOR = 1;

  /** How often a stack is read that changes meanwhile: on busy machines most readings are torn. */
  private static final int ATTEMPTS = 6;

  /** How many of them insist that the innermost function is still the same. */
  private static final int STRICT_ATTEMPTS = 2;

  /** {@code CO_GENERATOR}, {@code CO_COROUTINE} and {@code CO_ASYNC_GENERATOR}. */
  private static final int GENERATOR_FLAGS = 0x20 | 0x80 | 0x200;

  private static final int MOST_THREADS = 4096;
  private static final int MOST_INTERPRETERS = 64;

  /** Frames that are read in one call because they were there the last time. */
  private static final int REMEMBERED = 128;

  /** Bytes of glibc's {@code struct pthread} in which the thread's id is looked for. */
  private static final int PTHREAD_BYTES = 2048;

  private static final int WORK_BYTES = 8192;

  /** A thread of the interpreter, as it was found in the list of threads. */
  private static final class Known {
    final long address;

    /** Addresses of its frames the last time, innermost first. */
    long[] frames = {};

    int count;

    /** Address of its outermost frame, the last time that was sure. */
    long outermost;

    Known(long address) {
      this.address = address;
    }
  }

  private final Memory memory;
  private final ProcessFiles files;
  private final PythonRuntime runtime;
  private final PythonLayout layout;
  private final CodeObjects codes;
  private final MemorySegment work = Arena.ofAuto().allocate(WORK_BYTES, 8);
  private final MemorySegment remembered;
  private final MemorySegment again;
  private final long[] seen = new long[PythonStack.MOST_FRAMES];
  private final boolean[] isCallers = new boolean[PythonStack.MOST_FRAMES];
  private final int[] rows = new int[PythonStack.MOST_FRAMES];
  private Known[] threads = {};
  private int[] tids = {};
  private LongMap byTid = new LongMap();

  /**
   * Of Python up to 3.10: where a thread's id stands in its {@code struct pthread}; −1 if not
   * known.
   */
  private int idInPthread = -1;

  /** Whether the frame that was added last is a generator's. */
  private boolean isGenerator;

  private long interpreter;
  private long torn;
  private long read;

  PythonReader(
      Memory memory,
      ProcessFiles files,
      PythonRuntime runtime,
      PythonLayout layout,
      ContextTree tree) {
    this.memory = memory;
    this.files = files;
    this.runtime = runtime;
    this.layout = layout;
    this.codes = new CodeObjects(memory, layout, runtime.codeType(), tree);
    this.remembered = Arena.ofAuto().allocate((long) REMEMBERED * layout.frameBytes, 8);
    this.again = Arena.ofAuto().allocate((long) PythonStack.MOST_FRAMES * layout.frameBytes, 8);
  }

  /** What was found in a process. */
  public sealed interface Found {}

  /** A reader. */
  public record Ready(PythonReader reader) implements Found {}

  /** A Python that is not known here; {@code version} for people. */
  public record Unknown(String version) implements Found {}

  /** No Python (yet). */
  public record None() implements Found {}

  /** Looks for Python in a process. */
  public static Found open(
      Memory memory, ProcessFiles files, AddressSpace space, ContextTree tree) {
    PythonRuntime runtime = PythonRuntime.find(space, memory);
    if (runtime == null) {
      return new None();
    }
    PythonLayout layout = runtime.layout();
    if (layout == null) {
      return new Unknown(words(runtime.version()) + " (" + runtime.path() + ")");
    }
    return new Ready(new PythonReader(memory, files, runtime, layout, tree));
  }

  private static String words(int version) {
    return version == 0 ? "of unknown version" : (version >> 8) + "." + (version & 0xFF);
  }

  /** Version for people: {@code 3.11}. */
  public String version() {
    return words(layout.version);
  }

  /** {@code major << 8 | minor}. */
  public int versionNumber() {
    return layout.version;
  }

  /** Stacks that changed while they were read. */
  public long torn() {
    return torn;
  }

  /** Stacks that were read. */
  public long read() {
    return read;
  }

  /**
   * Threads of the interpreter as of the last {@link #refreshThreads}, ids as this process sees
   * them.
   */
  public int[] threads() {
    return tids.clone();
  }

  /** Whether a thread is known to run Python as of the last {@link #refreshThreads}. */
  public boolean isThread(int tid) {
    return byTid.get(tid) >= 0;
  }

  private long word(long address) {
    return memory.read(address, work, 0, 8) == 8 ? Bytes.i64(work, 0) : 0;
  }

  /** Reads the list of threads. Torn lists give the threads up to the damage. */
  public void refreshThreads() {
    Known[] found = new Known[16];
    int[] ids = new int[16];
    int count = 0;
    LongMap index = new LongMap();
    long next = word(runtime.address() + layout.interpreters);
    interpreter = next;
    int[] own = layout.threadNative < 0 ? null : ownIds();
    for (int i = 0; i < MOST_INTERPRETERS && next != 0; i++) {
      long thread = word(next + layout.interpreterThreads);
      while (thread != 0
          && count < MOST_THREADS
          && memory.read(thread, work, 0, layout.threadBytes) == layout.threadBytes) {
        long after = Bytes.i64(work, layout.threadNext);
        int tid = tid(own);
        if (tid > 0 && index.get(tid) < 0) {
          if (count == found.length) {
            found = Arrays.copyOf(found, count * 2);
            ids = Arrays.copyOf(ids, count * 2);
          }
          int known = byTid.get(tid);
          found[count] =
              known >= 0 && threads[known].address == thread ? threads[known] : new Known(thread);
          ids[count] = tid;
          index.put(tid, count++);
        }
        thread = after;
      }
      next = word(next + layout.interpreterNext);
    }
    threads = Arrays.copyOf(found, count);
    tids = Arrays.copyOf(ids, count);
    byTid = index;
  }

  /**
   * Pairs of a thread's id in the process's own namespace and the one that is seen here, if they
   * differ; an empty list if they do not.
   */
  private int[] ownIds() {
    if (files.ownId(files.pid()) == files.pid()) {
      return new int[0];
    }
    int[] all = files.threads();
    int[] pairs = new int[all.length * 2];
    for (int i = 0; i < all.length; i++) {
      pairs[2 * i] = files.ownId(all[i]);
      pairs[2 * i + 1] = all[i];
    }
    return pairs;
  }

  /** Id of the thread whose structure was just read; 0 if unknown. */
  private int tid(int @Nullable [] own) {
    if (own == null) {
      return tidOfPthread(Bytes.i64(work, layout.threadId));
    }
    int id = (int) Bytes.i64(work, layout.threadNative);
    for (int i = 0; i < own.length; i += 2) {
      if (own[i] == id) {
        return own[i + 1];
      }
    }
    return own.length == 0 ? id : 0;
  }

  /** Up to 3.10, Python only knows the address of the C library's structure of a thread. */
  private int tidOfPthread(long pthread) {
    if (idInPthread < 0) {
      idInPthread = findId(pthread);
    }
    return idInPthread < 0 || memory.read(pthread + idInPthread, work, WORK_BYTES - 8, 4) != 4
        ? 0
        : Bytes.i32(work, WORK_BYTES - 8);
  }

  /** Where in a structure one of the process's threads stands: the first place that is one. */
  private int findId(long pthread) {
    long at = WORK_BYTES - PTHREAD_BYTES - 16;
    int length = memory.read(pthread, work, at, PTHREAD_BYTES);
    int[] known = files.threads();
    for (int offset = 0; offset + 4 <= length; offset += 4) {
      int value = Bytes.i32(work, at + offset);
      if (value > 0 && Arrays.binarySearch(known, value) >= 0) {
        return offset;
      }
    }
    return -1;
  }

  /**
   * Reads the stack of a thread.
   *
   * @return false if the thread runs no Python, or its stack changed while it was read; the stack
   *     is empty then
   */
  public boolean read(int tid, PythonStack out) {
    out.clear();
    int index = byTid.get(tid);
    if (index < 0) {
      return false;
    }
    Known thread = threads[index];
    long outermost = 0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int frames = chase(thread, out, attempt == ATTEMPTS - 1);
      if (frames == 0) {
        return false;
      }
      // A generator that is left has no caller any more, as if it were the outermost function: of a
      // new outermost function it is made sure that it still is one.
      long now = frames < 0 ? 0 : thread.frames[thread.count - 1];
      boolean isSure = out.isCut() || now == thread.outermost || now == outermost;
      // Best is a stack whose innermost function did not change meanwhile. Programs that call all
      // the
      // time never give one: then one whose frames did not change must do.
      if (frames > 0
          && isSure
          && (attempt >= STRICT_ATTEMPTS || innermost(thread) == thread.frames[0])) {
        thread.outermost = out.isCut() ? thread.outermost : now;
        read++;
        return true;
      }
      outermost = now;
    }
    torn++;
    out.clear();
    return false;
  }

  private long innermost(Known thread) {
    long frame = word(thread.address + layout.threadFrame);
    return layout.currentFrame >= 0 && frame != 0 ? word(frame + layout.currentFrame) : frame;
  }

  /** Follows frames from the innermost one; how many, or −1 if they changed meanwhile. */
  private int chase(Known thread, PythonStack out, boolean isLast) {
    out.clear();
    int bytes = layout.frameBytes;
    long frame = innermost(thread);
    // Most frames are where they were the last time: one call reads them all.
    int have =
        memory.readEach(
            thread.frames, Math.min(thread.count, REMEMBERED), bytes, remembered, 0, bytes);
    int count = 0;
    int hint = 0;
    boolean isAllKnown = true;
    while (frame != 0) {
      if (count == PythonStack.MOST_FRAMES) {
        out.setCut();
        break;
      }
      int at = hint;
      while (at < have && thread.frames[at] != frame) {
        at++;
      }
      MemorySegment from = remembered;
      long place = (long) at * bytes;
      if (at < have) {
        hint = at + 1;
      } else {
        isAllKnown = false;
        from = work;
        place = 0;
        if (memory.read(frame, work, 0, bytes) != bytes) {
          return -1;
        }
      }
      int before = out.size();
      seen[count] = frame;
      frame = add(from, place, out);
      isCallers[count++] = out.size() == before;
    }
    if (!(isAllKnown && count == thread.count)) {
      if (thread.frames.length < count) {
        thread.frames = new long[Math.max(count, 32)];
      }
      System.arraycopy(seen, 0, thread.frames, 0, count);
      thread.count = count;
    }
    // Outermost is always what C called; else a generator was left while its frame was read.
    // A generator that C resumes is an entry of 3.11 too, and still one when it was left.
    boolean isWhole = out.size() == 0 || out.isCut() || out.isEntry(out.size() - 1) && !isGenerator;
    // Up to 3.10 the frame of a generator that has ended forgets that it was one; its code does
    // not.
    boolean isNew = count > 0 && !out.isCut() && seen[count - 1] != thread.outermost;
    if (!isWhole || isNew && layout.codeFlags >= 0 && isOfGenerators(out.code(out.size() - 1))) {
      return -1;
    }
    int changed = changed(count, out);
    if (changed > 0 && !isLast) {
      return -1;
    }
    // Functions that come and go all the time: those that called them are sure.
    out.dropInner(changed);
    return out.size() > 0 || changed == 0 ? out.size() : -1;
  }

  private boolean isOfGenerators(long code) {
    int at = WORK_BYTES - 8;
    return memory.read(code + layout.codeFlags, work, at, 4) != 4
        || (Bytes.i32(work, at) & GENERATOR_FLAGS) != 0;
  }

  /** Adds one frame; the next one outside of it. */
  private long add(MemorySegment from, long at, PythonStack out) {
    long code = Bytes.i64(from, at + layout.frameCode);
    if (layout.firstCallerOwner < 255
        && Bytes.u8(from, at + layout.frameOwner) >= layout.firstCallerOwner) {
      out.setLastEntry(); // a C function called what is inside of this one
    } else {
      boolean isEntry =
          layout.instructionUnit > 0
              || layout.frameEntry >= 0 && Bytes.u8(from, at + layout.frameEntry) != 0;
      isGenerator =
          layout.frameOwner >= 0
              ? Bytes.u8(from, at + layout.frameOwner) == GENERATOR
              : layout.frameGenerator >= 0 && Bytes.i64(from, at + layout.frameGenerator) != 0;
      out.add(code & -8, instruction(from, at), isEntry);
    }
    return Bytes.i64(from, at + layout.frameBack);
  }

  private long instruction(MemorySegment from, long at) {
    return layout.instructionUnit > 0
        ? Bytes.i32(from, at + layout.frameInstruction)
        : Bytes.i64(from, at + layout.frameInstruction);
  }

  /** How many of the functions, the innermost ones, are not what they were read as any more. */
  private int changed(int count, PythonStack out) {
    int bytes = layout.frameBytes;
    int have = memory.readEach(seen, count, bytes, again, 0, bytes);
    if (have < count) {
      return out.size();
    }
    int frame = out.size() - 1;
    for (int i = count - 1; i >= 0; i--) {
      long at = (long) i * bytes;
      boolean isCaller =
          layout.firstCallerOwner < 255
              && Bytes.u8(again, at + layout.frameOwner) >= layout.firstCallerOwner;
      boolean isLinked = i + 1 == count || Bytes.i64(again, at + layout.frameBack) == seen[i + 1];
      if (isCaller != isCallers[i]
          || !isLinked
          || !isCaller && (Bytes.i64(again, at + layout.frameCode) & -8) != out.code(frame)) {
        return frame + 1;
      }
      frame -= isCaller ? 0 : 1;
    }
    return 0;
  }

  /**
   * Frames of the tree for a stack.
   *
   * @return as many as the stack has, innermost first, valid until the next call; null if the stack
   *     changed while it was read, which is counted. If only its inner functions did, those are
   *     taken out of it
   */
  public int @Nullable [] frames(PythonStack stack) {
    if (codes.frames(stack, rows)) {
      return rows;
    }
    torn++;
    return null;
  }

  /** Whether a thread waits for the lock if it waits at an address (of a futex). */
  public boolean isLock(long address) {
    long lock = lock();
    return lock != 0 && address >= lock && address < lock + layout.lockBytes;
  }

  private long lock() {
    return layout.runtimeLock >= 0
        ? runtime.address() + layout.runtimeLock
        : interpreter == 0 ? 0 : word(interpreter + layout.interpreterLock);
  }

  /** The thread that holds the global interpreter lock; 0 if none does, or it is not known. */
  public int lockHolder() {
    long lock = lock();
    if (lock == 0
        || memory.read(lock, work, 0, 32) != 32
        || Bytes.i32(work, layout.lockLocked) != 1) {
      return 0;
    }
    long holder = Bytes.i64(work, layout.lockHolder);
    for (int i = 0; i < threads.length; i++) {
      if (threads[i].address == holder) {
        return tids[i];
      }
    }
    return 0;
  }
}
