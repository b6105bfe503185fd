package dev.plumb.agent;

import org.jspecify.annotations.Nullable;

/**
 * Called at the beginning and at every end of wrapped methods, so it must be quick: two clock reads
 * and a few array accesses.
 */
public final class Probe {
  private static final ThreadLocal<@Nullable ThreadSums> THREAD = new ThreadLocal<>();

  /** The recording that counts, from 1; 0 while there is none. */
  private static volatile int recording;

  private Probe() {}

  /** A call begins. */
  public static void enter(int name) {
    int now = recording;
    if (now == 0) {
      return;
    }
    ThreadSums sums = THREAD.get();
    if (sums == null || sums.recording() != now && sums != ThreadSums.NONE) {
      // Set first: what is called below must not come here again.
      THREAD.set(ThreadSums.NONE);
      sums = Sums.ofThread(Thread.currentThread(), now);
      THREAD.set(sums);
    }
    sums.enter(name);
  }

  /** A call ends, also by an exception. */
  public static void exit(int name) {
    int now = recording;
    if (now == 0) {
      return;
    }
    ThreadSums sums = THREAD.get();
    if (sums != null && sums.recording() == now) {
      sums.exit(name);
    }
  }

  /** Counts from now on. */
  static void start(int number) {
    recording = number;
  }

  /** Counts nothing more: nobody reads it. */
  static void stop() {
    recording = 0;
  }
}
