package dev.plumb.record.operators;

import dev.plumb.trace.Ids;
import java.util.Arrays;

/**
 * Which context was innermost on a thread at which time, kept while a window of another profiler is
 * open: what that one saw is then put where it belongs.
 */
final class Journal {
  /** A window of some steps has no more; what comes later is not kept. */
  private static final int MOST = 1 << 22;

  private long[] timesNs = new long[1024];
  private int[] contexts = new int[1024];
  private int size;

  /** From this time on the context is the innermost one; times do not go back. */
  void add(long timeNs, int context) {
    if (size == MOST) {
      return;
    }
    if (size == timesNs.length) {
      timesNs = Arrays.copyOf(timesNs, size * 2);
      contexts = Arrays.copyOf(contexts, size * 2);
    }
    timesNs[size] = timeNs;
    contexts[size++] = context;
  }

  /** The innermost context at a time; {@link Ids#NONE} if none was open or nothing is known. */
  int at(long timeNs) {
    int found = Arrays.binarySearch(timesNs, 0, size, timeNs);
    int index = found >= 0 ? found : -found - 2;
    while (index + 1 < size && timesNs[index + 1] == timeNs) {
      index++;
    }
    return index < 0 ? Ids.NONE : contexts[index];
  }
}
