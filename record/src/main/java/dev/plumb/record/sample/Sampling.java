package dev.plumb.record.sample;

import dev.plumb.record.tree.ContextTree;
import java.util.Map;

/**
 * Samples one process from outside. Nothing in here runs by itself: {@link #poll} does everything,
 * on the thread that calls it, which must be the one that merges into the tree.
 *
 * <p>The Python part of a sample is read when {@code poll} sees it, so a sampler that is polled
 * late joins less exactly: do not stay away for more than about a millisecond.
 */
public interface Sampling extends AutoCloseable {
  /**
   * Begins to sample. Never fails: what cannot be done stands in {@link #limits()}, and the rest is
   * done.
   *
   * @param pid the process; its threads, present and future, are followed, its children are not
   * @param tree where frames are added; contexts and sums are left to {@code sink}
   * @param sink gets the samples, on the thread that polls
   */
  static Sampling open(int pid, SamplingOptions options, ContextTree tree, StackSink sink) {
    return open(pid, options, tree, sink, InsideThreads.none());
  }

  /**
   * The same beside a sampler in the process.
   *
   * @param inside threads that sample themselves: their samples from outside are not handed on
   */
  static Sampling open(
      int pid, SamplingOptions options, ContextTree tree, StackSink sink, InsideThreads inside) {
    return new OutsideSampler(pid, options, tree, sink, inside);
  }

  /**
   * A sample from inside was handed on, or one that was lost was counted: the thread's CPU time has
   * its place. Call it for all that came before the next {@link #poll}.
   */
  void sampledInside(int tid, long cpuNs);

  /**
   * Waits until there are samples, and hands on all that there are.
   *
   * @param timeoutMs how long to wait at most; 0 not to wait
   * @return how many were handed on
   */
  int poll(int timeoutMs);

  /** Whether the process is still there. */
  boolean isAlive();

  /** What became of the samples so far. */
  SamplingCounts counts();

  /** What cannot be done for this process, each with what the system said. */
  Map<Limit, String> limits();

  /** Stops sampling; the process goes on. */
  @Override
  void close();
}
