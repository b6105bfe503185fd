package dev.plumb.record.operators;

import dev.plumb.trace.Ids;
import java.util.Arrays;

/**
 * Contexts of forward operators by autograd's sequence number and the thread that counted it. Keeps
 * the last ones only: a backward pass follows its forward pass.
 */
final class ForwardIndex {
  /** More forward operators than a graph that fits into memory has open. */
  private static final int SIZE = 1 << 18;

  private final long[] keys = new long[SIZE];
  private final int[] contexts = new int[SIZE];

  ForwardIndex() {
    Arrays.fill(contexts, Ids.NONE);
  }

  /** The last operator with a number is the one that made the backward function. */
  void put(long thread, long sequence, int context) {
    int slot = slot(thread, sequence);
    keys[slot] = key(thread, sequence);
    contexts[slot] = context;
  }

  /** The context of the forward operator; {@link Ids#NONE} if it is not known (any more). */
  int get(long thread, long sequence) {
    int slot = slot(thread, sequence);
    return keys[slot] == key(thread, sequence) ? contexts[slot] : Ids.NONE;
  }

  private static long key(long thread, long sequence) {
    return thread << 48 | sequence & 0xFFFF_FFFF_FFFFL;
  }

  private static int slot(long thread, long sequence) {
    return (int) (sequence + thread * 0x9E37_79B9L) & SIZE - 1;
  }
}
