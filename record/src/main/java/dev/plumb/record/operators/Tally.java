package dev.plumb.record.operators;

import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.Ids;
import java.util.Arrays;

/** Calls and self time of a thread by context, added up here before they go to the tree. */
final class Tally {
  private long[] calls = new long[256];
  private long[] selfNs = new long[256];
  private int[] touched = new int[64];
  private int count;

  void add(int context, long ns) {
    if (context >= calls.length) {
      int size = Math.max(context + 1, calls.length * 2);
      calls = Arrays.copyOf(calls, size);
      selfNs = Arrays.copyOf(selfNs, size);
    }
    if (calls[context]++ == 0) {
      if (count == touched.length) {
        touched = Arrays.copyOf(touched, count * 2);
      }
      touched[count++] = context;
    }
    selfNs[context] += ns;
  }

  /** Moves everything to the tree. */
  void moveTo(ContextTree tree, int track, int callsMeasure, int timeMeasure) {
    for (int i = 0; i < count; i++) {
      int context = touched[i];
      tree.add(track, context, callsMeasure, Ids.NONE, calls[context]);
      tree.add(track, context, timeMeasure, Ids.NONE, selfNs[context]);
      calls[context] = 0;
      selfNs[context] = 0;
    }
    count = 0;
  }
}
