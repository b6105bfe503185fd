package dev.plumb.agent;

import org.jspecify.annotations.Nullable;

/**
 * Called at the beginning and at every end of wrapped methods, so it must be quick: two clock reads
 * and a few array accesses.
 */
public final class Probe {
  private static final ThreadLocal<@Nullable ThreadSums> THREAD = new ThreadLocal<>();
  private static volatile boolean stopped;

  private Probe() {}

  /** A call begins. */
  public static void enter(int name) {
    if (stopped) {
      return;
    }
    ThreadSums sums = THREAD.get();
    if (sums == null) {
      // Set first: what is called below must not come here again.
      THREAD.set(ThreadSums.NONE);
      sums = Sums.ofThread(Thread.currentThread());
      THREAD.set(sums);
    }
    sums.enter(name);
  }

  /** A call ends, also by an exception. */
  public static void exit(int name) {
    if (stopped) {
      return;
    }
    ThreadSums sums = THREAD.get();
    if (sums != null) {
      sums.exit(name);
    }
  }

  /** Counts nothing more: nobody reads it. */
  static void stop() {
    stopped = true;
  }
}
