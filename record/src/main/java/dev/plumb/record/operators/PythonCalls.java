package dev.plumb.record.operators;

import dev.plumb.record.ring.PythonCode;
import dev.plumb.trace.LongMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a thread's rings define of Python: code objects, and calls that are open together. Numbers
 * and addresses are used again, and mean what was last said of them.
 */
final class PythonCalls {
  /** No call of Python is open. */
  static final int NONE = 0;

  private record Stack(int[] frames) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Stack(int[] others) && Arrays.equals(frames, others);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(frames);
    }
  }

  private final ProcessOperators process;
  private final Map<Integer, PythonCode> codes = new HashMap<>();
  private final Map<Long, PythonCode> sampled = new HashMap<>();
  private final LongMap indices = new LongMap();
  private final Map<Stack, Integer> known = new HashMap<>();
  private int[][] stacks = new int[64][];

  PythonCalls(ProcessOperators process) {
    this.process = process;
    stacks[NONE] = new int[0];
  }

  void code(int number, PythonCode code) {
    codes.put(number, process.kept(code));
  }

  /** Of the ring of samples, which tell code objects by their addresses. */
  void sampled(long address, PythonCode code) {
    sampled.put(address, process.kept(code));
  }

  /** A code object by the address that a sample has; null if it was not told. */
  @Nullable PythonCode sampled(long address) {
    return sampled.get(address);
  }

  /** Defines calls: pairs of a code object's number and a place in it, innermost first. */
  void context(long number, int[] pairs, int count) {
    int[] frames = new int[count];
    for (int i = 0; i < count; i++) {
      PythonCode code = codes.get(pairs[2 * i]);
      frames[count - 1 - i] =
          code == null ? process.unknownFunction() : process.python().frame(code, pairs[2 * i + 1]);
    }
    int next = known.size() + 1;
    Integer before = known.putIfAbsent(new Stack(frames), next);
    if (before == null) {
      if (next == stacks.length) {
        stacks = Arrays.copyOf(stacks, next * 2);
      }
      stacks[next] = frames;
    }
    indices.put(number, before == null ? next : before);
  }

  /** Calls by their number; those whose definition was lost are none. */
  int index(long number) {
    return number == 0 ? NONE : Math.max(NONE, indices.get(number));
  }

  /** Frames of calls by their index, outermost first. */
  int[] frames(int index) {
    return stacks[index];
  }
}
