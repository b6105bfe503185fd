package dev.plumb.record.python;

import dev.plumb.record.os.Memory;
import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.symbols.AddressSpace;
import dev.plumb.record.tree.ContextTree;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python stacks of the threads of a process that may load Python at any time, or never. Stacks are
 * read once for each round of samples.
 */
public final class PythonThreads {
  private static final long LOOK_NS = 100_000_000;
  private static final long LOOK_LATER_NS = 2_000_000_000;
  private static final int LOOKS_AT_START = 50;
  private static final int MOST_FAILURES = 50;
  private static final long THREADS_NS = 20_000_000;
  private static final long ALL_THREADS_NS = 1_000_000_000;

  private final ProcessFiles files;
  private final @Nullable Memory memory;
  private final AddressSpace space;
  private final ContextTree tree;
  private @Nullable PythonReader reader;
  private @Nullable String unknown;
  private long lookedNs = Long.MIN_VALUE / 2;
  private int looks;
  private int failures;
  private long tornBefore;
  private long threadsNs = Long.MIN_VALUE / 2;
  private final Map<Integer, PythonStack> stacks = new HashMap<>();
  private final Map<Integer, Boolean> readings = new HashMap<>();

  /**
   * Of a process.
   *
   * @param memory of the process; null if Python is not wanted, or cannot be read
   */
  public PythonThreads(
      ProcessFiles files, @Nullable Memory memory, AddressSpace space, ContextTree tree) {
    this.files = files;
    this.memory = memory;
    this.space = space;
    this.tree = tree;
  }

  /** The reader; null as long as there is no Python. Looks for it from time to time. */
  public @Nullable PythonReader reader() {
    long now = System.nanoTime();
    long wait = looks < LOOKS_AT_START ? LOOK_NS : LOOK_LATER_NS;
    if (reader == null && memory != null && unknown == null && now - lookedNs > wait) {
      lookedNs = now;
      looks++;
      space.refresh();
      switch (PythonReader.open(memory, files, space, tree)) {
        case PythonReader.Ready(PythonReader found) -> {
          found.refreshThreads();
          // Between the program's start and the interpreter's there are no threads in its list.
          reader = found.threads().length > 0 ? found : null;
        }
        case PythonReader.Unknown(String version) -> unknown = version;
        case PythonReader.None() -> {}
      }
    }
    return reader;
  }

  /** A Python that is not known here, for people; null if there is none. */
  public @Nullable String unknown() {
    return unknown;
  }

  /** Begins a round: what was read before is old. */
  public void begin() {
    readings.clear();
  }

  /** The stack of a thread in this round; null if it runs no Python, or it could not be read. */
  public @Nullable PythonStack stack(int tid) {
    PythonReader source = reader();
    if (source == null) {
      return null;
    }
    PythonStack stack = stacks.computeIfAbsent(tid, t -> new PythonStack());
    Boolean known = readings.get(tid);
    if (known == null) {
      long now = System.nanoTime();
      if (now - threadsNs > (source.isThread(tid) ? ALL_THREADS_NS : THREADS_NS)) {
        threadsNs = now;
        source.refreshThreads();
        stacks.keySet().retainAll(java.util.Arrays.stream(source.threads()).boxed().toList());
        stacks.put(tid, stack);
      }
      known = source.read(tid, stack);
      failures += known || !source.isThread(tid) ? 0 : 1;
      readings.put(tid, known);
    }
    return known ? stack : null;
  }

  /** Frames of the tree for a stack of this process; null if they changed meanwhile. */
  public int @Nullable [] frames(PythonStack stack) {
    int[] frames = reader == null ? null : reader.frames(stack);
    failures = frames == null ? failures + 1 : 0;
    if (failures > MOST_FAILURES && reader != null) {
      // Not bad luck any more: another program runs in the process, or another interpreter.
      tornBefore += reader.torn();
      reader = null;
      failures = 0;
    }
    return frames;
  }

  /** Stacks that changed while they were read. */
  public long torn() {
    return tornBefore + (reader == null ? 0 : reader.torn());
  }
}
