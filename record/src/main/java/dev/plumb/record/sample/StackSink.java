package dev.plumb.record.sample;

import dev.plumb.record.stack.SampledStack;

/** Takes the samples of a process. */
public interface StackSink {
  /** Wants none. */
  StackSink NONE =
      new StackSink() {
        @Override
        public void accept(SampledStack stack) {}

        @Override
        public void unseen(int tid, long cpuNs) {}
      };

  /** Takes one sample; {@code stack} is only valid during the call. */
  void accept(SampledStack stack);

  /**
   * A thread has run for so long with no sample to show where.
   *
   * @param tid the thread; the process's first one where it is not known which
   * @param cpuNs more than 0
   */
  void unseen(int tid, long cpuNs);
}
