package dev.plumb.record.sample;

import dev.plumb.record.os.ProcessFiles;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * CPU time that no sample stands for, thread by thread: what the kernel says that a thread has run,
 * less a period for each of its samples. There is some where samples are lost because their reader
 * got no CPU, where the kernel throttles them, and where timers are late.
 *
 * <p>Samples are not weighed by these clocks: the kernel brings a running thread's up to date at
 * ticks only, milliseconds apart, so that of several samples between two ticks one would stand for
 * all, and shares would be off by points.
 */
final class UnseenTime {
  /** Between two looks. What a thread loses after the last look before its end is not seen. */
  private static final long LOOK_NS = 250_000_000;

  /** A tick, by which clocks may be late: 100 a second at the least. */
  private static final long TICK_NS = 10_000_000;

  /** Takes what was not seen. */
  @FunctionalInterface
  interface Sink {
    /** A thread has run for so long without samples. */
    void unseen(int tid, long ns);
  }

  private static final class Clock {
    private long fromNs;
    private long ranNs;
    private long accountedNs;
  }

  private final ProcessFiles files;
  private final long periodNs;
  private final long slackNs;
  private final Map<Integer, Clock> threads = new HashMap<>();
  private long nextNs;
  private long unseenNs;

  /**
   * Begins with what threads have used before they are sampled: make it after sampling has begun.
   *
   * @param cpus that threads may run on: each has a timer of its own, part of a period ahead
   */
  UnseenTime(ProcessFiles files, long periodNs, int cpus) {
    this.files = files;
    this.periodNs = periodNs;
    this.slackNs = (cpus + 1) * periodNs + TICK_NS;
    for (int tid : files.threads()) {
      clock(tid).fromNs = Math.max(files.ranNs(tid), 0);
    }
    nextNs = System.nanoTime() + LOOK_NS;
  }

  private Clock clock(int tid) {
    return threads.computeIfAbsent(tid, t -> new Clock());
  }

  /** A sample of a thread was handed on. */
  void sampled(int tid) {
    clock(tid).accountedNs += periodNs;
  }

  /** Looks at the clocks when it is time to: before samples are taken, which are later then. */
  boolean look(long now) {
    if (now < nextNs) {
      return false;
    }
    nextNs = now + LOOK_NS;
    int[] tids = files.threads();
    for (int tid : tids) {
      Clock clock = clock(tid);
      clock.ranNs = Math.max(files.ranNs(tid), clock.ranNs);
    }
    if (threads.size() > tids.length) {
      threads.keySet().retainAll(Arrays.stream(tids).boxed().toList());
    }
    return true;
  }

  /** Hands on what no sample stands for, once all samples before the last look were taken. */
  void settle(Sink sink) {
    threads.forEach((tid, clock) -> {
      long unseen = clock.ranNs - clock.fromNs - clock.accountedNs;
      if (unseen > slackNs) {
        clock.accountedNs += unseen;
        unseenNs += unseen;
        sink.unseen(tid, unseen);
      }
    });
  }

  /**
   * What the kernel's count of lost samples says beyond what clocks showed, at the end: the losses
   * of threads that ended soon after.
   *
   * @param lost samples
   */
  long restNs(long lost) {
    return Math.max(lost * periodNs - unseenNs, 0);
  }
}
