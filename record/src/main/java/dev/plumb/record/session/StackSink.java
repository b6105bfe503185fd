package dev.plumb.record.session;

/** Takes sampled stacks. */
public interface StackSink {
  /**
   * One sample.
   *
   * @param timeNs of CLOCK_MONOTONIC
   * @param frames rows of the tree's frames, outermost first
   * @param count how many of {@code frames} are used
   * @param operatorsAt how many frames stand above the framework's operators: those that are open
   *     on the thread are put behind them. −1 if the thread has no frames of an interpreter, as
   *     worker threads have: the operator open on the thread that gave them work is put above all
   * @param measure row of the tree's measures
   * @param value to add
   * @param state string id of what the thread waited for; −1 if it ran
   */
  void sample(
      long timeNs,
      int pid,
      int tid,
      int[] frames,
      int count,
      int operatorsAt,
      int measure,
      long value,
      int state);
}
